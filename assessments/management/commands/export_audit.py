"""Write the audit trail to standard output or a file, for a check elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments.services.heads import load_heads
from assessments.services.trail_export import export_trail


class Command(BaseCommand):
    """One line of JSON for each event; see docs/audit-trail.md."""

    help = "Writes the audit trail as lines of JSON, which verifiers/verify_trail.py reads."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and where to."""
        parser.add_argument("--organisation", type=UUID, help="key of one organisation; all without it")
        parser.add_argument("--output", type=Path, help="file to write; standard output without it")

    def handle(self, *args: object, organisation: UUID | None, output: Path | None, **options: object) -> None:
        """Line by line, however long it is."""
        wanted = [organisation] if organisation else [UUID(each) for each in load_heads()]
        target = output.open("wb") if output else sys.stdout.buffer
        try:
            for line in export_trail(wanted, timezone.now()):
                target.write(line + b"\n")
            target.flush()
        finally:
            if output:
                target.close()
