"""What somebody could do to the trail who owns the tables and switches off every guard in the database."""

from __future__ import annotations

from typing import TypeAlias
from uuid import UUID

from django.db import connection

from assessments.services.access import ORGANISATION, set_locally
from trust.product import RUNTIME_ROLE

TABLES = ("assessments_auditevent", "assessments_audithead")


Statement: TypeAlias = str | tuple[str, list[object]]
"""By itself, or with its parameters."""


def as_owner(organisation_id: UUID, *statements: Statement) -> None:
    """Run statements on the trail of one organisation without triggers."""
    set_locally(ORGANISATION, organisation_id)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")  # whoever signed in to the database
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(*((statement,) if isinstance(statement, str) else statement))
            assert cursor.rowcount > 0, statement
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(f"SET ROLE {RUNTIME_ROLE}")
