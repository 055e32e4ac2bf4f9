"""Truth and verdict without reasons, reading no more answers than it takes. For searches through many answer sets.

`engine` decides what people see; this module must come to the same verdicts, which the tests hold against each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from assessments.domain.answers import Answer, NotSure
from assessments.domain.catalogue import Catalogue, DeadlineKey, FactKey, Obligation, QuestionKey
from assessments.domain.conditions import (
    AS_OF,
    All,
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
from assessments.domain.findings import AnswerState, Verdict
from assessments.domain.in_force import in_force_since


class Truth(IntEnum):
    """Truth of a condition; an unknown says what it hangs on, because only one of the two opens a question."""

    FALSE = 0
    TRUE = 1
    UNSURE = 2
    """Unknown, and everything open was answered "not sure"."""
    MISSING = 3
    """Unknown, and an answer that it hangs on is missing."""


_CONTRARY = {Truth.FALSE: Truth.TRUE, Truth.TRUE: Truth.FALSE}
_UNKNOWN = {AnswerState.NOT_SURE: Truth.UNSURE, AnswerState.MISSING: Truth.MISSING, AnswerState.NOT_ASKED: Truth.FALSE}


@dataclass(frozen=True, slots=True)
class Shown:
    """One placement of a question on the way through the catalogue."""

    place: int
    condition: Condition
    is_home: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where each question is placed, and where the way meets a question for a second time."""

    of: Mapping[QuestionKey, tuple[Shown, ...]]
    again: tuple[int, ...]
    end: int


@lru_cache(maxsize=8)
def places_in(catalogue: Catalogue) -> Places:
    """The placements of all questions, counted through all steps."""
    found: dict[QuestionKey, tuple[Shown, ...]] = {}
    again = []
    placements = [each for step in catalogue.steps for each in step.placements]
    for place, each in enumerate(placements):
        found[each.question] = (*found.get(each.question, ()), Shown(place, each.shown_if, each.is_home))
        if not each.is_home:
            again.append(place)
    return Places(found, tuple(again), len(placements))


Given = Callable[[QuestionKey], Answer | None]
"""The answer to a question, or None; it may raise to say that it was asked."""


class LazyView:
    """Answers as conditions see them, each asked for only when a condition needs it."""

    def __init__(
        self,
        catalogue: Catalogue,
        given: Given,
        as_of: date | None,
        states: Mapping[QuestionKey, AnswerState | None] | None = None,
    ) -> None:
        """`states` says of questions that they are shown (None) or why not, whatever the way says."""
        self._fixed = states or {}
        self.catalogue = catalogue
        self.as_of = as_of
        self._given = given
        self._places = places_in(catalogue)
        self._facts: dict[tuple[str, int], Truth] = {}
        self._states: dict[tuple[QuestionKey, int], AnswerState | None] = {}

    def truth(self, condition: Condition, before: int | None = None) -> Truth:
        """Truth of `condition` at a place on the way; at its end when no place is named."""
        before = self._places.end if before is None else before
        match condition:
            case Constant(value):
                return Truth.TRUE if value else Truth.FALSE
            case Not(part):
                found = self.truth(part, before)
                return _CONTRARY.get(found, found)
            case All(parts):
                return self._combined(parts, before, Truth.FALSE)
            case Any_(parts):
                return self._combined(parts, before, Truth.TRUE)
            case FactHolds(fact):
                return self._fact(fact, before)
            case Moment():
                return self._moment(condition, before)
        return self._about_answer(condition, before)

    def _combined(self, parts: Iterable[Condition], before: int, settles: Truth) -> Truth:
        worst = _CONTRARY[settles]
        for part in parts:
            found = self.truth(part, before)
            if found is settles:
                return found
            if found > Truth.TRUE:
                worst = max(worst, found) if worst > Truth.TRUE else found
        return worst

    def _fact(self, fact: str, before: int) -> Truth:
        # Only where a question is shown again can the truth of a fact change on the way.
        known_as = (fact, bisect_left(self._places.again, before))
        if known_as not in self._facts:
            self._facts[known_as] = self.truth(self.catalogue.facts[FactKey(fact)].condition, before)
        return self._facts[known_as]

    def read(self, question: QuestionKey, before: int | None = None) -> tuple[AnswerState, Answer | None]:
        """What is known of a question at a place on the way, and the answer where one was given."""
        before = self._places.end if before is None else before
        known_as = (question, bisect_left(self._places.again, before))
        if known_as not in self._states:
            self._states[known_as] = self._shown(question, before)
        state = self._states[known_as]
        if state is not None:
            return state, None
        answer = self._given(question)
        if answer is None:
            return AnswerState.MISSING, None
        return (AnswerState.NOT_SURE, None) if answer is NotSure.NOT_SURE else (AnswerState.GIVEN, answer)

    def is_shown(self, question: QuestionKey) -> bool:
        """Whether the question is asked at the end of the way."""
        return self._shown(question, self._places.end) is None

    def _shown(self, question: QuestionKey, before: int) -> AnswerState | None:
        """None where the question is shown; otherwise why no answer of it counts."""
        if question in self._fixed:
            return self._fixed[question]
        state = AnswerState.MISSING
        for each in self._places.of[question]:
            if each.place >= before:
                break
            truth = self.truth(each.condition, each.place)
            if truth in (Truth.TRUE, Truth.UNSURE):
                return None
            if truth is Truth.MISSING:
                state = AnswerState.MISSING
            elif each.is_home:
                state = AnswerState.NOT_ASKED
        return state

    def _about_answer(self, condition: Reading, before: int) -> Truth:
        state, answer = self.read(QuestionKey(condition.question), before)
        held = holds_for(condition, state, answer)
        return _UNKNOWN[state] if held is None else Truth(held)

    def _moment(self, condition: Moment, before: int) -> Truth:
        state, day = AnswerState.GIVEN, self.as_of
        if condition.question != AS_OF:
            state, answer = self.read(QuestionKey(condition.question), before)
            day = answer if isinstance(answer, date) else None
        if state is AnswerState.NOT_ASKED:
            return Truth.FALSE
        limit, limit_state = condition.day, AnswerState.GIVEN
        if condition.deadline is not None:
            limit, limit_state = self._limit(condition.deadline, before)
        held = compare_days(condition.relation, day, limit)
        if held is not None:
            return Truth(held)
        return Truth.MISSING if AnswerState.MISSING in (state, limit_state) else Truth.UNSURE

    def _limit(self, deadline: str, before: int) -> tuple[date | None, AnswerState]:
        rule = self.catalogue.deadlines[DeadlineKey(deadline)]
        if rule.starts_with is None:
            return compute_deadline(rule, None, self.as_of, self.catalogue.holidays).due, AnswerState.GIVEN
        state, answer = self.read(rule.starts_with, before)
        start = answer if isinstance(answer, date) else None
        return compute_deadline(rule, start, self.as_of, self.catalogue.holidays).due, state


def verdict_of(obligation: Obligation, view: LazyView) -> Verdict:
    """The verdict that `engine.assess` gives for the same answers, day and edition, counsel's views apart."""
    since = in_force_since(obligation, view.catalogue)
    if since is not None and view.as_of is not None and view.as_of < since:
        return Verdict.NOT_APPLICABLE
    applies = view.truth(obligation.applies_if)
    if applies is not Truth.TRUE:
        return Verdict.NOT_APPLICABLE if applies is Truth.FALSE else Verdict.UNDETERMINED
    judged = view.truth(obligation.needs_judgement_if)
    if judged is Truth.TRUE:
        return Verdict.NEEDS_JUDGEMENT
    not_met = view.truth(obligation.not_met_if)
    if not_met is Truth.TRUE:
        return Verdict.NOT_MET
    if Truth.FALSE is not judged or Truth.FALSE is not not_met:
        return Verdict.UNDETERMINED
    for verdict, condition in (
        (Verdict.PARTLY_MET, obligation.partly_met_if),
        (Verdict.MET, obligation.met_if),
    ):
        found = view.truth(condition)
        if found is not Truth.FALSE:
            return verdict if found is Truth.TRUE else Verdict.UNDETERMINED
    return Verdict.UNDETERMINED
