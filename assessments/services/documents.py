"""Evidence as values: what pages show of a document, and how much room is taken. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from assessments.domain.catalogue import QuestionKey
from assessments.domain.evidence import EvidenceKind, Expiry, expiry_of


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One document, as pages show it."""

    id: UUID
    question: QuestionKey
    kind: EvidenceKind
    name: str
    media_type: str
    size_bytes: int | None
    digest: str
    holder: str
    place: str
    about: date | None
    expires_on: date | None
    note: str
    added_by: str
    added_at: datetime
    withdrawn_by: str
    """Empty where it counts."""
    withdrawn_at: datetime | None
    is_erased: bool
    """Whether the file is gone: it was withdrawn, here or where an upgrade carried it along."""

    def expiry(self, today: date) -> Expiry:
        """Whether it still holds."""
        return expiry_of(self.expires_on, today)

    @property
    def has_file(self) -> bool:
        """Whether the file can be had here."""
        return self.kind is EvidenceKind.FILE and not self.is_erased


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of the organisation's room is taken, in bytes."""

    used: int
    quota: int

    @property
    def left(self) -> int:
        """What may still be added."""
        return max(0, self.quota - self.used)
