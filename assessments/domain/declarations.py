"""What an edition says of its changes against the edition before it. Whether that is true is judged in `changes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessments.domain.texts import Text


class ChangeClass(StrEnum):
    """How far a question, obligation, fact or deadline changed from one edition to the next."""

    WORDING = "wording"
    """Said otherwise, meant alike."""
    MEANING = "meaning"
    """Earlier answers or verdicts may not hold any more."""
    CHOICES = "choices"
    """Choices came, went or were renamed, or the kind of the question changed."""
    REMOVED = "removed"
    SPLIT = "split"
    """Removed; several others ask for its parts."""
    NEW = "new"


@dataclass(frozen=True, slots=True)
class DeclaredChange:
    """One change, declared by the people who made the edition."""

    key: str
    change: ChangeClass
    why: Text
    choices: Mapping[str, str]
    """Removed choices that live on under another key, each with that key."""
    into: tuple[str, ...]
    """The keys that a split question or obligation became."""


@dataclass(frozen=True, slots=True)
class EditionChanges:
    """All changes of an edition."""

    base: str
    """The edition that they are told against."""
    declared: Mapping[str, DeclaredChange]
