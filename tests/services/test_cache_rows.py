"""Rows of the cache whose time is over go; the others stay. The periodic job does it."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from assessments.jobs import tasks
from assessments.services.cache_rows import purge_expired_cache


def _fill(ends: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessments_cache")
        for key, minutes in ends.items():
            at = timezone.now() + timedelta(minutes=minutes)
            cursor.execute("INSERT INTO assessments_cache VALUES (%s, 'x', %s)", [key, at])


def _keys() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM assessments_cache")
        return {key for (key,) in cursor.fetchall()}


def test_only_rows_whose_time_is_over_are_deleted(db: None) -> None:
    _fill({"attempts of 192.0.2.7": -9000, "just-now": -1, "still-on": 5})
    assert (purge_expired_cache(), purge_expired_cache()) == (2, 0)
    assert _keys() == {"still-on"}


def test_what_is_kept_without_an_end_stays(db: None) -> None:
    _fill({})
    cache.set("for-ever", 1, timeout=None)
    assert purge_expired_cache() == 0
    assert cache.get("for-ever") == 1


def test_the_periodic_job_purges_the_cache(db: None) -> None:
    _fill({"over": -1, "on": 5})
    tasks.erase_trials.func(timestamp=0)
    assert _keys() == {"on"}
