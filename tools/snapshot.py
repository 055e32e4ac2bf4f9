"""What a database holds at one moment: the same moment for all counts, all digests, and the dump."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

import psycopg
from psycopg import sql

from tools.manifest import NOT_KEPT
from tools.problem import Problem

FILES = """
    SELECT DISTINCT storage_name, digest FROM assessments_evidence e
    WHERE kind = 'file' AND NOT EXISTS (
        SELECT 1 FROM assessments_evidenceerasure gone WHERE gone.storage_name = e.storage_name)
    ORDER BY storage_name
"""
HEADS = """
    SELECT h.organisation_id, h.sequence, h.digest FROM assessments_audithead h
    JOIN assessments_organisation o ON o.id = h.organisation_id WHERE o.trial_expires_at IS NULL
"""
CHANGED_REPORTS = "SELECT id FROM assessments_report WHERE encode(sha256(pdf), 'hex') <> pdf_digest ORDER BY id"
NO_LIMITS = """
    SELECT set_config(name, '0', false) FROM pg_settings
    WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
"""
"""Of server, database or role: they are there for requests. The transaction lies idle while pg_dump and the copying of
evidence work, however long that takes. The last one is new in PostgreSQL 17."""
SEES_EVERY_ROW = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of one database, for as long as its connection stays in the transaction."""

    connection: psycopg.Connection[tuple[object, ...]]

    def ask(self, question: LiteralString) -> list[tuple[object, ...]]:
        """All rows of an answer."""
        return self.connection.execute(question).fetchall()

    def value(self, question: LiteralString) -> object:
        """The one value of an answer."""
        return self.ask(question)[0][0]

    @property
    def name(self) -> str:
        """By which pg_dump takes part in it."""
        return str(self.value("SELECT pg_export_snapshot()"))

    @property
    def moment(self) -> datetime:
        """When it began, by the clock of the server."""
        found = self.value("SELECT transaction_timestamp()")
        assert isinstance(found, datetime)
        return found.astimezone(UTC)

    @property
    def server(self) -> str:
        """Version of the server."""
        return str(self.value("SHOW server_version"))

    @property
    def server_major(self) -> int:
        """The part of it that decides which programs fit."""
        return self.connection.info.server_version // 10_000

    def tables(self) -> list[str]:
        """All tables of the product."""
        return [str(name) for (name,) in self.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    def rows(self) -> dict[str, int]:
        """Of every table that a backup keeps, how many."""
        counted = {}
        for table in sorted({*self.tables()} - NOT_KEPT):
            answer = self.connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            ).fetchone()
            counted[table] = int(str(answer[0])) if answer else 0
        return counted

    def migrations(self) -> list[str]:
        """Which have been run."""
        return [f"{app}.{name}" for app, name in self.ask("SELECT app, name FROM django_migrations ORDER BY app, name")]

    def evidence(self) -> dict[str, str]:
        """Name in the store and SHA-256 of every file that a row counts on."""
        return {str(name): str(digest) for name, digest in self.ask(FILES)}

    def heads(self) -> dict[str, list[object]]:
        """Where every organisation's chain ends."""
        return {str(key): [number, digest] for key, number, digest in self.ask(HEADS)}

    def reports(self) -> tuple[int, str]:
        """How many reports are sealed, and SHA-256 over the digests of all."""
        digests = [str(one) for (one,) in self.ask("SELECT pdf_digest FROM assessments_report ORDER BY id")]
        return len(digests), hashlib.sha256("\n".join(digests).encode()).hexdigest()

    def changed_reports(self) -> list[str]:
        """Reports whose file is not the one that was sealed."""
        return [str(key) for (key,) in self.ask(CHANGED_REPORTS)]


@contextmanager
def snapshot(address: str) -> Iterator[Snapshot]:
    """As a role that sees every row. Raises Problem for one that does not, and where the database fails meanwhile."""
    with failures_told(), psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        connection.execute(NO_LIMITS)
        connection.autocommit = False
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        found = Snapshot(connection)
        if not found.value(SEES_EVERY_ROW):
            role = connection.info.user
            raise Problem(
                f"The role {role} does not see every row, so its backup would not be whole.",
                "set DATABASE_BACKUP_URL to a role that may read all: CREATE ROLE frc_backup LOGIN BYPASSRLS PASSWORD "
                "'…'; GRANT pg_read_all_data TO frc_backup",
            )
        yield found


@contextmanager
def failures_told() -> Iterator[None]:
    """What goes wrong between here and the database is a Problem."""
    try:
        yield
    except psycopg.Error as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise Problem(f"The database failed: {reason}", "look at that server, and at DATABASE_BACKUP_URL") from None
