"""A place as a revision keeps it: who and what it is, its exceptions, and what came out otherwise than in common."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.domain.catalogue import QuestionKey
from assessments.domain.findings import Finding, Overall


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as it stood when the revision was frozen."""

    question: QuestionKey
    value: str | int | tuple[str, ...]
    """As stored: choice key or keys, number, ISO date, text, or "unknown"."""
    made_by: str
    made_at: str
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """One place of the deployment."""

    id: str
    name: str
    address: str
    """Empty where none was named."""
    devices: int | None
    """How many stand there; None where it was not said."""
    described_by: str
    described_at: str
    """ISO 8601, UTC."""
    exceptions: tuple[GivenAnswer, ...]
    """The answers of this place that count and are asked there, in the order of the catalogue."""
    open: tuple[QuestionKey, ...]
    """Questions that only this place leaves open; empty once handed in."""
    overall: Overall
    findings: tuple[Finding, ...]
    """Only those that differ from the common result."""
