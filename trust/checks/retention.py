"""Everything that could take away what was sealed, one day before and one day after three years have passed."""

from __future__ import annotations

import logging
from contextlib import suppress
from io import StringIO
from itertools import cycle

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from assessments.models import EvidenceErasure
from assessments.services.access import scope
from assessments.services.evidence import NotEditable
from assessments.services.review import MoveRefused
from trust.cast import sign_in
from trust.checking import Check, Run, Tally
from trust.retained import (
    GUARDED,
    Kept,
    delete_as_owner,
    every_address,
    every_service,
    every_statement,
    keep,
    state,
    try_sql,
)

logging.getLogger("django.request").setLevel(logging.CRITICAL)  # Most of what is asked here is refused.
COMMANDS = (("flush", "--no-input"), ("migrate", "assessments", "zero"), ("clearsessions",), ("sqlflush",))
SENT = ("withdraw", "delete", "erase", "stop", "remove", "deactivate", "end", "take", "yes")
"""What pages take as the word for what to do."""


def sealed(days: int) -> Kept:
    """What was sealed three years and so many days ago. The report's day is moved, not the clock of the database,
    which the guards go by: for them the two are the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() - interval '3 years' - make_interval(days => %s)", [days])
        (sealed_at,) = cursor.fetchone()
    return keep(timezone.now(), sealed_at)


def run(run: Run) -> Tally:
    """A day before nothing goes, by any way; a day after, what may go goes."""
    tally, kept = Tally(), sealed(-1)
    before = state(kept)
    statements = every_statement()
    for each in statements:
        tally.expect(not try_sql(kept, each), f"the runtime role got through with {each}")
    run.say(f"{len(statements)} statements under the rights of the product")
    for table, guard in GUARDED.items():
        tally.expect(not delete_as_owner(kept, table, guard), f"{table}: goes before its day, were deleting allowed")
    for command in COMMANDS:
        run_command(command)
        tally.expect(before.items() <= state(kept).items(), f"{command[0]} took something away")
    tally.add(by_pages(run, kept, before))
    tally.add(by_services(run, kept, before))
    with scope(kept.cast.organisation_id):
        tally.expect(not EvidenceErasure.objects.exists(), "a file of evidence went before its day")
    tally.add(a_day_after())
    return tally


def run_command(command: tuple[str, ...]) -> None:
    """As whoever has a shell of the product's would; most end with an error."""
    with suppress(DatabaseError, CommandError, SystemExit):
        call_command(*command, verbosity=0, stdout=StringIO())


def by_pages(run: Run, kept: Kept, before: dict[str, str]) -> Tally:
    """Every address, by DELETE and by POST, whoever asks."""
    tally, words, cast = Tally(), cycle(SENT), kept.cast
    people = (cast.assessor, cast.dpo, kept.administrator, cast.auditor, cast.colleague, cast.outsider, cast.stranger)
    addresses = every_address(kept)
    for person in people[: run.size(quick=2, deep=len(people))]:
        client = sign_in(person)
        client.raise_request_exception = False
        client.defaults["SERVER_NAME"] = "127.0.0.1"
        tally.expect(client.get(reverse("verify")).status_code == 200, "pages do not answer at all")
        for where in addresses:
            client.delete(where)
            client.post(where, {"evidence": str(kept.evidence_id), "go": next(words)})
        after = state(kept)
        for key, value in before.items():
            tally.expect(after.get(key) == value, f"{key} is gone or changed by a page")
    run.say(f"{len(addresses)} addresses")
    return tally


def by_services(run: Run, kept: Kept, before: dict[str, str]) -> Tally:
    """Everything in the services that takes something away."""
    tally, paths = Tally(), every_service(kept)
    for number, act in enumerate(paths):
        with suppress(DatabaseError, MoveRefused, NotEditable, ProtectedError):
            act()
        tally.expect(before.items() <= state(kept).items(), f"path {number} of the services took something away")
    run.say(f"{len(paths)} ways of the services")
    return tally


def a_day_after() -> Tally:
    """The guards let go; and a file of evidence that was withdrawn goes with the next sweep."""
    tally, kept = Tally(), sealed(1)
    for table, guard in GUARDED.items():
        tally.expect(delete_as_owner(kept, table, guard), f"{table}: still held after its day")
    for act in every_service(kept)[:4]:
        with suppress(NotEditable):
            act()
    with scope(kept.cast.organisation_id):
        tally.expect(EvidenceErasure.objects.count() == 1, "withdrawn evidence was not erased after its day")
    return tally


def control(run: Run) -> Tally:
    """Before its day, without the trigger that looks at it."""
    tally, kept = Tally(), sealed(-1)
    for table, guard in GUARDED.items():
        tally.expect(not delete_as_owner(kept, table, guard, "kept_three_years"), f"{table}: gone before its day")
    return tally


CHECK = Check(
    "Nothing that was sealed can be deleted by any way of the product before three years have passed.",
    run,
    control,
    "the trigger that holds what was sealed",
)
