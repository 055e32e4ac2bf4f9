"""Rules of use: nothing stands in an edition that nothing needs, and nothing decides from a hidden place."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class UseRule(Rule):
    """Every part of an edition is used as it says."""

    CHOICES_UNREAD = ("has choices that nothing reads: {choices}", "mark them informational: true, or read them")
    CHOICE_READ_AFTER_ALL = ("marks {choice} informational, but {reader} reads it", "remove informational")
    QUESTION_UNREAD = ("is read by no condition and starts no deadline", "let a condition read it, or remove it")
    GATE_UNREAD = ("is a gate that no fact reads", "remove it from gates")
    FACT_UNUSED = ("is a fact that no condition names", "remove it")
    FACT_CONSTANT = ("is {truth} whatever is answered", "correct its condition, or remove the fact")
    OBLIGATION_UNREACHABLE = ("can never apply", "correct applies_if, or remove the obligation")
    BRANCH_UNREACHABLE = ("has a {branch} that never holds", "correct it; or leave it out and say why under never")
    PART_CONSTANT = ("reads {question} in a way that is {truth} whatever is answered", "correct the bounds or choices")
    CHOICE_NAMED_TWICE = ("names {choice} of {question} twice in one place", "remove one")
    NUMBER_INLINE = ("compares {question} with the number {number}", "name it under parameters and write the name")
    SOURCE_WITHOUT_OBLIGATION = ("supports no obligation", "say why in without_obligation")
    SOURCE_REASON_FALSE = ("supports an obligation, yet says why not", "remove without_obligation")
    PENALTY_UNUSED = ("is a penalty that no obligation names", "name it where it threatens, or remove it")
    PARAMETER_UNUSED = ("is a parameter that no condition names", "name it where its number decides, or remove it")
    POINT_UNUSED = ("is named by no question, no obligation and no entry of the watch list", "name it where it matters")
    DEADLINE_UNUSED = ("is a deadline that no obligation and no condition names", "name it, or remove it")
    HOLIDAYS_UNUSED = ("is a year of holidays, but no deadline counts working days", "remove the year")
    GROUP_EMPTY = ("is a group without an obligation", "remove it, or give it an obligation")
