"""Where a secret would leave traces: in environment and memory of processes, in open files, in rows of a database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

_MAP = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")
_CHUNK = 1 << 24


def family_of(process: int) -> list[int]:
    """The process and everything that descends from it."""
    found = [process]
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family_of(int(child))
    return found


def environment_of(process: int) -> bytes:
    """As it was when the process started."""
    return Path(f"/proc/{process}/environ").read_bytes()


def files_of(process: int) -> set[str]:
    """What it has open or mapped."""
    mapped = {line.split(maxsplit=5)[5] for line in _maps(process) if len(line.split(maxsplit=5)) == 6}
    return mapped | {str(each.readlink()) for each in Path(f"/proc/{process}/fd").iterdir()}


def memory_of(process: int) -> Iterator[bytes]:
    """All that it can write to, in pieces."""
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in _maps(process):
            if found := _MAP.match(line):
                yield from _piece(memory, int(found[1], 16), int(found[2], 16))


def _piece(memory: object, start: int, end: int) -> Iterator[bytes]:
    memory.seek(start)  # type: ignore[attr-defined]
    for place in range(start, end, _CHUNK):
        try:
            yield memory.read(min(_CHUNK, end - place))  # type: ignore[attr-defined]
        except OSError:  # given back to the system since
            return


def _maps(process: int) -> list[str]:
    return Path(f"/proc/{process}/maps").read_text().splitlines()


def found_in(data: bytes, secrets: Mapping[str, Sequence[bytes]]) -> list[str]:
    """Names of the secrets that stand there in any of their forms."""
    return [name for name, forms in secrets.items() if any(each in data for each in forms)]


def rows_of(owner_url: str) -> Iterator[tuple[str, bytes]]:
    """Every row of every table, by the name of its table, as a dump writes it. Nobody else may use the database."""
    with psycopg.connect(owner_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            connection.execute(SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(Identifier(table)))
            with connection.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as rows:
                for row in rows:
                    yield table, bytes(row)
        connection.rollback()
