"""Evaluation of conditions: true, false or unknown (Kleene), each time with the leaves that settled it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from assessments.domain.answers import Answer, Answers, NotSure, Several
from assessments.domain.catalogue import Catalogue, DeadlineKey, FactKey, QuestionKey
from assessments.domain.conditions import (
    AS_OF,
    All,
    Amount,
    Answered,
    Any_,
    Condition,
    Constant,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Not,
    Only,
    Reading,
)
from assessments.domain.deadlines import compute_deadline
from assessments.domain.findings import AnswerState, Deadline, ReadFact
from assessments.domain.reading import facts_reading


@dataclass(frozen=True, slots=True)
class Leaf:
    """One answer that a condition read, with the facts through which it was read (outermost first)."""

    question: QuestionKey
    state: AnswerState
    answer: Answer | None
    holds: bool | None
    """Truth of the statement about this answer."""
    facts: tuple[ReadFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Truth of a condition, and a smallest set of leaves that settles it (or leaves it open)."""

    truth: bool | None
    leaves: tuple[Leaf, ...]


Known = tuple[AnswerState, Answer | None, bool]
"""What is known of a question, its value where given, and whether it is asked."""


class View:
    """Answers as conditions see them: on the route or not asked, on one day. Facts are evaluated once."""

    def __init__(self, catalogue: Catalogue, answers: Answers, as_of: date | None) -> None:
        self.catalogue = catalogue
        self.as_of = as_of
        self.asked: set[QuestionKey] = set()
        self._answers = answers
        self._not_asked: set[QuestionKey] = set()
        self._facts: dict[str, Evaluated] = {}
        self._known: dict[QuestionKey, Known] = {}
        self._readers = facts_reading(catalogue)

    def settle(self, question: QuestionKey, shown: bool | None, *, is_home: bool) -> None:
        """Note whether a question is shown. A later placement can still open a question that its home did not."""
        if shown:
            self.asked.add(question)
            self._not_asked.discard(question)
        elif shown is False and is_home:
            self._not_asked.add(question)
        elif shown is None and question not in self.asked:
            self._not_asked.discard(question)
        self._known.pop(question, None)
        for fact in self._readers.get(question, ()):
            self._facts.pop(fact, None)

    @property
    def answers(self) -> Answers:
        """All of them, on the route or not."""
        return self._answers

    @property
    def not_asked(self) -> frozenset[QuestionKey]:
        """Questions that are certain not to be asked."""
        return frozenset(self._not_asked)

    def take_over(self, asked: Iterable[QuestionKey], not_asked: Iterable[QuestionKey]) -> None:
        """What a walk over the same answers has settled, in a view that knows nothing yet."""
        self.asked, self._not_asked = set(asked), set(not_asked)

    def known(self, question: QuestionKey) -> Known:
        """Everything that a condition can learn of a question."""
        found = self._known.get(question)
        if found is None:
            found = self._known[question] = (*self.read(question), question in self.asked)
        return found

    def read(self, question: QuestionKey) -> tuple[AnswerState, Answer | None]:
        """What is known of a question (given, not sure, missing, or not asked at all), and the value where given."""
        if question in self._not_asked:
            return AnswerState.NOT_ASKED, None
        answer = self._answers.get(question) if question in self.asked else None
        if answer is None:
            return AnswerState.MISSING, None
        if answer is NotSure.NOT_SURE:
            return AnswerState.NOT_SURE, None
        return AnswerState.GIVEN, answer

    def state(self, question: QuestionKey) -> AnswerState:
        """What is known of a question."""
        return self.read(question)[0]

    def answer(self, question: QuestionKey) -> Answer | None:
        """The value, where one was given on the route."""
        return self.read(question)[1]

    def fact(self, key: str) -> Evaluated:
        """The fact's truth and leaves, each leaf marked with the fact."""
        if key not in self._facts:
            found = evaluate(self.catalogue.facts[FactKey(key)].condition, self)
            read = ReadFact(FactKey(key), found.truth)
            leaves = tuple(
                Leaf(leaf.question, leaf.state, leaf.answer, leaf.holds, (read, *leaf.facts)) for leaf in found.leaves
            )
            self._facts[key] = Evaluated(found.truth, leaves)
        return self._facts[key]

    def deadline(self, key: str) -> Deadline:
        """The computed deadline of a rule, from the answer that starts it."""
        rule = self.catalogue.deadlines[DeadlineKey(key)]
        start = self.answer(rule.starts_with) if rule.starts_with else None
        return compute_deadline(rule, start if isinstance(start, date) else None, self.as_of, self.catalogue.holidays)


def evaluate(condition: Condition, view: View) -> Evaluated:
    """Truth of `condition` for the answers in `view`."""
    match condition:
        case Constant(value):
            return Evaluated(value, ())
        case Not(part):
            found = evaluate(part, view)
            return Evaluated(None if found.truth is None else not found.truth, found.leaves)
        case All(parts):
            return _combine(parts, view, settles=False)
        case Any_(parts):
            return _combine(parts, view, settles=True)
        case FactHolds(fact):
            return view.fact(fact)
        case Moment():
            return _moment(condition, view)
        case _:
            return _about_answer(condition, view)


def _combine(parts: tuple[Condition, ...], view: View, *, settles: bool) -> Evaluated:
    """One part with the truth `settles` settles it; otherwise all parts count, or the unknown ones."""
    found = [evaluate(part, view) for part in parts]
    settling = [each for each in found if each.truth is settles]
    if settling:
        shortest = min(settling, key=lambda each: len(each.leaves))
        return Evaluated(settles, shortest.leaves)
    unknown = [each for each in found if each.truth is None]
    truth = None if unknown else not settles
    return Evaluated(truth, _merged(unknown or found))


def _merged(found: list[Evaluated]) -> tuple[Leaf, ...]:
    return tuple(dict.fromkeys(leaf for each in found for leaf in each.leaves))


def _one_leaf(question: str, state: AnswerState, answer: Answer | None, truth: bool | None) -> Evaluated:
    return Evaluated(truth, (Leaf(QuestionKey(question), state, answer, truth),))


def _about_answer(condition: Reading, view: View) -> Evaluated:
    state, answer = view.read(QuestionKey(condition.question))
    return _one_leaf(condition.question, state, answer, holds_for(condition, state, answer))


def holds_for(condition: Reading, state: AnswerState, answer: Answer | None) -> bool | None:
    """Whether a statement about one answer holds; None where the answer is not known. Moments are not such."""
    if isinstance(condition, Answered):
        return state is AnswerState.GIVEN
    if answer is not None:
        return _TESTS[type(condition)](condition, answer)
    return False if state is AnswerState.NOT_ASKED else None


def _is(condition: Is, answer: Answer) -> bool:
    return answer in condition.values


def _has(condition: Has, answer: Answer) -> bool:
    return isinstance(answer, Several) and not set(answer.choices).isdisjoint(condition.choices)


def _only(condition: Only, answer: Answer) -> bool:
    return isinstance(answer, Several) and set(answer.choices) <= set(condition.choices)


def _counts(condition: Counts, answer: Answer) -> bool:
    number = len(set(answer.choices) & set(condition.of)) if isinstance(answer, Several) else 0
    return _within(number, condition.at_least, condition.at_most)


def _amount(condition: Amount, answer: Answer) -> bool:
    return isinstance(answer, int) and _within(answer, condition.at_least, condition.at_most)


def _within(number: int, at_least: int | None, at_most: int | None) -> bool:
    return (at_least is None or number >= at_least) and (at_most is None or number <= at_most)


_TESTS: dict[type, Callable[..., bool]] = {Is: _is, Has: _has, Only: _only, Counts: _counts, Amount: _amount}


def _moment(condition: Moment, view: View) -> Evaluated:
    """An unknown day on either side leaves the comparison unknown."""
    state, answer = AnswerState.GIVEN, cast("Answer | None", view.as_of)
    if condition.question != AS_OF:
        state, answer = view.read(QuestionKey(condition.question))
    if state is AnswerState.NOT_ASKED:
        return _one_leaf(condition.question, state, None, False)
    limit, limit_leaves = _limit(condition, view)
    truth = compare_days(condition.relation, answer if isinstance(answer, date) else None, limit)
    leaves = (Leaf(QuestionKey(condition.question), state, answer, truth), *limit_leaves)
    return Evaluated(truth, tuple(replace(leaf, holds=truth) for leaf in leaves))


def _limit(condition: Moment, view: View) -> tuple[date | None, tuple[Leaf, ...]]:
    if condition.deadline is None:
        return condition.day, ()
    start = view.catalogue.deadlines[DeadlineKey(condition.deadline)].starts_with
    leaves = (Leaf(start, *view.read(start), None),) if start else ()
    return view.deadline(condition.deadline).due, leaves


def compare_days(relation: str, day: date | None, limit: date | None) -> bool | None:
    """Whether `day` stands before, or after, `limit`; None where one of them is unknown."""
    if day is None or limit is None:
        return None
    return day < limit if relation == "before" else day > limit
