"""Record, or end, the exception for an organisation in which one person both answers and approves."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.domain.characters import UnfitText, check_text
from assessments.services.access import NotAllowed
from assessments.services.alone import LONGEST_REASON, NotAlone, end_working_alone, let_work_alone


class Command(BaseCommand):
    """For whoever runs the installation: nobody in an organisation can give it to themselves."""

    help = (
        "Records that one person alone answers and approves in an organisation, and why. It holds only while nobody"
        " else is assessor or DPO there, and every report that is made under it says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The person, and the reason or the end."""
        parser.add_argument("email", help="address of the person, who must be assessor and DPO")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--reason", help="printed in reports")
        what.add_argument("--end", action="store_true", help="from now on two people are needed")

    def handle(self, *args: object, email: str, reason: str | None, end: bool, **options: object) -> None:
        """Record it, or say what is in the way."""
        try:
            if end:
                name = end_working_alone(email, timezone.now())
                self.stdout.write(f"{name}: from now on somebody else has to approve.")
            else:
                name = let_work_alone(email, _fit(reason or ""), timezone.now())
                self.stdout.write(f"{name}: one person answers and approves; reports say so and why.")
        except NotAlone:
            raise CommandError(
                "This person is not alone: nobody else may be assessor or DPO, and the person must be both."
            ) from None
        except NotAllowed:
            raise CommandError(f"No member of an organisation has the address {email}.") from None


def _fit(reason: str) -> str:
    try:
        check_text(reason)
    except UnfitText as unfit:
        raise CommandError(f"character {unfit.position + 1} of the reason cannot be kept") from None
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise CommandError(f"the reason must have 1 to {LONGEST_REASON} characters")
    return reason.strip()
