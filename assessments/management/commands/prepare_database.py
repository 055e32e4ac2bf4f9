"""Migrate, and give the runtime role what it needs and no more."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from assessments.services.grants import grant_runtime_role


class Command(BaseCommand):
    """Run with the owner's connection; repeatable."""

    help = "Migrates the database and grants the runtime role its rights. Use the owner's DATABASE_URL."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The role that web and worker connect with."""
        parser.add_argument("--runtime-role", required=True)

    def handle(self, *args: object, runtime_role: str, **options: object) -> None:
        """Migrate, then grant."""
        call_command("migrate", interactive=False, verbosity=0)
        grant_runtime_role(runtime_role)
        self.stdout.write(f"The database is migrated; {runtime_role} may work with it.")
