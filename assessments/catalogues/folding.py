"""What a condition comes to whatever is answered: constants, bounds that nothing meets, questions nobody is asked.

A quick look at each condition by itself. What only combinations of answers show is proved elsewhere, by trying them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from assessments.domain.answers import LARGEST_NUMBER
from assessments.domain.catalogue import Catalogue, Fact, FactKey, QuestionKey, QuestionKind
from assessments.domain.conditions import (
    All,
    Amount,
    Any_,
    Condition,
    Constant,
    Counts,
    FactHolds,
    Is,
    Not,
    Reading,
)


@dataclass(frozen=True, slots=True)
class Folding:
    """What has to be known of an edition to fold its conditions."""

    facts: Mapping[FactKey, Fact]
    unasked: Set[QuestionKey]
    """Questions that nobody is ever asked."""
    single: Set[QuestionKey]
    """Questions whose answer is one value."""

    def truth(self, condition: Condition) -> bool | None:
        """True or False where the condition always comes to that; None where it depends."""
        match condition:
            case Constant(value):
                return value
            case Not(part):
                found = self.truth(part)
                return None if found is None else not found
            case All(parts):
                return False if self._contradicts(condition) else _settled(map(self.truth, parts), False)
            case Any_(parts):
                return _settled(map(self.truth, parts), True)
            case FactHolds(fact):
                return self.truth(self.facts[FactKey(fact)].condition)
        # A question that is never asked makes whatever is said about it false.
        return False if condition.question in self.unasked or part_truth(condition) is False else None

    def _contradicts(self, condition: All) -> bool:
        possible: dict[str, set[str]] = {}
        for part in _conjuncts(condition):
            if isinstance(part, Is) and part.question in self.single:
                possible.setdefault(part.question, set(part.values)).intersection_update(part.values)
        return any(not values for values in possible.values())


def part_truth(part: Reading) -> bool | None:
    """What a part comes to for every answer that can be given; None where it depends on the answer."""
    match part:
        case Counts(_, of, at_least, at_most):
            return _range_truth(at_least, at_most, len(set(of)))
        case Amount(_, at_least, at_most):
            return _range_truth(at_least, at_most, LARGEST_NUMBER)
    return None


def _range_truth(at_least: int | None, at_most: int | None, largest: int) -> bool | None:
    low, high = at_least or 0, largest if at_most is None else at_most
    if low > largest or high < 0:
        return False
    return True if low <= 0 and high >= largest else None


def _settled(truths: Iterator[bool | None], settles: bool) -> bool | None:
    found = set(truths)
    if settles in found:
        return settles
    return None if None in found else not settles


def _conjuncts(condition: Condition) -> Iterator[Condition]:
    if not isinstance(condition, All):
        yield condition
        return
    for part in condition.parts:
        yield from _conjuncts(part)


def folding_of(catalogue: Catalogue) -> Folding:
    """The folding for an edition: one pass along the route finds the questions that can never be asked."""
    unasked = set(catalogue.questions)
    single = {each.key for each in catalogue.questions.values() if each.kind is not QuestionKind.MULTI}
    folding = Folding(catalogue.facts, unasked, single)
    for step in catalogue.steps:
        for placement in step.placements:
            # While a placement is judged, whatever comes before it on the route is known to be asked or not.
            if folding.truth(placement.shown_if) is not False:
                unasked.discard(placement.question)
    return folding
