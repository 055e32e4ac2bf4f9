"""Answers that make no difference: for what a set of conditions reads, the legal answers of a question in classes.

Two answers are in one class when every part of the conditions that reads this question alone has the same truth for
both. One answer of each class then stands for all of them, and whatever was tried on it holds for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from assessments.domain.answers import EARLIEST_DAY, LARGEST_NUMBER, LATEST_DAY, Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, DeadlineKey, FactKey, Question, QuestionKey, QuestionKind
from assessments.domain.conditions import All, Amount, Any_, Condition, FactHolds, Moment, Not, Reading
from assessments.domain.deadlines import compute_deadline
from assessments.domain.lazy import LazyView, Truth
from assessments.domain.reading import choices_named, followed, openers_of, questions_of


@dataclass(frozen=True, slots=True)
class AnswerClass:
    """Answers to one question that the conditions cannot tell apart."""

    members: tuple[Answer | None, ...]
    """Some of them, of each sort at least one; None stands for a missing answer."""
    size: int
    """How many answers are in it. Of numbers, days and texts only those are counted that were tried."""

    @property
    def first(self) -> Answer | None:
        """The one that stands for all; a known answer where there is one."""
        return next((each for each in self.members if is_known(each)), self.members[0])

    @property
    def has_unknown(self) -> bool:
        """Whether a missing answer or "not sure" is among them."""
        return any(not is_known(each) for each in self.members)

    @property
    def has_known(self) -> bool:
        """Whether a legal value other than "not sure" is among them."""
        return any(is_known(each) for each in self.members)


Classes = Mapping[QuestionKey, tuple[AnswerClass, ...]]


def is_known(answer: Answer | None) -> bool:
    """Whether the answer is a value: neither missing nor "not sure"."""
    return answer is not None and answer is not NotSure.NOT_SURE


def questions_behind(conditions: Iterable[Condition], catalogue: Catalogue) -> frozenset[QuestionKey]:
    """The questions that the conditions read, and those that decide whether these are shown, all the way back."""
    found: set[QuestionKey] = set()
    waiting = [each for condition in conditions for each in questions_of(condition, catalogue)]
    while waiting:
        question = waiting.pop()
        if question not in found:
            found.add(question)
            waiting += openers_of(catalogue)[question]
    return frozenset(found)


def classes_of(conditions: Iterable[Condition], catalogue: Catalogue, as_of: date) -> Classes:
    """The classes of every question behind the conditions, for assessments on the day `as_of`."""
    conditions = tuple(conditions)
    questions = questions_behind(conditions, catalogue)
    placed = (each.shown_if for step in catalogue.steps for each in step.placements if each.question in questions)
    parts = tuple(dict.fromkeys(part for each in (*conditions, *placed) for part in _parts(each, catalogue)))
    openers = frozenset().union(*(openers_of(catalogue)[each] for each in questions))
    splitter = _Splitter(catalogue, as_of, parts, openers)
    return {key: splitter.classes(one) for key, one in catalogue.questions.items() if key in questions}


def _parts(condition: Condition, catalogue: Catalogue) -> Iterator[Condition]:
    """The largest parts of a condition that read one question alone; comparisons of two days as they stand."""
    if len(questions_of(condition, catalogue)) == 1:
        yield condition
        return
    match condition:
        case All() | Any_():
            for part in grouped(condition, catalogue):
                yield from _parts(part, catalogue)
        case Not(part):
            yield from _parts(part, catalogue)
        case FactHolds(fact):
            yield from _parts(catalogue.facts[FactKey(fact)].condition, catalogue)
        case Moment():
            yield condition


def grouped(whole: All | Any_, catalogue: Catalogue) -> Iterator[Condition]:
    """The parts of a condition, those that read the same one question taken together."""
    alone: dict[QuestionKey, list[Condition]] = {}
    for part in whole.parts:
        read = questions_of(part, catalogue)
        if len(read) == 1:
            alone.setdefault(next(iter(read)), []).append(part)
        else:
            yield part
    for group in alone.values():
        yield type(whole)(tuple(group))


class _Splitter:
    """Splits the answers to a question by what the parts say of each."""

    def __init__(
        self, catalogue: Catalogue, as_of: date, parts: Sequence[Condition], openers: Collection[QuestionKey]
    ) -> None:
        self.catalogue = catalogue
        self.as_of = as_of
        self.openers = openers
        self.alone: dict[QuestionKey, list[Condition]] = {}
        self.together = [each for each in parts if isinstance(each, Moment) and len(questions_of(each, catalogue)) == 2]
        for part in (each for each in parts if each not in self.together):
            for question in questions_of(part, catalogue):
                self.alone.setdefault(question, []).append(part)

    def classes(self, question: Question) -> tuple[AnswerClass, ...]:
        """The classes of one question, "not sure" and the missing answer among them."""
        parts = self.alone.get(question.key, [])
        leaves = tuple(each for part in parts for each in followed(part, self.catalogue.facts))
        found: dict[tuple[object, ...], list[tuple[Answer | None, int]]] = {}
        for answer, size in (*self._values(question, leaves), (NotSure.NOT_SURE, 1), (None, 1)):
            view = LazyView(self.catalogue, {question.key: answer}.get, self.as_of, {question.key: None})
            mark = (*(self._said(question, view.truth(part)) for part in parts), *self._on_calendar(question, answer))
            found.setdefault(mark, []).append((answer, size))
        return tuple(
            AnswerClass(tuple(answer for answer, _ in members), sum(size for _, size in members))
            for members in found.values()
        )

    def _said(self, question: Question, truth: Truth) -> Truth:
        """What an unknown hangs on matters only for questions that open others."""
        return Truth.UNSURE if truth is Truth.MISSING and question.key not in self.openers else truth

    def _on_calendar(self, question: Question, answer: Answer | None) -> Iterator[object]:
        """What tells days apart in comparisons of one answered day with the limit that another one starts."""
        for moment in self.together:
            rule = self.catalogue.deadlines[DeadlineKey(str(moment.deadline))]
            if moment.question == question.key:
                yield answer if answer in (EARLIEST_DAY, LATEST_DAY) else is_known(answer)
            elif rule.starts_with == question.key and isinstance(answer, date):
                yield compute_deadline(rule, answer, self.as_of, self.catalogue.holidays).state

    def _values(self, question: Question, leaves: tuple[Reading, ...]) -> Iterator[tuple[Answer, int]]:
        match question.kind:
            case QuestionKind.SINGLE | QuestionKind.YES_NO:
                yield from ((str(each.key), 1) for each in question.choices)
            case QuestionKind.MULTI:
                yield from _subsets(question, {name for each in leaves for name in choices_named(each)})
            case QuestionKind.NUMBER:
                yield from ((each, 1) for each in _numbers(leaves))
            case QuestionKind.DATE:
                yield from ((each, 1) for each in self._days(question, leaves))
            case _:
                texts = {"", "x", *(name for each in leaves for name in choices_named(each))}
                yield from ((each, 1) for each in sorted(texts))

    def _days(self, question: Question, leaves: tuple[Reading, ...]) -> Iterator[date]:
        """Enough days to stand on both sides of each day and of each limit that the conditions compare with."""
        fixed = {each.day for each in leaves if isinstance(each, Moment) and each.day is not None}
        window = 1
        for rule in self.catalogue.deadlines.values():
            if rule.starts_with == question.key:
                fixed |= {each for each in (rule.not_before, rule.stock_before) if each is not None}
                # Two of three days at least are working days, over any stretch as long as a limit.
                window = max(window, 2 * (rule.limit or 0) + 60)
        around = {day + timedelta(days=shift) for day in fixed for shift in (-1, 0, 1)}
        around |= {self.as_of + timedelta(days=shift) for shift in range(-window, 2)}
        yield from sorted({EARLIEST_DAY, LATEST_DAY, *around})


def _subsets(question: Question, named: Collection[str]) -> Iterator[tuple[Several, int]]:
    """Every legal choice of several, with the number of choices alike. What no condition names is all alike."""
    free = [str(each.key) for each in question.choices if not each.exclusive]
    unnamed = [each for each in free if each not in named]
    told_apart = [each for each in free if each in named]
    for size in range(len(told_apart) + 1):
        for chosen in combinations(told_apart, size):
            if chosen:
                yield Several(chosen), 1
            if unnamed:
                yield Several((*chosen, unnamed[0])), 2 ** len(unnamed) - 1
    yield from ((Several((str(each.key),)), 1) for each in question.choices if each.exclusive)


def _numbers(leaves: tuple[Reading, ...]) -> Iterator[int]:
    bounds = {0, LARGEST_NUMBER}
    for each in leaves:
        for bound in (each.at_least, each.at_most) if isinstance(each, Amount) else ():
            if bound is not None:
                bounds |= {bound - 1, bound, bound + 1}
    yield from sorted(each for each in bounds if 0 <= each <= LARGEST_NUMBER)
