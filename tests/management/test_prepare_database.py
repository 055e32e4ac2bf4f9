"""Migrating while others work: waiting for a lock is short, and tried again."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from assessments.management.commands import prepare_database
from assessments.management.commands.prepare_database import MOST_ATTEMPTS, migrate


def failing(times: int, cause: Exception | None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """`migrate` fails so many times; under which limit it ran each time."""
    ran: list[str] = []

    def call(name: str, **options: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            ran.append(cursor.fetchone()[0])
        if len(ran) <= times:
            raise OperationalError from cause

    monkeypatch.setattr(prepare_database, "call_command", call)
    monkeypatch.setattr(prepare_database, "PAUSE_SECONDS", 0)
    return ran


def test_a_lock_that_is_held_is_asked_for_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = failing(2, LockNotAvailable(), monkeypatch)
    migrate()
    assert ran == ["3s"] * 3


@pytest.mark.parametrize(("cause", "attempts"), [(LockNotAvailable(), MOST_ATTEMPTS), (None, 1)])
def test_what_does_not_go_away_is_told(
    db: None, monkeypatch: pytest.MonkeyPatch, cause: Exception | None, attempts: int
) -> None:
    ran = failing(MOST_ATTEMPTS, cause, monkeypatch)
    with pytest.raises(OperationalError):
        migrate()
    assert len(ran) == attempts
