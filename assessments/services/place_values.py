"""Places as values: what pages and rules need of them. Nothing is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from assessments.domain.answers import Answer
from assessments.domain.catalogue import QuestionKey


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """The newest act that concerns one question at one place."""

    question: QuestionKey
    answer: Answer | None
    """None: the common answer holds again."""
    number: int
    """Counts through the place."""
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PlaceFields:
    """What people say of a place."""

    name: str
    address: str = ""
    devices: int | None = None
    position: int | None = None
    """Where in the list, from 1; None: at the end, or where it stands."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """One place as it stands."""

    id: UUID
    version: int
    """Number of the newest description."""
    name: str
    address: str
    devices: int | None
    position: int
    is_out: bool
    described_by: str
    described_at: datetime
    carried_from: UUID | None = None
    newest: Mapping[QuestionKey, ExceptionView] = field(default_factory=dict)
    """By question the newest act, also where it took an exception back."""

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers of this place by question key."""
        return {str(key): each.answer for key, each in self.newest.items() if each.answer is not None}

    def based_on(self, question: str) -> int:
        """Number of the newest act that concerns the question; 0 where there is none."""
        one = self.newest.get(QuestionKey(question))
        return one.number if one else 0
