"""Rules of names: whatever an edition names, it defines."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class NameRule(Rule):
    """A name means something."""

    FACT_UNKNOWN = ("names the fact {fact}, which facts.yaml does not define", "correct the name, or define the fact")
    FACT_BELOW = ("builds on {fact}, which stands below it", "move {fact} above it in facts.yaml")
    FACT_CYCLE = ("builds on itself: {way}", "take one of these facts out of the other's condition")
    QUESTION_UNKNOWN = ("reads {question}, which is not a question of this edition", "correct the name")
    QUESTION_KIND = ("reads {question} with {form}, which takes {allowed}, but it is {kind}", "use a form for {kind}")
    CHOICE_UNKNOWN = ("reads the choice {choice} of {question}, which does not exist", "write one of: {choices}")
    DEADLINE_UNKNOWN = ("names the deadline {deadline}, which edition.yaml does not define", "correct the name")
    DEADLINE_START_UNKNOWN = ("starts with {question}, which is not a question", "name a date question")
    GATE_UNKNOWN = ("is named as a gate, but is not a question of this edition", "correct or remove it")
    POINT_UNKNOWN = ("names {point}, which uncertain.yaml does not define", "correct the name, or define the point")
    PENALTY_UNKNOWN = ("names the penalty {penalty}, which edition.yaml does not define", "correct or define it")
    GROUP_UNKNOWN = ("stands in group {group}, which edition.yaml does not define", "write one of: {groups}")
    SOURCE_UNKNOWN = ("cites {source}, which sources.yaml does not define", "correct the name, or define the source")
    SOURCE_MISSING = ("cites no source", 'add provisions: [{{SOURCE: "article"}}]')
    BASIS_UNCITED = ("rests on {source}, which its provisions do not cite", "cite it, or remove it from rests_on")
    BASIS_WITHOUT_DAY = ("rests on {source}, whose first day in force is not known", "add in_force to the source")
