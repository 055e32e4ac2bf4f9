"""Check the audit trail in the database, by itself and against the signed heads outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.domain.heads import Heads
from assessments.services.trail_check import CheckedChain, check_trail, read_heads
from assessments.services.trail_keys import TrailKeyUnusable, load_public_keys


class Command(BaseCommand):
    """Exit code 1 where anything does not fit."""

    help = "Recomputes every chain of the audit trail; with heads it also sees a tail cut off and a chain rewritten."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which chains, and which heads."""
        parser.add_argument("--organisation", type=UUID, help="key of one organisation; all without it")
        parser.add_argument("--heads", type=Path, help="folder of signed heads; TRAIL_FOLDER without it")
        parser.add_argument(
            "--key", type=Path, action="append", default=[], help="file of a public key (PEM); TRAIL_KEY without it"
        )

        parser.add_argument("--as-of", type=datetime.fromisoformat, help="moment of a backup that was put back; now")

    def handle(
        self,
        *args: object,
        organisation: UUID | None,
        heads: Path | None,
        key: Sequence[Path],
        as_of: datetime | None,
        **options: object,
    ) -> None:
        """Say of each chain what was found."""
        folder = heads or (Path(settings.TRAIL_FOLDER) if settings.TRAIL_FOLDER else None)
        known = self._heads(folder, key) if folder else None
        if known is None:
            self.stdout.write("No heads were given: a tail cut off, a chain rewritten or emptied would not be seen.")
        else:
            self.stdout.write(f"{known.lines} heads in {folder}, the last of {known.last_at or 'never'}.")
        checked = check_trail(known, as_of or timezone.now(), organisation)
        for one in checked.chains:
            self.stdout.write(self._line(one))
        if checked.breaks:
            raise CommandError("\n".join(f"BROKEN {each.organisation or 'heads'}: {each}" for each in checked.breaks))

    @staticmethod
    def _heads(folder: Path, keys: Sequence[Path]) -> Heads:
        try:
            pems = [each.read_bytes() for each in keys] or [settings.TRAIL_KEY.encode()]
            if not folder.is_dir():
                raise CommandError(f"{folder} is no folder.")
            return read_heads(folder, load_public_keys(pems))
        except (OSError, TrailKeyUnusable) as problem:
            raise CommandError(f"The heads cannot be checked: {problem}") from problem

    @staticmethod
    def _line(one: CheckedChain) -> str:
        state = "broken" if one.found else "whole"
        witnessed = f", witnessed up to event {one.witnessed_up_to}" if one.witnessed_up_to else ""
        return f"{state:7} {one.organisation}: {one.length} events, ends with {one.digest}{witnessed}"
