"""What a condition reads: its parts, and the questions behind them. Nothing is evaluated here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessments.domain.catalogue import Fact, FactKey, QuestionKey
from assessments.domain.conditions import (
    AS_OF,
    All,
    Any_,
    Condition,
    Constant,
    FactHolds,
    Not,
    Reading,
)


def conditions_in(condition: Condition) -> Iterator[FactHolds | Reading]:
    """The condition and every part of it that speaks of a fact, a question or the day."""
    match condition:
        case All(parts) | Any_(parts):
            for part in parts:
                yield from conditions_in(part)
        case Not(part):
            yield from conditions_in(part)
        case Constant():
            return
        case _:
            yield condition


def questions_read(condition: Condition, facts: Mapping[FactKey, Fact]) -> frozenset[QuestionKey]:
    """The questions that a condition reads, directly or through facts."""
    read = {part.question for part in followed(condition, facts)} - {AS_OF}
    return frozenset(QuestionKey(each) for each in read)


def followed(condition: Condition, facts: Mapping[FactKey, Fact]) -> Iterator[Reading]:
    """Every part of a condition that reads an answer or the day, also those inside facts."""
    for part in conditions_in(condition):
        if isinstance(part, FactHolds):
            yield from followed(facts[FactKey(part.fact)].condition, facts)
        else:
            yield part
