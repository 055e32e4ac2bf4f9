"""Removes the second factors of a person who has lost them."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.services.second_factors import remove_second_factors


class Command(BaseCommand):
    """For whoever runs the installation, after making sure by other means who is asking."""

    help = "Removes authenticator app, passkeys and recovery codes of a person, and ends their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the person."""
        parser.add_argument("email")

    def handle(self, *args: object, email: str, **options: object) -> None:
        """Remove them, and say how many there were."""
        removed = remove_second_factors(email, timezone.now())
        if removed is None:
            raise CommandError(f"nobody has the address {email}")
        self.stdout.write(f"{removed} second factors removed; the password alone signs {email} in again.")
