"""Migrate, and give the runtime role what it needs and no more."""

from __future__ import annotations

import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from assessments.services.grants import grant_runtime_role

LOCK_TIMEOUT, PAUSE_SECONDS, MOST_ATTEMPTS = "3s", 5.0, 20


class Command(BaseCommand):
    """Run with the owner's connection; repeatable."""

    help = "Migrates the database and grants the runtime role its rights. Use the owner's DATABASE_URL."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The role that web and worker connect with."""
        parser.add_argument("--runtime-role", required=True)

    def handle(self, *args: object, runtime_role: str, **options: object) -> None:
        """Migrate, then grant."""
        migrate()
        grant_runtime_role(runtime_role)
        self.stdout.write(f"The database is migrated; {runtime_role} may work with it.")


def migrate() -> None:
    """While others work. A migration that waits for a lock holds up everybody behind it, so it waits for seconds, lets
    them go on, and comes again."""
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as problem:
            if not isinstance(problem.__cause__, LockNotAvailable) or attempt == MOST_ATTEMPTS:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
