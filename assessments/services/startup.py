"""What must hold before the product serves anybody: secrets, a database that keeps what it acknowledged, and a role in
it that cannot step over the walls."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from assessments.services.database_checks import refuse_unsafe_database


def refuse_unsafe_start() -> None:
    """Raises ImproperlyConfigured with what is wrong and the mend."""
    if not settings.SECRET_KEY_GIVEN:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set SECRET_KEY_FILE to a file with a long random text.")
    if len(settings.SECRET_KEY) < 32:
        raise ImproperlyConfigured("SECRET_KEY is shorter than 32 characters. Use a long random text.")
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
