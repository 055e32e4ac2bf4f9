"""Lock files of a PostgreSQL server that was killed.

PostgreSQL itself removes them when their process is gone. Where the first process of a container reaps late or never,
a killed server stays as a zombie, PostgreSQL takes it for alive and refuses to start for ever.
"""

from __future__ import annotations

import time
from pathlib import Path

PATIENCE_SECONDS = 3.0
PAUSE_SECONDS = 0.1
ZOMBIE = "Z"


def drop_lock_files_of_the_dead(data: Path, socket: Path) -> None:
    """Removes the lock files whose process is a zombie and stays one."""
    for path in (data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
        pid = read_pid(path)
        if pid and stays_a_zombie(pid):
            path.unlink(missing_ok=True)


def read_pid(path: Path) -> int | None:
    """The process named in a lock file."""
    try:
        return abs(int(path.read_text().split()[0]))
    except (OSError, ValueError, IndexError):
        return None


def stays_a_zombie(pid: int) -> bool:
    """Whether the process has ended and nobody collects it within the patience."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process_state(pid) == ZOMBIE:
        if time.monotonic() > deadline:
            return True
        time.sleep(PAUSE_SECONDS)
    return False


def process_state(pid: int) -> str:
    """The kernel's letter for the state of a process; empty when there is none or the system has no /proc."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return line.rpartition(")")[2].split()[0]
