"""Processor time of other processes, from /proc: what an answer costs, however busy the machine is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import psycopg

PROC = Path("/proc")


def seconds_of(pids: Iterable[int]) -> float:
    """Processor seconds that these processes have used, all threads together, to the nanosecond."""
    tasks = (task for pid in pids for task in (PROC / str(pid) / "task").glob("*/schedstat"))
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def children_of(pid: int) -> list[int]:
    """Processes that this one has started: the workers of a web server."""
    return [int(each) for each in (PROC / str(pid) / "task" / str(pid) / "children").read_text().split()]


class Backends:
    """Those of PostgreSQL that serve one database, over a connection that is not counted. On this machine only."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address, autocommit=True)
        if not _is_here(address):
            raise SystemExit("The database server runs elsewhere: its processor time cannot be read here.")

    def pids(self) -> list[int]:
        """Process numbers."""
        rows = self.connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return [int(row[0]) for row in rows]


def _is_here(address: str) -> bool:
    parts = urlsplit(address)
    host = dict(parse_qsl(parts.query)).get("host", parts.hostname or "/")
    return host.startswith("/") or host in ("127.0.0.1", "localhost", "::1")
