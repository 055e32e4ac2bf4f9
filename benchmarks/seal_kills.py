"""`python -m benchmarks.seal_kills [KILLS [REAL]]`: what becomes of revisions whose workers die while they seal.

So many attempts (300) are killed at random moments; as many tenths are doubled, and paused while another goes through.
Then REAL (8) revisions are sealed by the product's own worker, which, or whose renderer, is killed at a random moment
and started again, and the time to the report is told. The control: without the fence, a worker that was paused has to
publish a second time. On a fresh database, which goes with the command.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg

from benchmarks.trail import say
from trust.in_process import product_here
from trust.product import ROOT
from trust.server import server

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.services.killing import Sealing

LONGEST_SECONDS = 120


def frozen(cast: Cast) -> Sealing:
    """An approved revision that waits for its seal."""
    from tests.conftest import start
    from tests.services.killing import Sealing
    from tests.services.test_sealing import approved

    revision_id: UUID = approved(cast, start(cast.assessor))
    return Sealing(cast.organisation_id, revision_id)


def measured(cast: Cast) -> float:
    """Seconds of one undisturbed attempt in a process of its own."""
    from tests.services.killing import end_of, spawn

    one, began = frozen(cast).prepare(), time.perf_counter()
    assert end_of(spawn(one.attempt)) == 0
    return time.perf_counter() - began


def killed(cast: Cast, kills: int, dice: Random) -> list[Sealing]:
    """Kills at random moments until all are spent; each revision is delivered again until it is sealed."""
    seconds, left, done = measured(cast), kills, []
    while left > 0:
        one = frozen(cast).prepare()
        one.seconds = seconds
        while left > 0 and one.reports() == 0:
            one.kill_one(dice)
            left -= 1
        one.double()
        done.append(one)
    return done


def paused(cast: Cast, number: int, dice: Random) -> list[Sealing]:
    """As many paused at random moments, and with the seal in hand."""
    done = []
    for turn in range(number):
        one = frozen(cast).prepare()
        if turn % 2:
            one.pause_one(dice)
        else:
            one.pause_with_seal_in_hand()
        done.append(one)
    return done


def without_fence(cast: Cast, owner_url: str) -> int:
    """Reports of a revision whose first worker wakes late and stores without looking: the control."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        names = connection.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'assessments_report'::regclass AND contype = 'u'"
            " AND pg_get_constraintdef(oid) LIKE '%(revision_id)%'"
        ).fetchall()
        for (name,) in names:
            connection.execute(psycopg.sql.SQL("ALTER TABLE assessments_report DROP CONSTRAINT {}").format(
                psycopg.sql.Identifier(name)))  # fmt: skip
    one = frozen(cast).prepare()
    one.pause_with_seal_in_hand(_look_away)
    return one.reports()


def _look_away() -> None:
    """From the fence and the status of the revision."""
    from assessments.domain.revision import digest
    from assessments.models import Report
    from assessments.services import sealing
    from assessments.services.access import scope

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


def real(cast: Cast, number: int, dice: Random) -> list[float]:
    """Seconds from a kill of the worker, or of its renderer, to the report; longer than allowed where there is none."""
    waited = []
    for turn in range(number):
        worker = _worker()
        one = frozen(cast)
        _wait(lambda one=one: _attempts(one) > 0, 60)
        time.sleep(dice.uniform(0, 3))
        began = time.perf_counter()
        if turn % 2:
            for process in _children(worker.pid):
                os.kill(process, signal.SIGKILL)
        else:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            worker = _worker()
        _wait(lambda one=one: one.reports() > 0, LONGEST_SECONDS)
        waited.append(time.perf_counter() - began if one.reports() == 1 else 2 * LONGEST_SECONDS)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    return waited


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "sign"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _children(parent: int) -> list[int]:
    said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(each) for each in said.stdout.split()]


def _attempts(one: Sealing) -> int:
    from assessments.models import Revision
    from assessments.services.access import scope

    with scope(one.organisation_id):
        return int(Revision.objects.values_list("attempts", flat=True).get(id=one.revision_id))


def _wait(until: object, seconds: float) -> None:
    """Until it is so, at most so long."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and not until():  # type: ignore[operator]
        time.sleep(0.2)


def main(kills: int = 300, with_worker: int = 8) -> None:
    """Print the figures."""
    dice = Random(20261126)
    with TemporaryDirectory() as name, server(), product_here(Path(name)) as product:
        from tests.conftest import make_cast

        cast = make_cast()
        dead = killed(cast, kills, dice)
        say("attempts killed", f"{sum(each.killed for each in dead)} of {kills}, over {len(dead)} revisions")
        told("reports of them, each delivered twice more at once", dead)
        told("reports of revisions with a paused worker", paused(cast, max(2, kills // 10), dice))
        waited = real(cast, with_worker, dice) or [0.0]
        figure = f"median {median(waited):.0f}, {max(waited):.0f} at most"
        say("seconds to the report after a kill in the real worker", figure)
        say("control: reports of one revision without the fence", str(without_fence(cast, product.owner_url)))


def told(what: str, revisions: list[Sealing]) -> None:
    """How many have how many reports, and how many are not sealed."""
    counts = sorted({each.reports() for each in revisions})
    stuck = sum(each.status() != "sealed" for each in revisions)
    say(what, f"{len(revisions)} revisions: {counts} each, {stuck} not sealed")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
