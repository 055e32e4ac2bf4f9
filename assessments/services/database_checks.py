"""What the database must be like before anybody relies on it: it keeps what it has acknowledged, its clock is right,
its tables are those of this version, and the walls between organisations stand."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from assessments.services.clocks import TOLERANCE, read_clocks
from assessments.services.grants import tenant_models

logger = logging.getLogger(__name__)

OLDEST_SERVER = 15
ENCODING = "UTF8"
PREPARE = "Run: manage.py prepare_database --runtime-role ROLE, with the owner's DATABASE_URL."
KEEPING = {
    "fsync": "the server does not wait for the disk, and a crash of the machine can destroy everything",
    "full_page_writes": "a crash in the middle of a write can destroy pages of the data",
    "synchronous_commit": "what was acknowledged as saved can be lost when the server crashes",
}
"""Server settings that must not be off, and what it means where they are."""


def refuse_unsafe_database() -> None:
    """Raises ImproperlyConfigured with everything that is wrong, a line each, and its mend.

    With THROWAWAY_DATABASE a database that may lose data is let pass with a warning, and nothing else is.
    """
    found = _settings_of_server()
    wrong = [*_keeping(found), *_wrong_server(found), *_wrong_tables(), *_wrong_clock()]
    if wrong:
        raise ImproperlyConfigured("\n".join(wrong))


def _settings_of_server() -> Mapping[str, str]:
    """As they hold for this connection, whoever set them: the server, the database, the role or the address."""
    names = [*KEEPING, "server_version_num", "server_encoding"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        return dict(cursor.fetchall())


def _keeping(found: Mapping[str, str]) -> Iterator[str]:
    losing = _what_may_lose_data(found)
    if not settings.THROWAWAY_DATABASE:
        yield from losing
    elif settings.SESSION_COOKIE_SECURE:
        yield "THROWAWAY_DATABASE is for tests on one machine, where INSECURE_HTTP is set too. Take it away."
    else:
        for line in losing:
            logger.warning("%s THROWAWAY_DATABASE is set: nothing here is worth keeping.", line)


def _what_may_lose_data(found: Mapping[str, str]) -> Iterator[str]:
    for name, meaning in KEEPING.items():
        if found[name] == "off":
            yield (
                f"PostgreSQL runs with {name} = off: {meaning}. Switch it on: ALTER SYSTEM SET {name} = on; and look "
                "for it in ALTER ROLE, ALTER DATABASE, PGOPTIONS and DATABASE_URL."
            )


def _wrong_server(found: Mapping[str, str]) -> Iterator[str]:
    major = int(found["server_version_num"]) // 10_000
    if major < OLDEST_SERVER:
        yield f"PostgreSQL {major} is too old. Use {OLDEST_SERVER} or newer."
    if found["server_encoding"] != ENCODING:
        yield (
            f"The database keeps text as {found['server_encoding']}, which cannot hold every character. Make it anew: "
            "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        )


def _wrong_tables() -> Iterator[str]:
    waiting = migrations_waiting()
    if waiting:
        yield f"{len(waiting)} migrations have not been run, the first is {waiting[0]}. {PREPARE}"
    unguarded = _tables_without_wall()
    if unguarded:
        yield f"Row-level security is not forced on: {', '.join(unguarded)}. Somebody switched it off. {PREPARE}"


def migrations_waiting() -> list[str]:
    """Migrations of this version that the database has not seen."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{each.app_label}.{each.name}" for each, _ in plan]


def _tables_without_wall() -> list[str]:
    """Tables with rows of organisations on which row-level security is off, or does not bind their owner."""
    tables = [model._meta.db_table for model in tenant_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name JOIN pg_class c ON c.oid = to_regclass(name)"
            " WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY name",
            [tables],
        )
        return [name for (name,) in cursor.fetchall()]


def _wrong_clock() -> Iterator[str]:
    apart = read_clocks(timezone.now).apart
    if apart > TOLERANCE:
        yield (
            f"The clocks of this machine and of the database are {apart.total_seconds():.0f} seconds apart; more than "
            f"{TOLERANCE.seconds} are not allowed. Let both follow a time server (chrony, systemd-timesyncd)."
        )
