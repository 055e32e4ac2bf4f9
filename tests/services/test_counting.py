"""Counts of requests: exact however many come at once, over when their time is, and then gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from django.db import connections
from django.db.models import F

from assessments.jobs import tasks
from assessments.models import RequestCount
from assessments.services.counting import count_request, purge_counts

AT_ONCE, EACH = 4, 25


def let_pass(minutes: int) -> None:
    """As if it were so much later."""
    RequestCount.objects.update(ends_at=F("ends_at") - timedelta(minutes=minutes))


def test_requests_are_counted_until_their_time_is_over(db: None) -> None:
    assert [count_request("one", 600) for _ in range(3)] == [1, 2, 3]
    let_pass(minutes=9)
    assert count_request("one", 600) == 4
    assert count_request("other", 600) == 1
    let_pass(minutes=1)
    assert [count_request("one", 600), count_request("other", 600)] == [1, 2]


def test_none_is_lost_when_many_come_at_once(committed: None) -> None:
    key = uuid4().hex

    def count(_: int) -> list[int]:
        try:
            return [count_request(key, 600) for _ in range(EACH)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        counted = [number for part in pool.map(count, range(AT_ONCE)) for number in part]
    assert sorted(counted) == list(range(1, AT_ONCE * EACH + 1))


def test_only_counts_whose_time_is_over_are_deleted(db: None) -> None:
    count_request("over", 60)
    count_request("on", 600)
    let_pass(minutes=1)
    assert purge_counts() == 1
    assert list(RequestCount.objects.values_list("key", flat=True)) == ["on"]
    assert purge_counts() == 0


def test_the_periodic_job_deletes_counts(db: None) -> None:
    count_request("over", 60)
    let_pass(minutes=1)
    tasks.erase_trials.func(timestamp=0)
    assert not RequestCount.objects.exists()
