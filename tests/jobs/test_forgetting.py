"""Jobs that have ended leave the queue: those that succeeded at once, by the worker; the others after a week."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.jobs.tasks import KEPT_HOURS, forget_jobs
from tests.jobs.running import run_task


def ended(status: str, hours_ago: int) -> int:
    """A job that ended so, and when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, attempts)"
            " VALUES ('tests', 'tests.nothing', 0, '{}', %s, 1) RETURNING id",
            [status],
        )
        key = int(cursor.fetchone()[0])
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [key])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at)"
            " VALUES (%s, 'failed', now() - make_interval(hours => %s))",
            [key, hours_ago],
        )
    return key


def test_failed_jobs_stay_for_a_week(committed: None) -> None:
    old, recent = ended("failed", KEPT_HOURS + 1), ended("failed", KEPT_HOURS - 1)
    waiting = ended("todo", KEPT_HOURS + 1)
    run_task(forget_jobs)
    left = set(ProcrastinateJob.objects.filter(id__in=[old, recent, waiting]).values_list("id", flat=True))
    assert left == {recent, waiting}
