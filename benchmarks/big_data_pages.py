"""What is measured in a large installation: the main pages, and what the worker does by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import psycopg

from benchmarks.query_plans import Plans
from benchmarks.trail import say

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

TURNS = 3
ROWS = """
    SELECT relname, to_char(reltuples, 'FM999,999,999'), pg_size_pretty(pg_total_relation_size(oid)),
           pg_size_pretty(pg_indexes_size(oid))
    FROM pg_class WHERE relkind = 'r' AND relname LIKE 'assessments%' AND reltuples > 1000
    ORDER BY pg_total_relation_size(oid) DESC
"""


def measure_all(plans: Path, superuser: str) -> None:
    """A line for each, and the plans."""
    with psycopg.connect(superuser) as connection:
        for name, rows, size, indexes in connection.execute(ROWS):
            say(str(name), f"{rows} rows, {size}, {indexes} of them indexes")
    with plans.open("w") as file:
        for name, act in acts():
            file.write(measured(name, act))


def acts() -> Iterator[tuple[str, Callable[[], object]]]:
    """Pages and jobs."""
    yield from pages()
    yield from jobs()


def pages() -> Iterator[tuple[str, Callable[[], object]]]:
    """As people of the organisation with a tenth of everything open them."""
    from assessments.domain.lifecycle import Role

    assessor, dpo, auditor = (signed_in(role) for role in (Role.ASSESSOR, Role.DPO, Role.AUDITOR))
    draft, review, done = (one_of(status) for status in ("draft", "in_review", "sealed"))
    for name, client, path in (
        ("dashboard, first page", assessor, "/assessments/"),
        ("a step", assessor, f"/assessments/{draft}/system/"),
        ("check answers", assessor, f"/assessments/{draft}/check/"),
        ("findings", assessor, f"/assessments/{done}/findings/"),
        ("actions", assessor, f"/assessments/{done}/actions/"),
        ("desk: waits for review", dpo, "/desk/"),
        ("desk: all", dpo, "/desk/?status=all"),
        ("desk: last page", dpo, "/desk/?status=all&last=1"),
        ("desk: by deadline", dpo, "/desk/?status=all&order=deadline"),
        ("desk: overdue, of one unit", dpo, "/desk/?status=all&due=overdue&unit=Unit 3"),
        ("desk: searched, many", dpo, "/desk/?status=all&q=gates"),
        ("desk: searched, few", dpo, "/desk/?status=all&q=rooft"),
        ("desk: searched, none", dpo, "/desk/?status=all&q=zzz"),
        ("review", dpo, f"/assessments/{review}/review/"),
        ("trail: newest", auditor, "/trail/"),
        ("trail: of one act", auditor, "/trail/?action=hand_in"),
        ("trail: by the name of a deployment", auditor, "/trail/?q=rooftop"),
    ):
        yield name, lambda c=client, p=path: got(c, p)  # type: ignore[misc]


def jobs() -> Iterator[tuple[str, Callable[[], object]]]:
    """Of everybody, by the worker and on the public page."""
    from django.utils import timezone

    from assessments.services.access import local_day, scope
    from assessments.services.due_items import load_due_items
    from assessments.services.evidence_keeping import _no_longer_counting
    from assessments.services.heads import load_heads
    from assessments.services.sessions import purge_expired_sessions
    from assessments.services.trials import erase_ended_trials
    from assessments.services.verification import look_up

    now = timezone.now()

    def inside(act: Callable[[], object]) -> object:
        with scope(measured_organisation()):
            return act()

    here = measured_organisation()
    yield "verify by a digest that is known", lambda: look_up(some_digest())
    yield "verify by a digest that is not", lambda: look_up("0" * 64)
    yield "heads of all chains (every 20 s)", load_heads
    yield "trials that have ended (every 10 min)", lambda: erase_ended_trials(now)
    yield "sessions that have ended (every 10 min)", lambda: purge_expired_sessions(now)
    yield "evidence that no longer counts (once a day)", lambda: inside(lambda: _no_longer_counting(now))
    yield (
        "days to keep, the first 100 of one organisation (once a day)",
        lambda: inside(lambda: next(load_due_items(here, local_day(now)), None)),
    )
    yield "fetching a job", fetch_job


def got(client: Client, path: str) -> bytes:
    """The page, which has to be there."""
    where, _, query = path.partition("?")
    answer = client.get(where, parse_qsl(query))
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content


def measured(name: str, act: Callable[[], object]) -> str:
    """Prints the line; gives the plans as text."""
    own = min(own_seconds(act) for _ in range(TURNS))
    plans = Plans()
    with plans.watching():
        act()
    slow = plans.slowest
    scanned = sorted({table for each in plans.found for table in each.scans_whole_tables})
    most = f", the slowest {slow.milliseconds:.1f}" if slow else ""
    say(name, f"Python {own * 1000:6.1f} ms; {len(plans.found)} queries, {plans.milliseconds:.1f} ms{most}")
    if scanned:
        say("", f"reads whole: {', '.join(scanned)}")
    return f"\n=== {name}\n" + "\n".join(f"\n{each.query}\n\n{each.plan}\n" for each in plans.found)


def own_seconds(act: Callable[[], object]) -> float:
    """Processor time of this process; other work on the machine does not tell on it."""
    began = process_time()
    act()
    return process_time() - began


def signed_in(role: str) -> Client:
    """A browser of one of the people of the measured organisation."""
    from django.test import Client

    from assessments.models import Person

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Person.objects.get(email=f"{role}@measured.example"))
    return client


def measured_organisation() -> UUID:
    """The one that holds a tenth of everything."""
    from django.db import transaction

    from assessments.models import Membership, Person
    from assessments.services.access import PERSON, set_locally

    with transaction.atomic():
        person = Person.objects.get(email="dpo@measured.example")
        set_locally(PERSON, person.id)
        return Membership.objects.filter(person=person).values_list("organisation_id", flat=True)[0]


def one_of(status: str) -> UUID:
    """One of its assessments in that status."""
    from assessments.models import Assessment
    from assessments.services.access import scope

    with scope(measured_organisation()):
        return Assessment.objects.filter(status=status).order_by("since").values_list("id", flat=True)[0]


def some_digest() -> str:
    """The digest of one of its reports."""
    from assessments.models import Report
    from assessments.services.access import scope

    with scope(measured_organisation()):
        return str(Report.objects.values_list("pdf_digest", flat=True)[0])


def fetch_job() -> None:
    """As the worker asks for its next job; nothing is taken."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
        transaction.set_rollback(True)
