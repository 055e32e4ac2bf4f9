"""Where in the database a person is named."""

from __future__ import annotations

from django.db import connection


def hits(*words: str) -> set[str]:
    """Tables in which one of these words stands, as the transaction sees them."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s OR t::text LIKE %s",
                    [f"%{word}%", f"%{word.encode().hex()}%"],
                )
                if cursor.fetchone() != (0,):
                    found.add(table)
    return found


def keys_to_people() -> set[str]:
    """Tables with a foreign key to the table of people."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'assessments_person'::regclass"
        )
        return {name for (name,) in cursor.fetchall()}
