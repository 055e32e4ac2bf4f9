"""Expired sessions go; the others stay. The periodic job does it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from assessments.jobs import tasks
from assessments.services.sessions import purge_expired_sessions


def _sessions_around(ends: dict[str, int]) -> None:
    now = timezone.now()
    for key, minutes in ends.items():
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=minutes))


def test_only_sessions_that_have_expired_are_deleted(db: None) -> None:
    _sessions_around({"long-ago": -9000, "just-now": -1, "still-on": 5})
    assert purge_expired_sessions(timezone.now()) == 2
    assert list(Session.objects.values_list("session_key", flat=True)) == ["still-on"]
    assert purge_expired_sessions(timezone.now()) == 0


def test_the_periodic_job_purges_sessions(db: None) -> None:
    _sessions_around({"over": -1, "on": 5})
    tasks.erase_trials.func(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["on"]
