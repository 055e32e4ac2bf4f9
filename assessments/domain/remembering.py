"""What was decided once for the same answers need not be decided again: findings and shown questions are functions of
the few answers that they read. Values only, for each edition; nothing that a person wrote is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey, QuestionKind
from assessments.domain.evaluation import Known, View
from assessments.domain.findings import Finding
from assessments.domain.reading import obligations_reading, questions_of

MOST_KEPT = 5_000
"""For each edition, of findings and of questions alike. What is beyond that begins anew."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Memory(Generic[_Key, _Value]):
    """Decisions by what they are about and by what they read."""

    def __init__(self, reads: Mapping[_Key, Iterable[QuestionKey]], catalogue: Catalogue) -> None:
        written = {key for key, each in catalogue.questions.items() if each.kind is QuestionKind.TEXT}
        self._reads = {key: tuple(sorted(read)) for key, read in reads.items()}
        self._texts = {key: found for key, read in self._reads.items() if (found := tuple(written.intersection(read)))}
        self._kept: dict[tuple[_Key, date | None, tuple[Known, ...]], _Value] = {}

    def recall(self, about: _Key, view: View, decide: Callable[[], _Value]) -> _Value:
        """The decision, made now if it never was before. What reads a text that somebody wrote is decided each time."""
        if any(view.known(each)[1] for each in self._texts.get(about, ())):
            return decide()
        key = (about, view.as_of, tuple([view.known(each) for each in self._reads[about]]))
        try:
            return self._kept[key]
        except KeyError:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = decide()
            return found


@lru_cache(maxsize=8)
def findings_of(catalogue: Catalogue) -> Memory[ObligationKey, Finding]:
    """Of an edition, without counsel's views."""
    reads: dict[ObligationKey, set[QuestionKey]] = {key: set() for key in catalogue.obligations}
    for question, obligations in obligations_reading(catalogue).items():
        for each in obligations:
            reads[each].add(question)
    return Memory(reads, catalogue)


@lru_cache(maxsize=8)
def placements_of(catalogue: Catalogue) -> Memory[int, bool | None]:
    """Whether the questions of an edition are shown, by the identity of the placement: its hash takes longer than most
    decisions, and the edition lasts as long as this memory."""
    placed = (each for step in catalogue.steps for each in step.placements)
    return Memory({id(each): questions_of(each.shown_if, catalogue) for each in placed}, catalogue)
