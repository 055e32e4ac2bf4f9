"""Every query of what is measured, with the plan that the database chose for it, at the moment it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

EXPLAINED = ("SELECT", "WITH")
LONGEST_QUERY = 1500


@dataclass(frozen=True, slots=True)
class Planned:
    """One query."""

    query: str
    plan: str
    milliseconds: float
    """What the database itself spent, planning included."""

    @property
    def scans_whole_tables(self) -> list[str]:
        """Tables that are read from one end to the other."""
        return sorted(set(re.findall(r"Seq Scan on (\w+)", self.plan)))


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
