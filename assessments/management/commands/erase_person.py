"""Erase the account of somebody who asked for it and cannot do it on the page."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.services.access import NotFound
from assessments.services.erasing import WorkUnderReview, erase_person_at
from assessments.services.members import LastAdministrator


class Command(BaseCommand):
    """Asks nothing: whoever may run it has the database."""

    help = "Replaces name and address of a person by ones that stand for nobody; what they did stays. Final."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose account."""
        parser.add_argument("email")

    def handle(self, *args: object, email: str, **options: object) -> None:
        """Erase, or say why not."""
        try:
            erase_person_at(email, timezone.now())
        except NotFound:
            raise CommandError(f"nobody has the address {email}") from None
        except LastAdministrator:
            raise CommandError("the only administrator of an organisation; make somebody else one first") from None
        except WorkUnderReview:
            raise CommandError(
                "an assessment of this person is in review; wait until it is sealed or returned"
            ) from None
        self.stdout.write("The account is erased. Sealed reports keep the name where it stands under the seal.")
