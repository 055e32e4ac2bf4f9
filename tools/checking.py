"""./run test: every stage in order, one line for each, and a verdict at the end."""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tools.addresses import DEFAULT_BIND, read_bind, role_of
from tools.databases import Database, database
from tools.environment import as_owner, product_environment
from tools.libraries import ensure_test_programs
from tools.paths import ROOT, VAR
from tools.problem import Problem
from tools.stages import COVERAGE_FOLDER, Stage, long_stages, quick_stages, tests

RUNS_AT_ONCE = 20
TESTS_DECIDE = ("DJANGO_SETTINGS_MODULE", "SEAL_", "TRAIL_")
WITHOUT_WAITING_FOR_THE_DISK = "-c synchronous_commit=off"
"""Test databases need not survive a power cut."""


def test(arguments: list[str]) -> int:
    """Runs all stages, or only pytest on the arguments."""
    ensure_test_programs()
    with database() as found, numbered_run() as number:
        environment = test_environment(found, number)
        quick, long = ([], [tests("tests", *arguments)]) if arguments else (quick_stages(), long_stages())
        began = time.monotonic()
        failed = [*failing_at_once(quick, environment), *(each.name for each in long if not passes(each, environment))]
        stages = [*quick, *long]
    seconds = time.monotonic() - began
    if failed:
        print(f"\nFAILED: {', '.join(failed)} ({len(failed)} of {len(stages)} stages, {seconds:.0f} s)", flush=True)
        return 1
    print(f"\nPASSED: {', '.join(stage.name for stage in stages)} ({seconds:.0f} s)", flush=True)
    return 0


def test_environment(found: Database, number: int) -> dict[str, str]:
    """As the owner, who may make test databases. Settings module and sealing keys are the tests' own affair."""
    given = as_owner(product_environment(found, read_bind(DEFAULT_BIND)), found)
    environment = {name: value for name, value in given.items() if not name.startswith(TESTS_DECIDE)}
    environment["TEST_RUNTIME_ROLE"] = role_of(found.runtime)
    environment["DATABASE_BACKUP_URL"] = found.backup
    environment["PGOPTIONS"] = WITHOUT_WAITING_FOR_THE_DISK
    environment["COVERAGE_FILE"] = str(COVERAGE_FOLDER / f"data-{number}")
    if number:
        environment["TOX_PARALLEL_ENV"] = f"run{number}"  # pytest-django appends it to the name of the database
    return environment


@contextmanager
def numbered_run() -> Iterator[int]:
    """A number that no other test run of this checkout has at the moment, so that their databases differ."""
    folder = VAR / "test-runs"
    folder.mkdir(parents=True, exist_ok=True)
    COVERAGE_FOLDER.mkdir(exist_ok=True)
    for number in range(RUNS_AT_ONCE):
        with (folder / str(number)).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return
    raise Problem(f"{RUNS_AT_ONCE} test runs are going on in this checkout.", "wait for one of them")


def failing_at_once(stages: list[Stage], environment: dict[str, str]) -> list[str]:
    """Runs stages one on each processor; names of those that fail. Each prints its line when it ends."""
    with ThreadPoolExecutor(os.cpu_count()) as processors:
        outcomes = list(processors.map(lambda stage: passes(stage, environment), stages))
    return [stage.name for stage, passed in zip(stages, outcomes, strict=True) if not passed]


def passes(stage: Stage, environment: dict[str, str]) -> bool:
    """Runs one stage and prints its line."""
    began = time.monotonic()
    if stage.is_live:
        print(f"---- {stage.name}", flush=True)
    result = subprocess.run(
        stage.command,
        cwd=ROOT,
        env={**environment, **stage.environment},
        stdin=subprocess.DEVNULL,
        stdout=None if stage.is_live else subprocess.PIPE,
        stderr=None if stage.is_live else subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode and result.stdout:
        print(result.stdout.rstrip(), flush=True)
    word = "FAIL" if result.returncode else "ok  "
    print(f"{word} {stage.name:<16} {time.monotonic() - began:6.1f} s", flush=True)
    return result.returncode == 0
