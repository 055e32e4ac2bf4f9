"""Whatever changes leaves its event in the same transaction, and nobody approves what they answered themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from assessments.models import AuditEvent, Deployment
from assessments.services.access import scope
from assessments.services.audit import examine_chain
from trust.acting import Acting
from trust.cast import Cast, make_cast, start
from trust.checking import Check, Run, Tally
from trust.four_eyes import ROLES, authored, give, refused_by_database, refused_by_service

TRAIL = {"assessments_auditevent", "assessments_audithead"}
Changes = Counter[str]


class Crash(Exception):
    """What stands for the end of a process before its transaction ends."""


def changes() -> Changes:
    """How many rows of each of the product's tables were changed on this connection, as the server counts them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE starts_with(relname, 'assessments_')"
        )
        return Counter(dict(cursor.fetchall()))


def watched(cast: Cast, name: str, act: Callable[[], object], *, crashes: bool = False) -> tuple[Tally, str]:
    """One thing that somebody does, as one request. What came of it: done, nothing, crashed, or why it was refused."""
    tally, here = Tally(), cast.organisation_id
    try:
        with scope(here):
            before, told = changes(), AuditEvent.objects.count()
            act()
            changed = set(changes() - before) - TRAIL
            events = AuditEvent.objects.count() - told
            if crashes:
                raise Crash
    except Crash:
        return tally, "crashed"
    except Exception as refusal:  # noqa: BLE001  services refuse in many ways; counted below, by name
        return tally, type(refusal).__name__
    tally.expect(not changed or events > 0, f"{name} changed {sorted(changed)} without an event")
    tally.expect(not events or bool(changed), f"{name} left {events} events and changed nothing")
    return tally, "done" if changed else "nothing"


def run(run: Run) -> Tally:
    """Random acts, some of which end before their transaction does; then approving one's own work."""
    cast, dice = make_cast(timezone.now()), run.dice()
    tally, outcomes = acted(cast, dice, run.size(quick=150, deep=5_000))
    run.say("; ".join(f"{number} {what}" for what, number in outcomes.most_common()))
    tally.expect(outcomes["done"] > sum(outcomes.values()) / 10, f"hardly anything was done: {outcomes}")
    tally.add(own_work(make_cast(timezone.now())))
    run.say(f"{len(ROLES)} combinations of roles, each for those who answered, attested, or both")
    return tally


def acted(cast: Cast, dice: Random, number: int) -> tuple[Tally, Counter[str]]:
    """So many acts; at the end the chain fits, and has the events of those that were done and of no others."""
    tally, outcomes, here = Tally(), Counter[str](), cast.organisation_id
    with scope(here):
        acting = Acting(cast, dice)
        start(cast.assessor)
    for _ in range(number):
        with scope(here):
            name, act = acting.choose()
        length = _length(cast)
        found, outcome = watched(cast, name, act, crashes=dice.random() < 0.1)
        tally.add(found)
        outcomes[outcome] += 1
        tally.expect(outcome == "done" or _length(cast) == length, f"{name}: {outcome}, and an event is left of it")
    with scope(here):
        _, broken = examine_chain(here, {})
    tally.expect(broken is None, f"the chain does not fit: {broken}")
    return tally, outcomes


def _length(cast: Cast) -> int:
    with scope(cast.organisation_id):
        return AuditEvent.objects.count()


def own_work(cast: Cast) -> Tally:
    """Nobody who answered or attested can approve, whatever their roles; undone afterwards."""
    tally = Tally()
    with scope(cast.organisation_id):
        for name, person, assessment_id in list(authored(cast)):
            for roles in ROLES:
                somebody, words = give(person, roles), f"one who {name}, as {sorted(roles)}"
                tally.expect(refused_by_service(somebody, assessment_id), f"{words}: the services let them decide")
                tally.expect(refused_by_database(somebody, assessment_id), f"{words}: the database lets them decide")
        transaction.set_rollback(True)
    return tally


def control(run: Run) -> Tally:
    """A change past the services."""
    cast = make_cast(timezone.now())
    with scope(cast.organisation_id):
        start(cast.assessor)
    found, _ = watched(cast, "a change past the services", lambda: Deployment.objects.update(place="Elsewhere"))
    return found


CHECK = Check(
    "Every change leaves its event in the same transaction, and sealing needs two people.",
    run,
    control,
    "the services, which write both",
)
