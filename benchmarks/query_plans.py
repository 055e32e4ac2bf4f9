"""Every query of what is measured, with the plan that the database chose for it, at the moment it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

EXPLAINED = ("SELECT", "WITH")
LONGEST_QUERY = 1500
FEW_ROWS = 1000
SCAN = re.compile(r"Seq Scan on (\w+)")


@dataclass(frozen=True, slots=True)
class Planned:
    """One query."""

    query: str
    plan: str
    milliseconds: float
    """What the database itself spent, planning included."""

    @property
    def scans_whole_tables(self) -> list[str]:
        """Tables with more than a few rows that are read from one end to the other."""
        nodes = re.split(r"\n(?=\s*->)", self.plan)
        return sorted({found[1] for each in nodes if (found := SCAN.search(each)) and _rows_read(each) > FEW_ROWS})


def _rows_read(node: str) -> float:
    """By one node of a plan, those that it threw away among them."""
    kept = re.search(r"rows=([\d.]+) loops=", node)
    removed = re.search(r"Rows Removed by Filter: (\d+)", node)
    return (float(kept[1]) if kept else 0) + (float(removed[1]) if removed else 0)


@dataclass
class Plans:
    """The queries of one measurement, in order."""

    found: list[Planned] = field(default_factory=list)

    def _wrap(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().startswith(EXPLAINED) and "set_config" not in sql:
            cursor = context["cursor"]
            execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS) {sql}", params, many, context)
            lines = [str(row[0]) for row in cursor.fetchall()]
            self.found.append(Planned(sql[:LONGEST_QUERY], "\n".join(lines), _spent(lines)))
        return execute(sql, params, many, context)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """What this process asks of the database from now on."""
        from django.db import connection

        with connection.execute_wrapper(self._wrap):
            yield

    @property
    def slowest(self) -> Planned | None:
        """The query that took longest."""
        return max(self.found, key=lambda each: each.milliseconds, default=None)

    @property
    def milliseconds(self) -> float:
        """Of the database, altogether."""
        return sum(each.milliseconds for each in self.found)


def _spent(lines: list[str]) -> float:
    times = (re.search(r"(?:Planning|Execution) Time: ([\d.]+) ms", line) for line in lines)
    return sum(float(each[1]) for each in times if each)
