"""Copy files of evidence out of the store and back into it, or look at them there; names come in, digests go out."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.services.evidence_copies import Copied, OtherFileThere, copy_in, copy_out, in_store

NAME = re.compile(r"[0-9a-f-]{36}/[0-9a-f]{32}")


class Command(BaseCommand):
    """For `./run backup` and `./run restore`."""

    help = (
        "Reads names of files in the store of evidence from standard input, a line each; writes a line of JSON for each"
        " with its SHA-256, empty where it is not there."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--out", type=Path, metavar="FOLDER", help="copy them into this folder")
        what.add_argument("--in", type=Path, metavar="FOLDER", dest="source", help="copy them into the store")
        what.add_argument("--look", action="store_true", help="only read them in the store")

    def handle(self, *args: object, out: Path | None, source: Path | None, **options: object) -> None:
        """Line by line."""
        try:
            for each in _done(out, source):
                self.stdout.write(json.dumps(asdict(each)))
        except OtherFileThere as other:
            raise CommandError(f"The store has another file {other}; nothing was overwritten.") from None
        except OSError as problem:
            raise CommandError(f"The store of evidence or the disk failed: {problem}") from problem


def _done(out: Path | None, source: Path | None) -> Iterator[Copied]:
    names = [line.strip() for line in sys.stdin]
    for name in names:
        if not NAME.fullmatch(name):
            raise CommandError(f"{name!r} is no name of a file of evidence.")
    if out:
        return copy_out(names, out)
    return copy_in(names, source) if source else map(in_store, names)
