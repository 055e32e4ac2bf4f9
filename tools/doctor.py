"""./run doctor: what this machine has and what it lacks."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Sequence
from pathlib import Path

from tools.addresses import DEFAULT_BIND, read_bind, refuse_taken_port
from tools.binaries import find_binaries
from tools.databases import given_database
from tools.libraries import LIBRARIES, TEST_PROGRAMS, Need, install_command, missing
from tools.paths import ROOT, VAR
from tools.places import find_place, read_identity
from tools.problem import Problem
from tools.settings import setting

NEEDED_FREE_BYTES = 1_000_000_000


def doctor(arguments: list[str]) -> int:
    """Prints one line for each finding; 1 when something indispensable is missing."""
    if arguments:
        raise Problem("doctor takes no arguments.", "./run doctor")
    say("ok", f"Python {platform.python_version()}, {platform.platform(terse=True)}")
    sound = [
        look_at_needs("needed", LIBRARIES),
        look_at_disk(),
        look_at_database(),
    ]
    look_at_needs("for ./run test", TEST_PROGRAMS)
    look_at_port()
    look_at_trail()
    return 0 if all(sound) else 1


def say(word: str, text: str) -> None:
    """One line."""
    print(f"{word:<8} {text}")


def look_at_needs(why: str, needs: Sequence[Need]) -> bool:
    """Libraries or programs of the system."""
    lacking = missing(needs)
    for need in needs:
        say("MISSING" if need in lacking else "ok", f"{need.name}: {need.use} ({why})")
    if lacking:
        say("mend", install_command(lacking))
    return not lacking


def look_at_disk() -> bool:
    """Room for packages, database and reports."""
    free = shutil.disk_usage(ROOT).free
    is_enough = free >= NEEDED_FREE_BYTES
    say("ok" if is_enough else "FULL", f"{free / 1e9:.1f} GB free in {ROOT}")
    return is_enough


def look_at_database() -> bool:
    """The server that the commands would use."""
    try:
        if setting("DATABASE_URL"):
            given_database(setting("DATABASE_URL"), setting("DATABASE_OWNER_URL"))
            say("ok", "DATABASE_URL answers, with a runtime role that row-level security binds")
            return True
        look_at_embedded()
    except Problem as problem:
        say("MISSING", problem.sentence)
        say("mend", problem.mend)
        return False
    return True


def look_at_embedded() -> None:
    """Server programs and data of the embedded database; raises Problem when they do not fit."""
    home: Path = find_place(VAR).home
    identity = read_identity(home)
    binaries = find_binaries(identity.major if identity else None)
    say("ok", f"PostgreSQL {binaries.version} ({binaries.origin}), data in {home}{'' if identity else ' (none yet)'}")
    say("note", "the embedded server is for trying out and for tests; for real data set DATABASE_URL to a server that")
    say("", "gets its security updates from your system")


def look_at_trail() -> None:
    """Whether the worker would keep heads of the audit trail outside the database, and where."""
    folder = setting("TRAIL_FOLDER", str(VAR / "trail"))
    say("ok", f"signed heads of the audit trail go to {folder}")
    if Path(folder).is_relative_to(VAR):
        say("note", "that is on this machine; copy the folder to another one, or set TRAIL_FOLDER")


def look_at_port() -> None:
    """Whether the web server could listen."""
    bind = read_bind(setting("BIND", DEFAULT_BIND))
    try:
        refuse_taken_port(bind)
    except Problem as problem:
        say("note", f"{problem.sentence} {problem.mend}")
    else:
        say("ok", f"{bind} is free")
