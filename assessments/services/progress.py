"""What is on record about actions: the newest of each, and the history of one. Writing: `remediation`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from assessments.domain.progress import ActionState
from assessments.models import ActionRecord

_NAMED = ("owner", "made_by", "evidence")


@dataclass(frozen=True, slots=True)
class RecordedAction:
    """One record about an action."""

    key: str
    number: int
    assessment_id: UUID
    revision_number: int
    owner_id: UUID | None
    owner_name: str
    due: date | None
    """The day that was chosen."""
    state: ActionState
    note: str
    evidence_id: UUID | None
    evidence_name: str
    made_by: str
    made_at: datetime


def load_newest(deployment_ids: Iterable[UUID]) -> dict[UUID, dict[str, RecordedAction]]:
    """What counts now for each of these deployments, by key of the action."""
    rows = ActionRecord.objects.filter(deployment_id__in=list(deployment_ids)).select_related(*_NAMED)
    newest = rows.order_by("deployment_id", "key", "-number").distinct("deployment_id", "key")
    found: dict[UUID, dict[str, RecordedAction]] = {}
    for each in newest:
        found.setdefault(each.deployment_id, {})[each.key] = _recorded(each)
    return found


def load_records(deployment_id: UUID) -> Mapping[str, RecordedAction]:
    """What counts now for one deployment."""
    return load_newest([deployment_id]).get(deployment_id, {})


def load_history(deployment_id: UUID, key: str) -> Sequence[RecordedAction]:
    """Everything on record about one action, newest first."""
    rows = ActionRecord.objects.filter(deployment_id=deployment_id, key=key).select_related(*_NAMED)
    return [_recorded(each) for each in rows.order_by("-number")]


def load_newest_of(deployment_id: UUID, key: str) -> RecordedAction | None:
    """What counts now about one action."""
    rows = ActionRecord.objects.filter(deployment_id=deployment_id, key=key).select_related(*_NAMED)
    newest = rows.order_by("-number").first()
    return _recorded(newest) if newest else None


def _recorded(row: ActionRecord) -> RecordedAction:
    """A row as pages show it."""
    return RecordedAction(
        key=row.key,
        number=row.number,
        assessment_id=row.assessment_id,
        revision_number=row.revision_number,
        owner_id=row.owner_id,
        owner_name=row.owner.name if row.owner else "",
        due=row.due,
        state=ActionState(row.state),
        note=row.note,
        evidence_id=row.evidence_id,
        evidence_name=row.evidence.name if row.evidence else "",
        made_by=row.made_by.name,
        made_at=row.made_at,
    )
