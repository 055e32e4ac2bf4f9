"""`manage.py coverage_matrix`: each article of each source, the questions, obligations and cases behind it."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.catalogues import CURRENT
from assessments.catalogues.expectations import read_expectations
from assessments.catalogues.faults import FileFaults
from assessments.domain.texts import LANGUAGES
from assessments.management.coverage import CoverageWriter
from assessments.management.editions import named_edition, write_out

UNREADABLE = 2
"""Exit code for a case file with faults."""


class Command(BaseCommand):
    """Writes the coverage matrix of one edition. Needs no database."""

    help = "Write which questions, obligations and case files stand behind each article, and what is not asked and why."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The edition, the form and language of the table, where it goes, and where the case files are."""
        parser.add_argument("edition", nargs="?", default=CURRENT, help="key of the edition")
        parser.add_argument("--format", choices=("markdown", "csv"), default="markdown", help="form of the table")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the texts")
        parser.add_argument("--output", type=Path, help="file to write instead of standard output")
        parser.add_argument("--cases", type=Path, help="folder of case files; tests/cases/EDITION where it is there")

    def handle(self, *args: object, edition: str, language: str, output: Path | None, **options: object) -> None:
        """Write the matrix; or every fault of the case files on stderr, and leave with 2."""
        catalogue = named_edition(edition)
        folder = _cases(edition, options["cases"])
        try:
            expected = None if folder is None else read_expectations(folder, catalogue)
        except FileFaults as problem:
            for fault in problem.faults:
                self.stderr.write(str(fault))
            sys.exit(UNREADABLE)
        writer = CoverageWriter(catalogue, language, expected)
        write_out(writer.csv() if options["format"] == "csv" else writer.markdown(), output, self.stdout)


def _cases(edition: str, given: object) -> Path | None:
    if isinstance(given, Path):
        if not given.is_dir():
            raise CommandError(f"{given} is no folder of case files.")
        return given
    usual = Path(settings.BASE_DIR) / "tests" / "cases" / edition
    return usual if usual.is_dir() else None
