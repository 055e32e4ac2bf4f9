"""Load the demo organisation and print its accounts."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.domain.words import words_for
from assessments.services.demo import ACCOUNTS, load_demo


class Command(BaseCommand):
    """Repeatable: a demo that is there stays as it is."""

    help = "Loads a demo organisation with three public accounts. Not for an installation that others can reach."

    def handle(self, *args: object, **options: object) -> None:
        """Load, and print the accounts."""
        load_demo(timezone.now())
        for account in ACCOUNTS:
            self.stdout.write(f"  {words_for(account.role).en:13} {account.email:24} {account.password}")
