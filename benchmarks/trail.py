"""`python -m benchmarks.trail [EVENTS]`: what the audit trail costs, with few events and with many (100,000).

Saving with its event and, as a control, without; several people of one organisation saving at once; the page of the
trail; telling heads; both checks. On a fresh database, which goes with the command.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING
from unittest.mock import patch
from uuid import uuid4

from trust.in_process import product_here
from trust.product import ROOT
from trust.server import server

if TYPE_CHECKING:
    from assessments.services.access import Actor

EVENTS = 100_000
AT_ONCE = 1000
SAVES = 200
TURNS = 5
WRITERS = (1, 2, 8)


def seconds(act: Callable[[], object]) -> float:
    """How long it takes, once."""
    began = perf_counter()
    act()
    return perf_counter() - began


def saves(assessor: Actor, number: int) -> list[float]:
    """Seconds of each of so many saved answers, transaction and all."""
    from assessments.domain.catalogue import StepKey
    from assessments.services.access import scope
    from assessments.services.assessments import load_workspace
    from assessments.services.deployments import create_deployment
    from assessments.services.entries import record_entry

    with scope(assessor.organisation_id):
        assessment_id = create_deployment(assessor, "Gates").assessment_id

    def save(province: str) -> None:
        with scope(assessor.organisation_id):
            space = load_workspace(assessor, assessment_id)
            here = {"q_orgkind": "company", "q_province": province}
            record_entry(assessor, space, StepKey("system"), here, space.based_on(StepKey("system")))

    return [seconds(lambda each=each: save(("beijing", "hebei")[each % 2])) for each in range(number)]  # type: ignore[misc]


def say(what: str, figure: str) -> None:
    """One line."""
    print(f"{what:58} {figure}", flush=True)


def say_saves(assessor: Actor, when: str) -> None:
    """Median of a save, with its event and without; in turn, as other work on the machine would tell on one alone."""
    took: dict[str, list[float]] = {"": [], ", without its event": []}
    for _ in range(TURNS):
        for kind, times in took.items():
            with patch("assessments.services.entries.record_event") if kind else nullcontext():
                times += saves(assessor, SAVES // TURNS)
    for kind, times in took.items():
        say(f"save, {when}{kind}", f"{median(times) * 1000:.1f} ms")


def say_writers(assessor: Actor, writers: int) -> None:
    """Saves in a second, by people of one organisation at different assessments."""
    from django.db import connections

    def work() -> None:
        saves(assessor, SAVES // writers)
        connections.close_all()

    def run() -> None:
        threads = [Thread(target=work) for _ in range(writers)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    took = seconds(run)
    say(f"{writers} people of one organisation saving at once", f"{SAVES / took:.0f} saves/s")


def fill(assessor: Actor, events: int) -> None:
    """So many events more."""
    from assessments.services.access import scope
    from assessments.services.audit import record_event

    subjects = [uuid4() for _ in range(200)]
    for begin in range(0, events, AT_ONCE):
        with scope(assessor.organisation_id):
            for number in range(begin, min(begin + AT_ONCE, events)):
                subject = subjects[number % len(subjects)]
                record_event(
                    *(assessor.organisation_id, assessor.person_id, "record_answers", subject, assessor.now),
                    step="system",
                    number=number,
                    entry_digest="0" * 64,
                )


def say_pages(auditor: Actor) -> None:
    """The page of the trail: newest, filtered by act, filtered by name, and the oldest."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from assessments.domain.actions import Act
    from assessments.services.access import scope
    from assessments.services.trail import Wanted, load_trail

    asked = {
        "newest": (Wanted(), 0),
        "of one act": (Wanted(action=Act.ADD_MEMBER), 0),
        "of one deployment": (Wanted(text="Gates"), 0),
        "oldest": (Wanted(), 20),
    }
    for name, (wanted, before) in asked.items():
        with scope(auditor.organisation_id), CaptureQueriesContext(connection) as queries:
            took = median(seconds(lambda w=wanted, b=before: load_trail(auditor, w, b)) for _ in range(5))  # type: ignore[misc]
        say(f"page of the trail, {name}", f"{took * 1000:.1f} ms, {len(queries) // 5} queries")


def say_checks(folder: Path) -> None:
    """Heads, `verify_audit` in this process, and the stand-alone verifier in its own."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from assessments.services.heads import write_heads

    say("telling heads, one has grown", f"{seconds(lambda: write_heads(timezone.now())) * 1000:.1f} ms")
    say("telling heads, none has", f"{seconds(lambda: write_heads(timezone.now())) * 1000:.1f} ms")
    with open(os.devnull, "w") as nowhere:
        say("verify_audit", f"{seconds(lambda: call_command('verify_audit', stdout=nowhere)):.1f} s")
    dump = folder / "trail.jsonl"
    say("export_audit", f"{seconds(lambda: call_command('export_audit', '--output', str(dump))):.1f} s")
    given = [str(dump), "--heads", settings.TRAIL_FOLDER, "--key", str(folder / "trail.pub")]
    program = [sys.executable, str(ROOT / "verifiers" / "verify_trail.py"), *given]
    took = seconds(lambda: subprocess.run(program, check=True, stdout=subprocess.DEVNULL))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = dump.stat().st_size / 1e6
    say("verify_trail.py", f"{took:.1f} s, at most {most:.0f} MB of memory, for a dump of {size:.0f} MB")


def main(events: int) -> None:
    """All figures."""
    with TemporaryDirectory() as folder, server(), product_here(Path(folder)):
        from django.utils import timezone

        from assessments.domain.lifecycle import Role
        from assessments.services.organisations import NewMember, found_organisation

        people = [NewMember(role, f"{role}@example.cn", role, "x") for role in (Role.ASSESSOR, Role.AUDITOR)]
        assessor, auditor = found_organisation("Measured", people, timezone.now())
        saves(assessor, 20)
        say_saves(assessor, "few events")
        fill(assessor, events)
        say_saves(assessor, f"{events:,} events")
        for writers in WRITERS:
            say_writers(assessor, writers)
        say_pages(auditor)
        say_checks(Path(folder))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
