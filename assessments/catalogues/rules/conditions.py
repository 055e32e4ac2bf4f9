"""Rules of conditions: one of the closed set of forms, with what each form takes."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class ConditionRule(Rule):
    """A condition can be parsed."""

    CONDITION_UNKNOWN = ("is not a condition", "write true, false, a fact, or one of: {forms}")
    CONDITION_PARTS = ("has all or any without conditions under it", "list the conditions that all and any take")
    CONDITION_WORD = ("has something else where one word must stand", "write the key alone")
    CONDITION_QUESTION = ("does not name exactly one question", "write {{question: …}}")
    CONDITION_WORDS = ("names no words to compare with", "list them; quote numbers and dates")
    CONDITION_BOUNDS = ("has no bounds that can be read", "write one or two of: {bounds}, and nothing else")
    CONDITION_BOUNDS_CROSSED = ("has its lower bound above its upper bound", "exchange or correct the bounds")
    CONDITION_BOUND = ("{name} is neither a number nor a parameter", "name a parameter of edition.yaml")
    CONDITION_COUNTS = ("counts nothing", "add of: [choices]")
    CONDITION_AMOUNT = ("has choices under amount, which compares a number", "remove of, or write counts")
    CONDITION_MOMENT = ("compares with something that is no day", "write a date or {{deadline: KEY}}")
