"""PostgreSQL's own pg_dump and pg_restore, in a release that fits the server."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tools.binaries import candidates
from tools.problem import Problem
from tools.processes import clean_environment, run_quietly


def find_program(name: str, server_major: int, preferred: Path | None) -> Path:
    """The oldest that is not older than the server: older ones refuse, newer ones say what old servers do not know."""
    found = {major: path for path in reversed([*places(name, preferred)]) if (major := major_of(path)) >= server_major}
    if not found:
        raise Problem(
            f"No {name} of PostgreSQL {server_major} or newer is here.",
            f"apt-get install postgresql-client-{server_major} (Debian, Ubuntu, from the archive of PostgreSQL)",
        )
    return found[min(found)]


def places(name: str, preferred: Path | None) -> Iterator[Path]:
    """Where it may be, the preferred first."""
    if preferred:
        yield preferred / name
    yield Path(name)
    for _, folder in candidates():
        yield folder / name


def major_of(program: Path) -> int:
    """The release that the program belongs to; 0 where there is no such program."""
    outcome = run_quietly([program, "--version"])
    version = re.search(r"\(PostgreSQL\) (\d+)", outcome.output)
    return int(version[1]) if version and not outcome.code else 0


def run_program(program: Path, address: str, *arguments: str | Path, output: int | None = None) -> int:
    """To its end; what it says goes to the terminal. The address goes through the environment, as other accounts can
    read command lines."""
    environment = {**clean_environment(), **libpq_environment(address)}
    return subprocess.run([program, *arguments], env=environment, stdout=output, check=False).returncode


def libpq_environment(address: str) -> dict[str, str]:
    """An address as libpq's own variables."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    extra = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "options": "PGOPTIONS"}
    parts = conninfo_to_dict(address)
    return {variable: str(parts[key]) for key, variable in {**names, **extra}.items() if key in parts}
