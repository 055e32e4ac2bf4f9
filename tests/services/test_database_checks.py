"""The product does not start on a database that would not keep what it acknowledges, and says what to do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from assessments.services import database_checks
from assessments.services.database_checks import refuse_unsafe_database

SOUND = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "server_version_num": "170002",
    "server_encoding": "UTF8",
}


@pytest.fixture(autouse=True)
def real_use(db: None, settings: Settings) -> None:
    settings.THROWAWAY_DATABASE = False


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        yield


def pretend(monkeypatch: pytest.MonkeyPatch, **differing: str) -> None:
    monkeypatch.setattr(database_checks, "_settings_of_server", lambda: {**SOUND, **differing})


def test_a_sound_database_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    refuse_unsafe_database()


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_may_lose_what_it_acknowledged_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    pretend(monkeypatch, **{name: "off"})
    with refused(f"{name} = off.* Switch it on"):
        refuse_unsafe_database()


def test_the_settings_are_those_that_hold_for_the_connection(settings: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    with refused("synchronous_commit = off"):
        refuse_unsafe_database()


def test_only_an_installation_on_one_machine_may_throw_its_data_away(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    pretend(monkeypatch, fsync="off")
    settings.THROWAWAY_DATABASE = True
    settings.SESSION_COOKIE_SECURE = False
    with caplog.at_level(logging.WARNING):
        refuse_unsafe_database()
    assert "nothing here is worth keeping" in caplog.text
    settings.SESSION_COOKIE_SECURE = True
    with refused("Take it away"):
        refuse_unsafe_database()


def test_an_old_server_and_another_encoding_are_refused_together(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, server_version_num="140011", server_encoding="SQL_ASCII")
    with refused(r"(?s)PostgreSQL 14 is too old.*SQL_ASCII"):
        refuse_unsafe_database()


def test_migrations_that_have_not_been_run_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    known = MigrationRecorder.applied_migrations
    newest = max(name for app, name in MigrationLoader(None).graph.nodes if app == "assessments")

    def one_less(self: MigrationRecorder) -> dict[tuple[str, str], object]:
        return {key: row for key, row in known(self).items() if key != ("assessments", newest)}

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", one_less)
    with refused(f"first is assessments.{newest}. Run: manage.py prepare_database"):
        refuse_unsafe_database()


def test_a_wall_that_was_taken_down_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE assessments_entry NO FORCE ROW LEVEL SECURITY")
    with refused("not forced on: assessments_entry"):
        refuse_unsafe_database()


def test_clocks_that_disagree_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    monkeypatch.setattr("assessments.services.clocks.database_now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    with refused("seconds apart"):
        refuse_unsafe_database()
