"""Let an organisation work again whose audit trail did not fit, after two people have looked into it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.services.access import NotFound
from assessments.services.self_check import TwoOperatorsNeeded, end_read_only


class Command(BaseCommand):
    """Mends nothing: what was found stays found."""

    help = "Ends the read-only state of an organisation. Two operators and a reason are needed, and go on record."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which organisation, who, and why."""
        parser.add_argument("organisation", type=UUID)
        parser.add_argument("--operator", action="append", default=[], help="name of an operator; give it twice")
        parser.add_argument("--reason", default="", help="what was found out")

    def handle(
        self, *args: object, organisation: UUID, operator: Sequence[str], reason: str, **options: object
    ) -> None:
        """End it, or say what is lacking."""
        try:
            ended = end_read_only(organisation, operator, reason, timezone.now())
        except TwoOperatorsNeeded:
            raise CommandError("give --operator twice, with different names, and --reason") from None
        except NotFound:
            raise CommandError(f"organisation {organisation} is not read-only") from None
        self.stdout.write(f"{ended} alarms ended; the organisation can work again.")
