"""kill -9 of web server, worker and PostgreSQL at random moments, under people who save answers without pause."""

from __future__ import annotations

import subprocess
import time
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from random import Random

from trust.checking import Check, Run, Tally
from trust.keeping import compare
from trust.own_product import OwnProduct, own_product
from trust.writers import Writers, make_writers

WRITERS = 4
LONGEST_PAUSE_SECONDS = 0.8
"""Between everybody having saved again and the next kill."""
RECOVERY_SECONDS = 60.0
CONTROL_SAVES = 5
"""Of everybody, before the kill."""
LAZY = ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'")


@cache
def grounds(until_judged: ExitStack, folder: Path) -> OwnProduct:
    """One product for run and control, up."""
    own = until_judged.enter_context(own_product(folder))
    own.product.start("web")
    own.product.start("worker")
    own.product.wait_until_ready()
    return own


def run(run: Run) -> Tally:
    """So many kills of each kind, in random order; then the journals are compared with the history."""
    tally, dice = Tally(), run.dice()
    own = grounds(run.until_judged, run.folder.parent / "product")
    kinds = ["web", "worker", "PostgreSQL"] * run.size(quick=2, deep=100)
    dice.shuffle(kinds)
    people = make_writers(own.product, WRITERS)
    slowest = dict.fromkeys(kinds, 0.0)
    with Writers(people) as writers:
        for kind in kinds:
            took = kill_once(own, writers, kind, dice)
            slowest[kind] = max(slowest[kind], took)
            tally.expect(took < RECOVERY_SECONDS, f"not everybody could save {took:.0f} s after a kill of {kind}")
    with own.superuser() as connection:
        tally.add(compare(connection, people))
    tally.add(trail_holds(own))
    saved, refused = sum(len(one.journal) for one in people), sum(one.refused for one in people)
    told = ", ".join(f"{kind} {seconds:.1f} s" for kind, seconds in sorted(slowest.items()))
    run.say(f"{len(kinds)} kills, {saved} acknowledged saves, {refused} not; until all went on, at most: {told}")
    return tally


def kill_once(own: OwnProduct, writers: Writers, kind: str, dice: Random) -> float:
    """Kill at a random moment and start again; seconds until everybody has saved again."""
    time.sleep(dice.uniform(0.05, LONGEST_PAUSE_SECONDS))
    if kind == "PostgreSQL":
        own.kill_server()
        own.start_server()
        keep_worker(own)
    else:
        own.product.kill(kind)
        own.product.start(kind)
    return writers.seconds_to_go_on(RECOVERY_SECONDS)


def keep_worker(own: OwnProduct) -> None:
    """What a supervisor does: a worker that ended with the database is started again."""
    if own.product.processes["worker"].poll() is not None:
        own.product.kill("worker")
        own.product.start("worker")


def trail_holds(own: OwnProduct) -> Tally:
    """The chain of every organisation, recomputed from what is in it, with the heads outside the database."""
    tally = Tally()
    try:
        own.product.manage("verify_audit")
    except subprocess.CalledProcessError as failed:
        tally.expect(False, f"the audit trail does not fit: {str(failed.output)[-300:]}")
    else:
        tally.expect(True, "")
    return tally


def control(run: Run) -> Tally:
    """The server says "committed" before it has written, as it may be told to; then it is killed."""
    own = grounds(run.until_judged, run.folder.parent / "product")
    people = make_writers(own.product, WRITERS)
    with own.superuser() as connection:
        for each in LAZY:
            connection.execute(f"ALTER SYSTEM SET {each}".encode())
        connection.execute("SELECT pg_reload_conf()")
    with Writers(people) as writers:
        for _ in range(CONTROL_SAVES):
            writers.seconds_to_go_on(RECOVERY_SECONDS)
        own.kill_server()
    own.start_server()
    with own.superuser() as connection:
        return compare(connection, people)


CHECK = Check("No acknowledged answer is lost, whatever is killed.", run, control, "synchronous_commit")
