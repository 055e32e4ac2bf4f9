"""Which of counsel's views count for an assessment, and everything that is on record. Recording is in `counsel`.

Records belong to the deployment. An assessment that is handed in or sealed keeps the views that stood when it was
handed in; its attestations are bound to them. One that was upgraded keeps those that stood then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from assessments.catalogues import edition
from assessments.domain.catalogue import Catalogue, UncertainPointKey
from assessments.domain.counsel import CounselView
from assessments.domain.lifecycle import EDITABLE, Move, Status
from assessments.models import Assessment, CounselRecord, ReviewEvent
from assessments.services.audit import iso
from assessments.services.built_queries import built_once

_ENDS = (Move.HAND_IN.value, Move.UPGRADE.value)
"""The moves that end a draft."""


@dataclass(frozen=True, slots=True)
class RecordedView:
    """One act on record, as the history shows it."""

    place: int
    """Place in the audit trail."""
    point: UncertainPointKey
    withdrawn: bool
    counsel: str
    given_on: date | None
    view: str
    reason: str
    recorded_by: str
    recorded_at: datetime


@built_once
def _of_deployment(deployment_id: UUID) -> QuerySet[CounselRecord]:
    """Oldest first."""
    return CounselRecord.objects.filter(deployment_id=deployment_id).order_by("audit_sequence")


def load_views(row: Assessment, catalogue: Catalogue) -> tuple[CounselView, ...]:
    """The views that count for the assessment, in the order of the edition's points."""
    if Status(row.status) in EDITABLE:
        return _in_force(_of_deployment(row.deployment_id), catalogue)
    records = CounselRecord.objects.filter(deployment_id=row.deployment_id)
    ended = ReviewEvent.objects.filter(assessment=row, move__in=_ENDS).order_by("-audit_sequence")
    records = records.filter(audit_sequence__lt=ended.values("audit_sequence")[:1])
    return _in_force(records.order_by("audit_sequence"), catalogue)


def load_views_before(deployment_id: UUID, catalogue: Catalogue, place: int) -> tuple[CounselView, ...]:
    """The views that stood at this place in the audit trail."""
    records = CounselRecord.objects.filter(deployment_id=deployment_id, audit_sequence__lt=place)
    return _in_force(records.order_by("audit_sequence"), catalogue)


def load_views_of_all(rows: Sequence[Assessment]) -> dict[UUID, tuple[CounselView, ...]]:
    """The views that count for each of these assessments."""
    records: dict[UUID, list[CounselRecord]] = {}
    deployments = [row.deployment_id for row in rows]
    for each in CounselRecord.objects.filter(deployment_id__in=deployments).order_by("audit_sequence"):
        records.setdefault(each.deployment_id, []).append(each)
    events = ReviewEvent.objects.filter(assessment_id__in=[row.id for row in rows], move__in=_ENDS)
    ended = dict(events.values_list("assessment_id").annotate(Max("audit_sequence")))
    return {
        row.id: _in_force(
            (
                each
                for each in records.get(row.deployment_id, ())
                if Status(row.status) in EDITABLE or each.audit_sequence < ended.get(row.id, 0)
            ),
            edition(row.edition_key),
        )
        for row in rows
    }


def _in_force(records: Iterable[CounselRecord], catalogue: Catalogue) -> tuple[CounselView, ...]:
    """The newest record of each point, where it is no withdrawal; records come oldest first."""
    newest = {UncertainPointKey(each.point): each for each in records}
    return tuple(
        CounselView(
            point=point,
            counsel=one.counsel,
            given_on=one.given_on,
            view=one.view,
            reason=one.reason,
            recorded_by=one.recorded_by_name,
            recorded_at=iso(one.recorded_at),
        )
        for point in catalogue.uncertain_points
        if (one := newest.get(point)) is not None and one.given_on is not None
    )


def load_history(deployment_id: UUID) -> tuple[RecordedView, ...]:
    """Everything on record for the deployment, newest first."""
    return tuple(
        RecordedView(
            place=each.audit_sequence,
            point=UncertainPointKey(each.point),
            withdrawn=each.withdrawn,
            counsel=each.counsel,
            given_on=each.given_on,
            view=each.view,
            reason=each.reason,
            recorded_by=each.recorded_by_name,
            recorded_at=each.recorded_at,
        )
        for each in CounselRecord.objects.filter(deployment_id=deployment_id).order_by("-audit_sequence")
    )
