"""Figures of the whole installation, from tables that no organisation owns: the queue, the workers, the alarms."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from assessments.models import TrailAlarm
from assessments.services.heads import HEADS_TOLD
from assessments.services.self_check import CHECKED


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """One kind of job."""

    task: str
    waiting: int
    in_hand: int
    failed: int
    """As long as finished jobs are kept."""
    oldest_seconds: float
    """How long the one that waits longest has been due; 0 where none waits."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one moment."""

    tasks: Sequence[TaskFigures]
    workers: int
    worker_heartbeat_seconds: float | None
    """Since the last sign of life of any worker; None where there is none."""
    heads_seconds: float | None
    """Since heads of the audit trail were last written; None where none were, for want of a folder too."""
    self_check_seconds: float | None
    """Since the audit trail was last checked."""
    alarms: int
    """Breaks of the audit trail that nobody has explained."""
    evidence_free_bytes: int | None
    """On the disk of files of evidence; None for a bucket."""


def load_figures(now: datetime) -> Figures:
    """In a few queries, however much there is."""
    workers = ProcrastinateWorker.objects.aggregate(number=Count("id"), last=Max("last_heartbeat"))
    told = cache.get_many([HEADS_TOLD, CHECKED])
    return Figures(
        tasks=load_tasks(now),
        workers=workers["number"],
        worker_heartbeat_seconds=_since(workers["last"], now),
        heads_seconds=_since_second(told.get(HEADS_TOLD), now),
        self_check_seconds=_since_second(told.get(CHECKED), now),
        alarms=TrailAlarm.objects.filter(cleared_at__isnull=True).count(),
        evidence_free_bytes=evidence_free_bytes(),
    )


def load_tasks(now: datetime) -> Sequence[TaskFigures]:
    """Every kind of job of which any waits, is in hand or failed."""
    counted: dict[str, dict[str, int]] = {}
    unfinished = ProcrastinateJob.objects.filter(status__in=("todo", "doing", "failed"))
    for task, status, number in unfinished.values_list("task_name", "status").annotate(Count("id")):
        counted.setdefault(task, {})[status] = number
    oldest = _oldest(now)
    return [
        TaskFigures(
            task, by.get("todo", 0), by.get("doing", 0), by.get("failed", 0), _since(oldest.get(task), now) or 0.0
        )
        for task, by in sorted(counted.items())
    ]


def _oldest(now: datetime) -> dict[str, datetime]:
    """Since when the job that waits longest has been due, by task; those for a later time do not count."""
    deferred = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type="deferred").order_by("id").values("at")[:1]
    due = ProcrastinateJob.objects.filter(status="todo").annotate(due=Coalesce("scheduled_at", Subquery(deferred)))
    return dict(due.filter(due__lte=now).values_list("task_name").annotate(Min("due")))


def evidence_free_bytes() -> int | None:
    """Room for files of evidence; None where they are in a bucket, or the folder cannot be looked at."""
    if settings.EVIDENCE_IN_BUCKET:
        return None
    folder = Path(settings.EVIDENCE_DIR)
    while not folder.exists():  # made with the first file
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _since_second(second: object, now: datetime) -> float | None:
    return max(0.0, now.timestamp() - second) if isinstance(second, float) else None


def _since(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max(0.0, (now - moment).total_seconds())
