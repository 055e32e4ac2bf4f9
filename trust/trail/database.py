"""A trail in a real database, ways in which its owner could bend it, and what both checks say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from uuid import UUID

from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import Cursor
from psycopg.sql import SQL, Identifier

from assessments.models import AuditEvent
from assessments.services.access import scope
from assessments.services.audit import row_of
from assessments.services.heads_files import files_in
from trust.cast import Cast
from trust.trail.made import event, told
from trust.trail.superuser import TABLES, as_owner

TO_THE_END = (
    "UPDATE assessments_audithead SET sequence = coalesce((SELECT max(sequence) FROM assessments_auditevent), 0),"
    " digest = coalesce((SELECT digest FROM assessments_auditevent ORDER BY sequence DESC LIMIT 1), repeat('0', 64))"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A trail of two organisations with its heads."""

    cast: Cast
    heads: Path
    key: Path

    def verify(self, *, heads: bool = True) -> str:
        """What `verify_audit` finds broken."""
        given = ["--heads", str(self.heads), "--key", str(self.key)] if heads else []
        try:
            call_command("verify_audit", "--organisation", str(self.cast.organisation_id), *given, stdout=StringIO())
        except CommandError as found:
            return str(found)
        return ""

    def verify_elsewhere(self, dump: Path, *, heads: bool = True) -> str:
        """What the stand-alone verifier finds broken."""
        given = ["--heads", str(self.heads), "--key", str(self.key)] if heads else []
        code, lines = told([str(dump), "--organisation", str(self.cast.organisation_id), *given])
        broken = [line for line in lines if line.startswith("BROKEN")]
        assert code == bool(broken), lines
        return "\n".join(broken)

    def export(self) -> Path:
        """What `export_audit` writes."""
        path = self.heads.parent / "trail.jsonl"
        call_command("export_audit", "--organisation", str(self.cast.organisation_id), "--output", str(path))
        return path

    def dump(self) -> Path:
        """Both tables as pg_dump writes them, with another table in between."""
        path = self.heads.parent / "trail.sql"
        with scope(self.cast.organisation_id), connection.cursor() as cursor, path.open("wb") as file:
            for table in (TABLES[0], "assessments_membership", TABLES[1]):
                file.write(b"--\n-- Data for a table\n--\n\n")
                file.writelines(_copied(cursor.cursor, table))
        return path


def _copied(cursor: Cursor, table: str) -> Iterator[bytes]:
    cursor.execute(SQL("SELECT * FROM {} LIMIT 0").format(Identifier(table)))
    columns = ", ".join(each.name for each in cursor.description or ())
    yield f"COPY public.{table} ({columns}) FROM stdin;\n".encode()
    with cursor.copy(SQL("COPY (SELECT * FROM {}) TO STDOUT").format(Identifier(table))) as copy:
        yield from map(bytes, copy)
    yield b"\\.\n"


Bend = Callable[[Kept, int], None]
"""Done to the chain of the first organisation at an event, by its number (never the first, never the last)."""


def sql(*statements: str) -> Bend:
    """Statements in which {n} stands for the number of the event and {next} for the one after it."""

    def bend(kept: Kept, place: int) -> None:
        as_owner(kept.cast.organisation_id, *(each.format(n=place, next=place + 1) for each in statements))

    return bend


def rewrite(kept: Kept, place: int) -> None:
    """Another event, and all later ones bound to it."""
    with scope(kept.cast.organisation_id):
        rows = [row_of(each) for each in AuditEvent.objects.order_by("sequence")]
    rows[place - 1] = event(rows[place - 1], subject=str(UUID(int=9)))
    for number in range(place, len(rows)):
        rows[number] = event(rows[number], previous=rows[number - 1].digest)
    as_owner(
        kept.cast.organisation_id,
        *(
            (
                "UPDATE assessments_auditevent SET subject = %s, payload = %s, previous_digest = %s, digest = %s"
                " WHERE sequence = %s",
                [row.subject, row.payload, row.previous, row.digest, row.sequence],
            )
            for row in rows
        ),
        TO_THE_END,
    )


def put_back(kept: Kept, place: int) -> None:
    """Both organisations as they were one or two acts ago."""
    for one in (kept.cast.organisation_id, kept.cast.outsider.organisation_id):
        as_owner(
            one,
            "DELETE FROM assessments_auditevent WHERE sequence >"
            f" (SELECT max(sequence) - {1 + place % 2} FROM assessments_auditevent)",
            TO_THE_END,
        )


def cut_heads(kept: Kept, place: int) -> None:
    """The heads of the last one or two minutes."""
    path = files_in(kept.heads)[-1]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: -2 * (1 + place % 2)]))


BENT: dict[str, tuple[Bend, str, bool]] = {
    # what is done, what both find, whether the database alone shows it
    "changed": (
        sql(
            "UPDATE assessments_auditevent SET action = CASE action WHEN 'approve' THEN 'return' ELSE 'approve' END"
            " WHERE sequence = {n}"
        ),
        "changed",
        True,
    ),
    "deleted": (sql("DELETE FROM assessments_auditevent WHERE sequence = {n}"), "deleted", True),
    "inserted": (
        sql(
            "UPDATE assessments_auditevent SET sequence = sequence + 1000 WHERE sequence > {n}",
            "UPDATE assessments_auditevent SET sequence = sequence - 999 WHERE sequence > 1000",
            "INSERT INTO assessments_auditevent SELECT gen_random_uuid(), {next}, at, actor, action, subject, payload,"
            " previous_digest, digest, organisation_id FROM assessments_auditevent WHERE sequence = {n}",
            TO_THE_END,
        ),
        "inserted",
        True,
    ),
    "reordered": (
        sql(
            "UPDATE assessments_auditevent SET sequence = 1000 WHERE sequence = {n}",
            "UPDATE assessments_auditevent SET sequence = {n} WHERE sequence = {next}",
            "UPDATE assessments_auditevent SET sequence = {next} WHERE sequence = 1000",
        ),
        "reordered",
        True,
    ),
    "redated": (
        sql("UPDATE assessments_auditevent SET at = at - interval '1 year' WHERE sequence = {n}"),
        "redated",
        True,
    ),
    "tail cut": (sql("DELETE FROM assessments_auditevent WHERE sequence > {n}", TO_THE_END), "tail cut", False),
    "all deleted": (sql("DELETE FROM assessments_auditevent", TO_THE_END), "all deleted", False),
    "end gone": (sql("DELETE FROM assessments_audithead"), "deleted", True),
    "rewritten": (rewrite, "rewritten", False),
    # Looked at alone, an organisation in a database that was put back has lost its tail.
    "put back": (put_back, "tail cut", False),
    "heads cut": (cut_heads, "heads cut", False),
}
