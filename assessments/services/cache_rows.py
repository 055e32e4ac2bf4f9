"""Rows of the cache whose time is over. Django removes one only when somebody asks for its key again, and keys name
network addresses."""

from __future__ import annotations

from django.db import connection

# By the clock of the database: one that is ahead here would end limits of attempts early.
_PURGE = "DELETE FROM assessments_cache WHERE expires < statement_timestamp()"


def purge_expired_cache() -> int:
    """Delete every row of the cache whose time is over; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PURGE)
        return int(cursor.rowcount)
