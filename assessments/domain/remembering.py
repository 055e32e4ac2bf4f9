"""What was decided once for the same answers need not be decided again: findings and the route are functions of the few
answers that they read. Values only, for each edition; nothing that a person wrote is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from assessments.domain.answers import Answers
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey, QuestionKind
from assessments.domain.conditions import Is
from assessments.domain.evaluation import Known, View
from assessments.domain.findings import Finding
from assessments.domain.reading import followed, obligations_reading, questions_of

MOST_KEPT = 5_000
"""Findings, for each edition. What is beyond that begins anew."""
MOST_ROUTES = 500
"""For each edition."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Memory(Generic[_Key, _Value]):
    """Decisions by what they are about and by what they read."""

    def __init__(self, reads: Mapping[_Key, Iterable[QuestionKey]], catalogue: Catalogue) -> None:
        written = _written_in(catalogue)
        self._reads = {key: tuple(sorted(read)) for key, read in reads.items()}
        self._texts = {key: found for key, read in self._reads.items() if (found := tuple(written.intersection(read)))}
        self._kept: dict[tuple[_Key, date | None, tuple[Known, ...]], _Value] = {}

    def recall(self, about: _Key, view: View, decide: Callable[[], _Value]) -> _Value:
        """The decision, made now if it never was before. What reads a text that somebody wrote is decided each time."""
        if any(view.known(each)[1] for each in self._texts.get(about, ())):
            return decide()
        key = (about, view.as_of, tuple([view.known(each) for each in self._reads[about]]))
        return _recall(self._kept, MOST_KEPT, key, decide)


@lru_cache(maxsize=8)
def findings_of(catalogue: Catalogue) -> Memory[ObligationKey, Finding]:
    """Of an edition, without counsel's views."""
    reads: dict[ObligationKey, set[QuestionKey]] = {key: set() for key in catalogue.obligations}
    for question, obligations in obligations_reading(catalogue).items():
        for each in obligations:
            reads[each].add(question)
    return Memory(reads, catalogue)


class Routes(Generic[_Value]):
    """Routes by the answers that conditions of questions read, and by which others there are."""

    def __init__(self, catalogue: Catalogue) -> None:
        conditions = [placed.shown_if for step in catalogue.steps for placed in step.placements]
        written, read = _written_in(catalogue), {key for each in conditions for key in questions_of(each, catalogue)}
        self._reads = tuple(sorted(read - written))
        self._texts = sorted(
            (QuestionKey(part.question), value)
            for each in conditions
            for part in followed(each, catalogue.facts)
            if isinstance(part, Is) and part.question in written
            for value in part.values
        )
        self._kept: dict[object, _Value] = {}

    def recall(self, answers: Answers, as_of: date | None, walk: Callable[[], _Value]) -> _Value:
        """The route, walked now if it never was before. Of a text it counts whether it is one of those that a condition
        names, which is all that is kept of it."""
        texts = tuple([answers.get(key) == value for key, value in self._texts])
        key = (as_of, frozenset(answers), tuple([answers.get(each) for each in self._reads]), texts)
        return _recall(self._kept, MOST_ROUTES, key, walk)


def _written_in(catalogue: Catalogue) -> set[QuestionKey]:
    return {key for key, each in catalogue.questions.items() if each.kind is QuestionKind.TEXT}


def _recall(kept: dict[_Key, _Value], most: int, key: _Key, decide: Callable[[], _Value]) -> _Value:
    try:
        return kept[key]
    except KeyError:
        if len(kept) >= most:
            kept.clear()
        found = kept[key] = decide()
        return found
