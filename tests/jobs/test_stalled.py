"""Jobs of dead workers: they go to living ones, but not for ever, and what is given up holds nothing up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.jobs.tasks import MOST_DELIVERIES, retry_stalled
from tests.jobs.running import run, run_task


@pytest.fixture
def queue(committed: None) -> Iterator[str]:
    """A queue of its own, of which nothing is left."""
    name = uuid4().hex
    yield name
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE queue_name = %s", [name])


def job(queue: str, status: str, attempts: int) -> int:
    """One under the lock of this queue; in hand, it is in nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, args, status, attempts)"
            " VALUES (%s, 'tests.nothing', 0, %s, '{}', %s, %s) RETURNING id",
            [queue, queue, status, attempts],
        )
        return int(cursor.fetchone()[0])


def state(key: int) -> tuple[str, int]:
    found: tuple[str, int] = ProcrastinateJob.objects.values_list("status", "attempts").get(id=key)
    return found


def taken(queue: str) -> int | None:
    """The job that a worker of the queue would be given."""

    async def fetch(working: Any) -> int | None:
        worker = await working.job_manager.register_worker()
        found = await working.job_manager.fetch_job([queue], worker)
        await working.job_manager.unregister_worker(worker)
        return found.id if found else None

    return run(fetch)


def test_a_job_of_a_dead_worker_is_delivered_again(queue: str) -> None:
    key = job(queue, "doing", MOST_DELIVERIES - 1)
    run_task(retry_stalled)
    assert state(key) == ("todo", MOST_DELIVERIES)


def test_a_job_that_is_given_up_has_failed_and_frees_its_lock(queue: str, caplog: pytest.LogCaptureFixture) -> None:
    deadly, waiting = job(queue, "doing", MOST_DELIVERIES), job(queue, "todo", 0)
    assert taken(queue) is None
    with caplog.at_level(logging.ERROR, "assessments.jobs.tasks"):
        run_task(retry_stalled)
        run_task(retry_stalled)
    assert state(deadly)[0] == "failed"
    told = [each.getMessage() for each in caplog.records if str(deadly) in each.getMessage()]
    assert told == [f"job {deadly} (tests.nothing) was given up after {MOST_DELIVERIES} deliveries"]
    assert taken(queue) == waiting
