"""Running other programs: quietly, as another account where needed, without this process's database settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NOT_FOUND = 127


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended, and all that it wrote."""

    code: int
    output: str


def clean_environment() -> dict[str, str]:
    """The environment without libpq's variables, which would send PostgreSQL's own tools elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def run_quietly(
    command: Sequence[str | Path],
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path = Path("/"),
) -> Outcome:
    """Runs to the end, as `account` when one is given (only root can do that)."""
    try:
        result = subprocess.run(
            command,
            cwd=folder,
            env=environment if environment is not None else clean_environment(),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as problem:
        return Outcome(NOT_FOUND, problem.strerror or str(problem))
    return Outcome(result.returncode, result.stdout)
