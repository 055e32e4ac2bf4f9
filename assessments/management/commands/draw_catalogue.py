"""`manage.py draw_catalogue`: the route of an edition as one SVG, for lawyers who review it."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from assessments.catalogues import CURRENT
from assessments.catalogues.route_drawing import draw_route
from assessments.domain.texts import LANGUAGES
from assessments.management.editions import named_edition, write_out


class Command(BaseCommand):
    """Writes the drawing of one edition. Needs no database."""

    help = "Write an SVG of the route: steps, questions, what opens what, and the facts in between."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The edition, the language, and where the drawing goes."""
        parser.add_argument("edition", nargs="?", default=CURRENT, help="key of the edition")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the texts")
        parser.add_argument("--output", type=Path, help="file to write instead of standard output")

    def handle(self, *args: object, edition: str, language: str, output: Path | None, **options: object) -> None:
        """Write the drawing."""
        write_out(draw_route(named_edition(edition), language), output, self.stdout)
