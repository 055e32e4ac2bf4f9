"""Rules of single entries: the fields of one question, deadline, year or obligation go together."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class ShapeRule(Rule):
    """The fields of an entry agree with each other."""

    CHOICES_TOO_FEW = ("has fewer than two choices", "add choices")
    CHOICES_IN_VAIN = ("is a {kind} question and takes no choices", "remove the choices, or change the kind")
    CHOICES_NOT_YES_NO = ("is a yes_no question with other choices", "list exactly yes and no, or write kind: single")
    CHOICE_TWICE = ("has the choice {choice} twice", "remove one, or give it another key")
    CHOICE_NOT_SURE = ("lists the choice {choice}, which every question has without being told", "remove it")
    CHOICE_EXCLUSIVE = ("marks a choice exclusive, though only one can be chosen", "remove exclusive")
    UNIT_MISSING = ("is a number without a unit", "add unit")
    UNIT_IN_VAIN = ("is a {kind} question and takes no unit", "remove unit")
    DEADLINE_LIMIT = ("counts days without a limit of at least 1", "add limit")
    DEADLINE_START_MISSING = ("counts days from nothing", "add starts_with, the question that gives the first day")
    DEADLINE_STOCK_HALF = ("has only one of stock_before and stock_due", "add the other, or remove it")
    DEADLINE_YEARLY = ("falls every year on no day that every year has", "add month and day")
    HOLIDAY_BOTH = ("has {day} both as a day off and as a make-up day", "remove it from one of the two")
    MAKE_UP_IN_WEEK = ("has the make-up day {day}, which is no weekend day", "correct the day")
    SEVERITY_ADVICE = (
        "is a recommendation without the severity advice, or the reverse",
        "change one of the two",
    )
    NEVER_NO_VERDICT = ("says that {verdict} never comes out, which is not a verdict", "write one of: {verdicts}")
    NEVER_TWICE = ("says twice that {verdict} never comes out", "remove one")
    NEVER_MISSING = ("has no way to come out as {verdict}", "say why under never, or write the condition")
