"""The review of an assessment as values: its moves, and remarks on single questions. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.lifecycle import Move


@dataclass(frozen=True, slots=True)
class CommentView:
    """A reviewer's remark on one question."""

    text: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One move in the history of the review."""

    move: Move
    number: int
    reason: str
    made_by: str
    made_at: datetime
