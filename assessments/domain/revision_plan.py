"""What was agreed about an action when a revision was fixed. What has to be done is computed from the content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessments.domain.progress import ActionState


@dataclass(frozen=True, slots=True)
class ActionMark:
    """The newest record about one action that the findings of the revision give."""

    key: str
    """Of the obligation; for an answer to find out, of the question."""
    owner: str
    """Name of whoever sees to it; empty where nobody was named."""
    due: date | None
    """The day that was chosen; None where the law gives one, or nobody chose."""
    state: ActionState
    note: str
    """What shows that it is done, why it is not needed, or how it stands."""
    evidence: str
    """Name of the document that shows it; empty where none was named."""
    evidence_digest: str
    """SHA-256 of that document, lower-case hex; empty where none was named."""
    made_by: str
    made_at: str
    """ISO 8601, UTC."""
