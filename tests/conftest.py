"""A real PostgreSQL under the runtime role, and a fixed cast: assessor, colleague, DPO, auditor, and an outsider."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.utils import translation
from pytest_django import DjangoDbBlocker

from assessments import catalogues
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer
from assessments.services.grants import grant_runtime_role
from tests.editions import KEY, folder_with_test_edition
from trust.cast import PASSWORD as PASSWORD
from trust.cast import Cast as Cast
from trust.cast import answer_all as answer_all
from trust.cast import at as at
from trust.cast import make_cast as cast_at
from trust.cast import make_person as make_person
from trust.cast import sign_in as sign_in
from trust.cast import start as start

RUNTIME_ROLE = os.environ.get("TEST_RUNTIME_ROLE", "frc_app")
NOW = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
CASES = Path(__file__).parent / "cases" / "2026-11"
DEMO = Path(__file__).parent.parent / "assessments" / "catalogues" / "demo"


def _become_runtime_role(sender: object = None, **kwargs: object) -> None:
    used = kwargs.get("connection", connection)
    with used.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"SET ROLE {RUNTIME_ROLE}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The owner makes the test database; from then on every connection has the rights of the runtime role only."""
    with django_db_blocker.unblock():
        grant_runtime_role(RUNTIME_ROLE)
        _become_runtime_role()
        connection_created.connect(_become_runtime_role)
    yield
    connection_created.disconnect(_become_runtime_role)
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real transactions that commit. Nothing is cleaned up: each test works in organisations of its own."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def clocks_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that seal at a time of their own, which the clock of the database does not know."""
    monkeypatch.setattr("assessments.services.clocks.TOLERANCE", timedelta(days=3650))


def make_cast() -> Cast:
    """Both organisations, freshly made."""
    return cast_at(NOW)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """A test that is not traced is not traced while it is set up either."""
    plugin = item.config.pluginmanager.get_plugin("_cov")
    tracing = getattr(plugin, "cov_controller", None) if item.get_closest_marker("no_cover") else None
    if tracing is None:
        return (yield)
    tracing.pause()
    try:
        return (yield)
    finally:
        tracing.resume()


@pytest.fixture(autouse=True)
def language_of_its_own() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins without."""
    yield
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast inside the test's own transaction, which sees the first organisation."""
    return make_cast()


def case_answers(name: str) -> dict[str, Answer]:
    """Answers of a case file or of a demo file."""
    folder = DEMO if (DEMO / name).exists() else CASES
    return dict(read_case(folder / name, catalogues.edition(CASES.name)).answers)


@pytest.fixture
def publish_newer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the test edition current; what was started before stays on the published one."""

    def publish() -> None:
        monkeypatch.setattr(catalogues, "FURTHER", (folder_with_test_edition(),))
        monkeypatch.setattr(catalogues, "CURRENT", KEY)

    return publish
