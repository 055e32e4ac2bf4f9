"""Undoes the link between an account and a person at the identity provider."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.services.people import end_sessions_of
from assessments.services.provider_accounts import release


class Command(BaseCommand):
    """For whoever runs the installation, after making sure by other means who is asking."""

    help = "Undoes the link of an account to the identity provider, and ends the person's sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the person."""
        parser.add_argument("email")

    def handle(self, *args: object, email: str, **options: object) -> None:
        """Undo it, and say what the account still signs in with."""
        if not release(email):
            raise CommandError(f"no link of an account with the address {email}")
        end_sessions_of(email)
        self.stdout.write(f"{email} signs in with the password of the account again (manage.py changepassword).")
