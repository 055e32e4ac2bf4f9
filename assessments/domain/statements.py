"""What a condition stated when it was decided: its parts walked again over the answers that the reasons recall.

A reason says which answer counted; the condition says what was asked of it. Both together make a statement, and
nothing else does: an answer that no reason names is unknown here, however it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Catalogue, DeadlineKey, FactKey, Obligation, QuestionKey
from assessments.domain.conditions import (
    AS_OF,
    All,
    Answered,
    Any_,
    Condition,
    Constant,
    FactHolds,
    Moment,
    Not,
    Reading,
)
from assessments.domain.deadlines import compute_deadline
from assessments.domain.evaluation import compare_days, holds_for
from assessments.domain.findings import AnswerState, Branch, Deadline, Finding, ReadFact

_Leaf: TypeAlias = tuple[QuestionKey, bool | None, tuple[ReadFact, ...]]


@dataclass(frozen=True, slots=True)
class Statement:
    """One part of a condition, and what came out of it."""

    reading: Reading
    holds: bool | None
    """Truth of the part itself, before any "not" around it."""
    state: AnswerState
    answer: Answer | None
    """For "as_of", the day of the assessment."""
    facts: tuple[ReadFact, ...] = ()
    """Facts on the way, outermost first."""
    limit: Deadline | None = None
    """The deadline that a moment was compared with."""
    start: QuestionKey | None = None
    """The question whose date starts that deadline."""
    start_state: AnswerState | None = None

    @property
    def questions(self) -> tuple[QuestionKey, ...]:
        """The questions read, without the day of the assessment."""
        named = (QuestionKey(self.reading.question), self.start)
        return tuple(each for each in named if each is not None and each != AS_OF)

    @property
    def is_open(self) -> bool:
        """Whether it rests on an answer that is lacking, although it is decided."""
        return isinstance(self.reading, Answered) and self.holds is False


@dataclass(frozen=True, slots=True)
class Walked:
    """Truth of a condition on the recalled answers, and the statements that settle it (or leave it open)."""

    truth: bool | None
    statements: tuple[Statement, ...]

    @property
    def leaves(self) -> frozenset[_Leaf]:
        """The answers behind, each once, as the engine counts them."""
        return frozenset(
            (question, each.holds, each.facts)
            for each in self.statements
            for question in (QuestionKey(each.reading.question), each.start)
            if question is not None
        )


def condition_of(obligation: Obligation, branch: Branch) -> Condition:
    """The condition of one branch."""
    return {
        Branch.APPLIES: obligation.applies_if,
        Branch.NEEDS_JUDGEMENT: obligation.needs_judgement_if,
        Branch.NOT_MET: obligation.not_met_if,
        Branch.PARTLY_MET: obligation.partly_met_if,
        Branch.MET: obligation.met_if,
    }[branch]


class Recalled:
    """The answers behind a finding, as its reasons tell them."""

    def __init__(self, finding: Finding, catalogue: Catalogue) -> None:
        self._finding = finding
        self._catalogue = catalogue
        self._read = {each.question: (each.state, each.answer) for each in finding.reasons}
        self._walked: dict[FactKey, Walked] = {}

    def supposing(self, answers: Mapping[QuestionKey, Answer]) -> Recalled:
        """The same, as if these answers had been given."""
        supposed = Recalled(self._finding, self._catalogue)
        supposed._read.update({key: (AnswerState.GIVEN, answer) for key, answer in answers.items()})
        return supposed

    @property
    def as_of(self) -> date | None:
        """The day of the assessment, where a reason tells it."""
        return self._day(QuestionKey(AS_OF))

    def walk(self, branch: Branch) -> Walked:
        """The statements of one branch of the obligation."""
        obligation = self._catalogue.obligations[self._finding.obligation]
        return self._walk(condition_of(obligation, branch))

    def _walk(self, condition: Condition) -> Walked:
        match condition:
            case Constant(value):
                return Walked(value, ())
            case Not(part):
                found = self._walk(part)
                return Walked(None if found.truth is None else not found.truth, found.statements)
            case All(parts):
                return self._combine(parts, settles=False)
            case Any_(parts):
                return self._combine(parts, settles=True)
            case FactHolds(fact):
                return self._through(FactKey(fact))
            case Moment():
                return self._moment(condition)
            case _:
                return self._about_answer(condition)

    def _through(self, fact: FactKey) -> Walked:
        if fact not in self._walked:
            found = self._walk(self._catalogue.facts[fact].condition)
            read = ReadFact(fact, found.truth)
            said = tuple(replace(each, facts=(read, *each.facts)) for each in found.statements)
            self._walked[fact] = Walked(found.truth, said)
        return self._walked[fact]

    def _combine(self, parts: Iterable[Condition], *, settles: bool) -> Walked:
        """As the engine combines: the shortest part that settles; otherwise all parts, or the unknown ones."""
        found = [self._walk(each) for each in parts]
        settling = [each for each in found if each.truth is settles]
        if settling:
            return min(settling, key=lambda each: len(each.leaves))
        unknown = [each for each in found if each.truth is None]
        statements = dict.fromkeys(one for each in unknown or found for one in each.statements)
        return Walked(None if unknown else not settles, tuple(statements))

    def _about_answer(self, condition: Reading) -> Walked:
        if QuestionKey(condition.question) not in self._read:
            return Walked(None, ())
        state, answer = self._read[QuestionKey(condition.question)]
        truth = holds_for(condition, state, answer)
        return Walked(truth, (Statement(condition, truth, state, answer),))

    def _moment(self, condition: Moment) -> Walked:
        key = QuestionKey(condition.question)
        if key not in self._read:
            return Walked(None, ())
        state, answer = self._read[key]
        if state is AnswerState.NOT_ASKED:
            return Walked(False, (Statement(condition, False, state, None),))
        limit, start = self._limit(condition)
        last_day = limit.due if limit else condition.day
        truth = compare_days(condition.relation, answer if isinstance(answer, date) else None, last_day)
        start_state = self._read[start][0] if start in self._read else None
        said = Statement(condition, truth, state, answer, limit=limit, start=start, start_state=start_state)
        return Walked(truth, (said,))

    def _limit(self, condition: Moment) -> tuple[Deadline | None, QuestionKey | None]:
        if condition.deadline is None:
            return None, None
        rule = self._catalogue.deadlines[DeadlineKey(condition.deadline)]
        start = self._day(rule.starts_with) if rule.starts_with else None
        return compute_deadline(rule, start, self.as_of, self._catalogue.holidays), rule.starts_with

    def _day(self, key: QuestionKey) -> date | None:
        answer = self._read[key][1] if key in self._read else None
        return answer if isinstance(answer, date) else None
