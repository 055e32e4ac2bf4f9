"""Lock files of a PostgreSQL server that was killed.

PostgreSQL removes them itself when their process is gone. It is deceived where the first process of a container never
collects the dead (the server stays as a zombie), or has given the same number to another program since.
"""

from __future__ import annotations

import time
from pathlib import Path

PATIENCE_SECONDS = 3.0
PAUSE_SECONDS = 0.1
DEAD = ("Z", "X")


def drop_lock_files_of_the_dead(data: Path, socket: Path) -> None:
    """Removes the lock files whose process is there, but is no running server and does not go away."""
    for path in (data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
        pid = read_pid(path)
        if pid and deceives(pid):
            path.unlink(missing_ok=True)


def read_pid(path: Path) -> int | None:
    """The process named in a lock file."""
    try:
        return abs(int(path.read_text().split()[0]))
    except (OSError, ValueError, IndexError):
        return None


def deceives(pid: int) -> bool:
    """Whether the number is in use, and for all of the patience not by a running PostgreSQL."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = describe(pid)
        if found is None:
            return False
        time.sleep(PAUSE_SECONDS)
    found = describe(pid)
    return found is not None and (found[0] in DEAD or found[1] != "postgres")


def describe(pid: int) -> tuple[str, str] | None:
    """The kernel's letter for the state of a process, and its program; None when there is none (or no /proc)."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    before, _, after = line.rpartition(")")
    return after.split()[0], before.partition("(")[2]
