"""What is on record of a reviewer's views of single verdicts, and which of it counts. Recording is in `judging`."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from assessments.domain.catalogue import ObligationKey
from assessments.domain.findings import Finding, Verdict
from assessments.domain.reviewing import ReviewerView, standing
from assessments.models import ReviewerView as Record
from assessments.services.audit import iso


def load_reviewer_views(assessment_id: UUID, number: int, findings: Iterable[Finding]) -> tuple[ReviewerView, ...]:
    """The views that count beside `findings` of the revision `number`, in their order."""
    rows = Record.objects.filter(assessment_id=assessment_id, number=number).order_by("audit_sequence")
    return standing((_view(each) for each in rows), findings)


def _view(row: Record) -> ReviewerView:
    return ReviewerView(
        obligation=ObligationKey(row.obligation),
        verdict=Verdict(row.verdict),
        agrees=row.agrees,
        reason=row.reason,
        made_by=row.made_by_name,
        made_at=iso(row.made_at),
    )
