"""How far a report is that somebody waits for: its place among those that wait, and what is being done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.models import Revision
from assessments.models.revisions import RENDERED, SEALING
from assessments.services.access import scope

_WAITING, _IN_HAND = "todo", "doing"


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a job is. Nothing of the others is told but how many they are."""

    is_in_hand: bool
    """The worker has begun with it."""
    ahead: int
    """So many of its kind come before it; 0 once it is in hand."""
    again_at: datetime | None
    """When it is tried again, where an attempt has failed and the next one waits."""

    @property
    def number(self) -> int:
        """Its place among those that wait, from 1."""
        return self.ahead + 1


def find_place(task: str, key: str, value: UUID, now: datetime) -> QueuePlace | None:
    """The place of the job of `task` whose argument `key` is `value`; None where there is none to be done. Two
    queries, however long the queue is."""
    jobs = ProcrastinateJob.objects.filter(task_name=task)
    open_jobs = jobs.filter(status__in=(_WAITING, _IN_HAND), **{f"args__{key}": str(value)})
    job = open_jobs.order_by("id").values("id", "status", "scheduled_at").first()
    if job is None:
        return None
    if job["status"] == _IN_HAND:
        return QueuePlace(is_in_hand=True, ahead=0, again_at=None)
    again_at = job["scheduled_at"] if job["scheduled_at"] and job["scheduled_at"] > now else None
    due = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=now)
    return QueuePlace(False, jobs.filter(due, status=_WAITING, id__lt=job["id"]).count(), again_at)


def tell_rendered(organisation_id: UUID, revision_id: UUID, fence: int) -> None:
    """Note for the page that waits that this attempt has its PDF and seals it now. It is no change of state and leaves
    no event; the next attempt takes it back."""
    with scope(organisation_id):
        Revision.objects.filter(id=revision_id, fence=fence, status=SEALING).update(stage=RENDERED)
