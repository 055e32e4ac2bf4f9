"""What is proved of one obligation, over every combination of the answers that it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assessments.catalogues.proofs.unproven import Claim, Unproven, answers_in_words
from assessments.domain.catalogue import (
    Catalogue,
    DeadlineKey,
    DeadlineKind,
    Obligation,
    ObligationKey,
    QuestionKey,
)
from assessments.domain.classes import AnswerClass, classes_of
from assessments.domain.conditions import All, Answered, Moment
from assessments.domain.deadlines import compute_deadline
from assessments.domain.diagrams import Diagram
from assessments.domain.engine import assess
from assessments.domain.examining import Examined, combinations_of, examine, example_answers, flips
from assessments.domain.findings import DeadlineState, Verdict
from assessments.domain.lazy import Truth
from assessments.domain.reading import all_conditions, branches_of, followed

PROVED = tuple(each for each in Verdict if each is not Verdict.UNDETERMINED)
"""Verdicts that each obligation can have, or says why not."""


@dataclass(frozen=True, slots=True)
class ObligationProof:
    """What was examined of one obligation."""

    obligation: ObligationKey
    combinations: int
    """Combinations of answers to the questions that it reads, "not sure" and missing ones included."""
    ways: int
    """Ways through them that can make a difference."""
    unproven: tuple[Unproven, ...]


def prove_obligation(catalogue: Catalogue, one: Obligation) -> ObligationProof:
    """Examine every combination of answers that the obligation can tell apart."""
    days = [_OnDay(catalogue, one, day) for day in days_that_matter(catalogue, one)]
    unproven = [each for day in days for each in day.unproven()]
    unproven += _verdicts(one, days)
    return ObligationProof(
        one.key,
        sum(combinations_of(each.diagram.classes) for each in days),
        sum(each.all_answers.ways for each in days),
        tuple(dict.fromkeys(unproven)),
    )


def days_that_matter(catalogue: Catalogue, one: Obligation) -> tuple[date, ...]:
    """The edition's day, and for yearly deadlines that the obligation reads a day on which they are not past."""
    found: list[date | None] = [catalogue.law_as_of]
    for part in (part for each in branches_of(one) for part in followed(each, catalogue.facts)):
        if isinstance(part, Moment) and part.deadline is not None:
            rule = catalogue.deadlines[DeadlineKey(part.deadline)]
            if rule.kind is DeadlineKind.YEARLY:
                found.append(compute_deadline(rule, None, catalogue.law_as_of, catalogue.holidays).due)
    return tuple(dict.fromkeys(each for each in found if each is not None))


@lru_cache(maxsize=8)
def open_on_purpose(catalogue: Catalogue) -> frozenset[QuestionKey]:
    """Questions that some condition reads as answered or not: while unknown they keep scope open."""
    read = (part for _, each in all_conditions(catalogue) for part in followed(each, catalogue.facts))
    return frozenset(QuestionKey(part.question) for part in read if isinstance(part, Answered))


class _OnDay:
    """One obligation on one day of assessment."""

    def __init__(self, catalogue: Catalogue, one: Obligation, day: date) -> None:
        self.catalogue = catalogue
        self.one = one
        self.day = day
        self.diagram = Diagram(catalogue, classes_of(branches_of(one), catalogue, day), day)
        self.node = self.diagram.decision(one)
        self.all_answers: Examined = examine(self.diagram, self.node)
        self.complete = examine(self.diagram, self.node, self._complete)

    def _complete(self, question: QuestionKey, one: AnswerClass) -> bool:
        """Known answers, save days whose limit runs into a year that has no holiday notice yet."""
        rules = [each for each in self.catalogue.deadlines.values() if each.starts_with == question]
        days = [each for each in one.members if isinstance(each, date)]
        if not rules or not days:
            return one.has_known
        return any(self._computable(day) for day in days)

    def _computable(self, day: date) -> bool:
        holidays = self.catalogue.holidays
        found = (compute_deadline(each, day, self.day, holidays) for each in self.catalogue.deadlines.values())
        return all(each.state is not DeadlineState.YEAR_NOT_PUBLISHED for each in found)

    def unproven(self) -> Iterator[Unproven]:
        """Claims about single combinations that do not hold."""
        yield from self._apart()
        yield from self._decided()
        yield from self._kept()
        yield from self._engine()

    def _apart(self) -> Iterator[Unproven]:
        both = self.diagram.build(All((self.one.applies_if, self.one.not_met_if, self.one.met_if)))
        example = examine(self.diagram, both).examples.get(Truth.TRUE)
        if example is not None and self.one.order_decides is None:
            yield self._failed(
                Claim.BRANCHES_APART,
                f"met_if and not_met_if are both true for {answers_in_words(example)}",
                "make them exclude each other, or say in order_decides why the first one stands",
            )
        if example is None and self.one.order_decides is not None:
            yield self._failed(
                Claim.BRANCHES_APART,
                "says that the order of branches decides, yet met_if and not_met_if are never both true",
                "remove order_decides",
            )

    def _decided(self) -> Iterator[Unproven]:
        example = self.complete.examples.get(Verdict.UNDETERMINED)
        if example is not None:
            yield self._failed(
                Claim.COMPLETE_DECIDES,
                f"is undetermined though nothing is open: {answers_in_words(example)}",
                "add a branch for these answers",
            )

    def _kept(self) -> Iterator[Unproven]:
        for each in flips(self.diagram, self.node, open_on_purpose(self.catalogue)):
            filled, example = answers_in_words({each.question: each.answer}), answers_in_words(each.example)
            yield self._failed(
                Claim.FILLING_IN_KEEPS,
                f"turns from {each.before} into {each.after} when {filled} is filled in: {example}",
                "let the branch read the same answers that decide whether its questions are asked",
            )

    def _engine(self) -> Iterator[Unproven]:
        for verdict, example in (*self.all_answers.examples.items(), *self.complete.examples.items()):
            found = assess(self.catalogue, example_answers(example), self.day).findings
            said = next(each.verdict for each in found if each.obligation == self.one.key)
            if said is not verdict:
                yield self._failed(
                    Claim.ENGINE_AGREES,
                    f"comes out as {said} where the proof found {verdict}: {answers_in_words(example)}",
                    "report this; the engine and the proof must not differ",
                )

    def _failed(self, claim: Claim, message: str, mend: str) -> Unproven:
        return Unproven(claim, str(self.one.key), message, mend)


def _verdicts(one: Obligation, days: list[_OnDay]) -> Iterator[Unproven]:
    possible = {outcome: example for day in days for outcome, example in day.complete.examples.items()}
    for verdict in PROVED:
        named = verdict in {each for each, _ in one.never}
        if verdict in possible and named:
            yield Unproven(
                Claim.NEVER_HOLDS,
                str(one.key),
                f"says that {verdict} never comes out, yet it does for {answers_in_words(possible[verdict])}",
                "remove the reason, or mend the condition",
            )
        if verdict not in possible and not named:
            yield Unproven(
                Claim.VERDICTS_POSSIBLE,
                str(one.key),
                f"comes out as {verdict} for no complete answers",
                "mend the conditions, or say why under never",
            )
