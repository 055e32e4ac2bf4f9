"""Removes the second factors of a person who has lost them."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.services.people import end_sessions_of


class Command(BaseCommand):
    """For whoever runs the installation, after making sure by other means who is asking."""

    help = "Removes authenticator app, passkeys and recovery codes of a person, and ends their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address of the person."""
        parser.add_argument("email")

    def handle(self, *args: object, email: str, **options: object) -> None:
        """Remove them, and say how many there were."""
        person_id = end_sessions_of(email)
        if person_id is None:
            raise CommandError(f"nobody has the address {email}")
        removed, _ = Authenticator.objects.filter(user_id=person_id).delete()
        self.stdout.write(f"{removed} second factors removed; the password alone signs {email} in again.")
