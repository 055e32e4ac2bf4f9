"""Product, stock wizard and floors, each behind gunicorn with two sync workers, on one database."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import psycopg

from benchmarks.playing.browser import Browser, Play
from benchmarks.processors import children_of
from trust.product import ROOT, RUNTIME_ROLE, Product, free_port

WORKERS = 2
TABLE = "CREATE TABLE benchmark_floor (person uuid PRIMARY KEY, answers text NOT NULL)"
OURS, STOCK, FLOOR, BARE = "ours", "stock", "floor", "bare"
APPLICATIONS = {
    OURS: ("frcompliance.wsgi:application", "frcompliance.settings"),
    STOCK: ("django.core.wsgi:get_wsgi_application()", "benchmarks.playing.settings"),
    FLOOR: ("django.core.wsgi:get_wsgi_application()", "benchmarks.playing.settings"),
    BARE: ("django.core.wsgi:get_wsgi_application()", "benchmarks.playing.bare_settings"),
}
NAMES = {
    OURS: "frcompliance",
    STOCK: "stock django-formtools 2.7, live verdict",
    FLOOR: "logged-in floor",
    BARE: "floor without session",
}


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who has signed in."""

    person_id: UUID
    session: str
    assessments: list[UUID] = field(default_factory=list)
    """Without answers; each is played once."""


@dataclass(frozen=True, slots=True)
class System:
    """One that runs."""

    name: str
    port: int
    master: int

    def pids(self) -> list[int]:
        """Its workers."""
        return children_of(self.master)

    def browser(self, player: Player) -> Browser:
        """A window of the person."""
        return Browser(self.port, {} if self.name == BARE else {"sessionid": player.session})


@contextmanager
def running(product: Product, pages: Path, names: Sequence[str] = tuple(NAMES)) -> Iterator[dict[str, System]]:
    """All of them, or some."""
    with ExitStack() as stack:
        found = {name: _start(stack, name, product, pages) for name in names}
        for each in found.values():
            _wait(each)
        yield found


def _start(stack: ExitStack, name: str, product: Product, pages: Path) -> System:
    application, settings = APPLICATIONS[name]
    port = free_port()
    environment = product.environment_of("web") | {"DJANGO_SETTINGS_MODULE": settings, "BENCHMARK_PAGES": str(pages)}
    command = [sys.executable, "-m", "gunicorn", "-k", "sync", "-w", str(WORKERS), "--no-control-socket"]
    log = stack.enter_context((product.folder / f"{name}.log").open("ab"))
    process = subprocess.Popen(
        [*command, "-b", f"127.0.0.1:{port}", application], env=environment, cwd=ROOT, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    stack.callback(_stop, process)
    return System(name, port, process.pid)


def _stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=40)


def _wait(system: System) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{system.port}/healthz/", timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(system.name)


def make_players(product: Product, number: int) -> list[Player]:
    """Assessors of one organisation, signed in, with a row each at the floor. The process works as the product."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from assessments.domain.lifecycle import Role
    from assessments.models import Person
    from assessments.services.organisations import NewMember, found_organisation
    from assessments.web.sessions import SessionStore

    people = [NewMember(Role.ASSESSOR, f"p{n}@example.cn", f"Player {n}", secrets.token_hex()) for n in range(number)]
    actors = found_organisation("Measured", people, timezone.now())
    players = []
    with psycopg.connect(product.owner_url) as connection:
        connection.execute(TABLE)
        connection.execute(f"GRANT ALL ON benchmark_floor TO {RUNTIME_ROLE}")
        for actor in actors:
            person, session = Person.objects.get(id=actor.person_id), SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.create()
            connection.execute("INSERT INTO benchmark_floor VALUES (%s, '')", [person.pk])
            players.append(Player(person.pk, str(session.session_key)))
    return players


def give_assessments(players: Sequence[Player], each: int) -> None:
    """So many new ones for everybody."""
    from django.db import transaction
    from django.utils import timezone

    from assessments.models import Person
    from assessments.services.access import load_actor, scope
    from assessments.services.deployments import create_deployment

    for player in players:
        person = Person.objects.get(id=player.person_id)
        with transaction.atomic():
            actor = load_actor(person.pk, person.name, timezone.now())
        for number in range(each):
            with scope(actor.organisation_id):
                player.assessments.append(create_deployment(actor, f"Gates {number}").assessment_id)


def plays() -> dict[str, Callable[[Player], Play]]:
    """How each system is played."""
    from benchmarks.playing.script import read_script

    script = read_script()
    return {
        OURS: lambda player: script.ours(player.assessments.pop()),
        STOCK: lambda player: script.stock(),
        FLOOR: lambda player: script.floor(player.person_id),
        BARE: lambda player: script.floor(player.person_id),
    }
