"""Whether the database can tell a waiting connection that there is work. Behind a pooler that lends connections for one
transaction at a time it cannot, and nothing says so: jobs then begin when the worker looks the next time."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

ARRIVAL_SECONDS = 2.0
NO_NOTICES = (
    "The database cannot notify this worker, as through PgBouncer in transaction mode: jobs begin up to five seconds "
    "late. Give the worker the address of the database server itself in DATABASE_URL."
)


def own_connection() -> dict[str, Any]:
    """How this process connects to the database."""
    return dict(connection.get_connection_params())


def notices_arrive(parameters: dict[str, Any], within_seconds: float = ARRIVAL_SECONDS) -> bool:
    """Whether a notice reaches a connection that is made so. Raises what psycopg raises where none can be made."""
    channel = f"frc_{token_hex(8)}"
    given = {**parameters, "autocommit": True}
    with psycopg.connect(**given) as waiting, psycopg.connect(**given) as telling:
        waiting.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        telling.execute("SELECT pg_notify(%s, '')", [channel])
        return any(True for _ in waiting.notifies(timeout=within_seconds, stop_after=1))
