"""`manage.py export_edition KEY FILE`: the rules of an edition as data, for verifiers/verify_report.py."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.domain.edition_data import edition_data
from assessments.domain.revision import digest
from assessments.management.editions import named_edition


class Command(BaseCommand):
    """Needs no database."""

    help = "Writes the rules of an edition as canonical JSON, and says its SHA-256."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which edition, and where to."""
        parser.add_argument("edition", help="key of the edition")
        parser.add_argument("file", type=Path, help="file to write")

    def handle(self, *args: object, edition: str, file: Path, **options: object) -> None:
        """Write the file. Reports name the edition by its digest, which stands in the file."""
        catalogue = named_edition(edition)
        written = edition_data(catalogue)
        try:
            file.write_bytes(written)
        except OSError as problem:
            raise CommandError(f"{file} cannot be written: {problem.strerror}.") from None
        self.stdout.write(f"Edition {catalogue.key}, digest {catalogue.digest}")
        self.stdout.write(f"SHA-256 of the file: {digest(written)}")
