"""What must hold before the product serves anybody: secrets, a database that keeps what it acknowledged, and a role in
it that cannot step over the walls."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from assessments.services.database_checks import migrations_waiting, refuse_unsafe_database
from assessments.services.settings_checks import refuse_unsafe_settings


def refuse_unsafe_start() -> None:
    """Raises ImproperlyConfigured with what is wrong and the mend."""
    refuse_unsafe_settings()
    refuse_powerful_role()
    refuse_unsafe_database()


def refuse_powerful_role() -> None:
    """Raises ImproperlyConfigured for a role that row-level security does not bind, or that may truncate."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, pg_has_role(current_user, c.relowner, 'USAGE')"
            " FROM pg_roles, pg_class c WHERE rolname = current_user AND c.oid = to_regclass('assessments_entry')"
        )
        row = cursor.fetchone()
    if row is None:
        raise ImproperlyConfigured("The tables are missing. Run: manage.py prepare_database --runtime-role ROLE")
    name, is_superuser, bypasses, owns = row
    if is_superuser or bypasses or owns:
        why = "is a superuser" if is_superuser else "has BYPASSRLS" if bypasses else "owns the tables"
        raise ImproperlyConfigured(
            f"The database role {name} {why}, so the walls between organisations would not bind it. "
            "Use the runtime role: manage.py prepare_database --runtime-role ROLE, then DATABASE_URL with that role."
        )


def database_answers() -> bool:
    """Whether a query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


_seen_complete: list[bool] = []
"""Filled once all migrations were found: none goes away while this process runs, and looking takes a while."""


def what_is_not_ready() -> list[str]:
    """Why no request should be sent to this process, in a few words each; nothing where all is well."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM procrastinate_jobs LIMIT 1")
        waiting = [] if _seen_complete else migrations_waiting()
    except DatabaseError:
        return ["the database or its queue does not answer"]
    if waiting:
        return [f"{len(waiting)} migrations have not been run"]
    _seen_complete[:] = [True]
    return []
