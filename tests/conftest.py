"""A real PostgreSQL under the runtime role, and a fixed cast: assessor, colleague, DPO, auditor, and an outsider."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import connection, connections, transaction
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from assessments import catalogues
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer
from assessments.domain.lifecycle import Role
from assessments.models import Person
from assessments.services.access import Actor, scope
from assessments.services.assessments import load_workspace
from assessments.services.deployments import create_deployment
from assessments.services.entries import record_entry
from assessments.services.grants import grant_runtime_role
from assessments.services.organisations import add_member, create_organisation
from tests.editions import KEY, folder_with_test_edition

RUNTIME_ROLE = os.environ.get("TEST_RUNTIME_ROLE", "frc_app")
NOW = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
CASES = Path(__file__).parent / "cases" / "2026-11"
DEMO = Path(__file__).parent.parent / "assessments" / "catalogues" / "demo"
PASSWORD = "a-long-test-password"


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


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of two organisations."""

    organisation_id: UUID
    assessor: Actor
    colleague: Actor
    dpo: Actor
    auditor: Actor
    outsider: Actor
    """Assessor and DPO of another organisation."""
    stranger: Person
    """Somebody without any membership."""


def make_person(name: str) -> Person:
    """Somebody who can sign in with PASSWORD."""
    return Person.objects.create_user(f"{uuid4().hex}@test.example", name, PASSWORD)


def make_cast() -> Cast:
    """Both organisations, freshly made."""
    with transaction.atomic():
        other = create_organisation("Other 另一家", NOW)
        outsider = add_member(other, make_person("Out Sider"), {Role.ASSESSOR, Role.DPO}, NOW)
    with transaction.atomic():
        here = create_organisation("Here 本公司", NOW)

        def member(name: str, *roles: Role) -> Actor:
            return add_member(here, make_person(name), roles, NOW)

        return Cast(
            organisation_id=here,
            assessor=member("Asse Ssor 评估人", Role.ASSESSOR),
            colleague=member("Col League", Role.ASSESSOR),
            dpo=member("Dee Pio 负责人", Role.DPO),
            auditor=member("Au Ditor", Role.AUDITOR),
            outsider=outsider,
            stranger=make_person("Stran Ger"),
        )


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


def start(actor: Actor, name: str = "Gates 闸机") -> UUID:
    """A new assessment without answers."""
    with scope(actor.organisation_id):
        return create_deployment(actor, name, "Shanghai 上海", "Gates in the lobby").assessment_id


def answer_all(actor: Actor, assessment_id: UUID, answers: dict[str, Answer]) -> None:
    """Answer every step of the route as a person would, in order."""
    with scope(actor.organisation_id):
        space = load_workspace(actor, assessment_id)
        for step in space.catalogue.steps:
            if space.route.step(step.key) is None:
                continue
            here = {str(one.question): answers[one.question] for one in step.placements if one.question in answers}
            space = record_entry(actor, space, step.key, here, space.based_on(step.key)).workspace
        assert space.route.open_count == 0, [each.open for each in space.route.steps if each.open]


def at(actor: Actor, moment: datetime) -> Actor:
    """The same person at another moment."""
    return replace(actor, now=moment)


def sign_in(actor: Actor | Person, *, confirmed: bool = True) -> Client:
    """A browser in which the person is signed in, and has just `confirmed` who they are."""
    client = Client()
    person_id = actor.person_id if isinstance(actor, Actor) else actor.pk
    client.force_login(Person.objects.get(id=person_id))
    if confirmed:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(person_id)
        session.save()
    return client


@pytest.fixture
def publish_newer(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the test edition current; what was started before stays on the published one."""

    def publish() -> None:
        monkeypatch.setattr(catalogues, "FURTHER", (folder_with_test_edition(),))
        monkeypatch.setattr(catalogues, "CURRENT", KEY)

    return publish
