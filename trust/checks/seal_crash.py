"""Workers that die, come twice or sleep while they seal: each revision gets one report, and none is left without."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from random import Random
from statistics import median
from unittest.mock import patch

import psycopg
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.sql import SQL, Identifier

from assessments.domain.revision import digest
from assessments.models import Report
from assessments.services import lost_jobs, sealing
from assessments.services.access import scope
from trust.cast import Cast, make_cast
from trust.checking import Check, Run, Tally
from trust.dying import LONGEST_SECONDS, seconds_to_report
from trust.killing import Sealing, end_of, spawn
from trust.short import short_revision

logging.getLogger(sealing.__name__).setLevel(logging.ERROR)  # It tells of each attempt that was overtaken.


def frozen(cast: Cast) -> Sealing:
    """An approved revision that waits for its seal."""
    return Sealing(cast.organisation_id, short_revision(cast)).prepare()


def run(run: Run) -> Tally:
    """Kills at random moments, two at once, sleepers; in a deep run the product's own worker besides."""
    tally, cast, dice = Tally(), make_cast(timezone.now()), run.dice()
    kills = run.size(quick=20, deep=300)
    dead = killed(cast, kills, dice)
    run.say(f"attempts killed: {sum(each.killed for each in dead)} of {kills}, over {len(dead)} revisions")
    asleep = paused(cast, run.size(quick=3, deep=30), dice)
    for what, revisions in (("killed", dead), ("paused", asleep)):
        for one in revisions:
            tally.expect(one.reports() == 1, f"{what}: {one.reports()} reports of one revision")
            tally.expect(one.status() == "sealed", f"{what}: a revision is {one.status()}")
        run.say(f"revisions with {what} attempts: {len(revisions)}, one report each")
    tally.add(lost(cast, run.size(quick=2, deep=20), dice))
    if run.is_deep:
        tally.add(real(run, cast, dice))
    return tally


def lost(cast: Cast, number: int, dice: Random) -> Tally:
    """Attempts that die although their job is gone: a worker that was thought dead woke late and called it done."""
    tally = Tally()
    for _ in range(number):
        one = frozen(cast)
        one.kill_one(dice)
        ProcrastinateJob.objects.filter(args__revision_id=str(one.revision_id)).delete()
        with patch.object(lost_jobs, "LEFT_ALONE", timedelta()):
            lost_jobs.end_waiting_without_job(timezone.now())
        tally.expect(one.status() in ("failed", "sealed"), f"a revision without a job is {one.status()}")
        one.ask_again(cast.dpo)
        one.double()
        tally.expect((one.status(), one.reports()) == ("sealed", 1), f"lost: a revision is {one.status()}")
    return tally


def killed(cast: Cast, kills: int, dice: Random) -> list[Sealing]:
    """Kills until all are spent; each revision is delivered again until it is sealed, and twice two at once. Where the
    product has given up, somebody asks it to go on."""
    first = frozen(cast)
    seconds, left, done = undisturbed(first), kills, [first]
    while left > 0:
        one = frozen(cast)
        one.seconds = seconds
        while left > 0 and one.reports() == 0:
            one.ask_again(cast.dpo)
            one.kill_one(dice)
            left -= 1
        one.double()
        one.ask_again(cast.dpo)
        one.double()
        seconds = one.seconds
        done.append(one)
    return done


def undisturbed(one: Sealing) -> float:
    """Seconds of one attempt in a process of its own."""
    began = time.perf_counter()
    assert end_of(spawn(one.attempt)) == 0
    return time.perf_counter() - began


def paused(cast: Cast, number: int, dice: Random) -> list[Sealing]:
    """Attempts that sleep while another goes through, and wake late: with the seal in hand, or at any moment."""
    done = []
    for turn in range(number):
        one = frozen(cast)
        if turn % 3 == 2:
            one.pause_one(dice)
        else:
            assert one.pause_with_seal_in_hand() == 0
        done.append(one)
    return done


def real(run: Run, cast: Cast, dice: Random) -> Tally:
    """The product's own worker, or its renderer, killed at a random moment."""
    tally, waited = Tally(), list[float]()
    for turn in range(8):
        waited.append(seconds_to_report(run.product, cast, dice, children_only=turn % 2 == 1))
        tally.expect(waited[-1] <= LONGEST_SECONDS, f"no report, or a second, {waited[-1]:.0f} s after a kill")
    run.say(
        f"seconds from a kill in the real worker to the report: median {median(waited):.0f}, {max(waited):.0f} most"
    )
    return tally


def control(run: Run) -> Tally:
    """A worker that wakes late with its seal in hand and stores it without a look at the fence."""
    with psycopg.connect(run.product.owner_url, autocommit=True) as connection:
        names = connection.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'assessments_report'::regclass AND contype = 'u'"
            " AND pg_get_constraintdef(oid) LIKE '%(revision_id)%'"
        ).fetchall()
        for (name,) in names:
            connection.execute(SQL("ALTER TABLE assessments_report DROP CONSTRAINT {}").format(Identifier(name)))
    tally, one = Tally(), frozen(make_cast(timezone.now()))
    one.pause_with_seal_in_hand(_look_away)
    tally.expect(one.reports() == 1, f"{one.reports()} reports of one revision")
    return tally


def _look_away() -> None:
    """From the fence and the status of the revision."""

    def store(attempt: sealing.Attempt, made: sealing.Made) -> None:
        with scope(attempt.organisation_id):
            Report.objects.create(
                organisation_id=attempt.organisation_id,
                revision_id=attempt.revision_id,
                language="en",
                pdf=made.pdf,
                pdf_digest=digest(made.pdf),
                size_bytes=len(made.pdf),
                signer_fingerprint=made.key.fingerprint,
                self_issued=True,
                sealed_at=made.at,
            )

    sealing._store = store


CHECK = Check(
    "Each revision gets exactly one seal, whatever becomes of the workers that make it.",
    run,
    control,
    "the fence and the constraint of one report a revision",
)
