"""`manage.py recompute REPORT.pdf`: every verdict of a report computed again from its answers, without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from assessments.domain.texts import LANGUAGES, Text
from assessments.management.telling import CannotRecompute, again_as_json, again_in_words, judge_again, plain
from assessments.report.attached import LARGEST_FILE_BYTES, NoContent, attached

DIFFERS, UNREADABLE = 1, 2
"""Exit codes."""

_NO_FILE = Text("The file cannot be read.", "无法读取该文件。")
_NO_CONTENT = Text("The file is no PDF that carries the data of an assessment.", "该文件不是附有评估数据的 PDF。")
_HEAD = Text(
    "Report {id}, revision {number}, of {name}.\nSHA-256 of its data: {digest}",
    "报告 {id}，第 {number} 版，{name}。\n数据的 SHA-256：{digest}",
)
_NO_SEAL = Text(
    "This looks at the data alone: whether the file is genuine, verify_report tells.",
    "此处只核对数据；文件是否真实，请用 verify_report 查验。",
)


class Command(BaseCommand):
    """Exit code 0: all follow from the answers. 1: some do not. 2: nothing can be said."""

    help = "Computes every verdict of a report (PDF, or its assessment.json) again from its answers. Needs no database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the form of the output, and its language."""
        parser.add_argument("file", type=Path, help="report (PDF), or the assessment.json from inside it")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the text")

    def handle(self, *args: object, file: Path, language: str, **options: object) -> None:
        """Say what came out."""
        try:
            again = judge_again(_content(file))
        except CannotRecompute as problem:
            self.stderr.write(problem.why.in_language(language))
            sys.exit(UNREADABLE)
        if options["json"]:
            self.stdout.write(json.dumps(again_as_json(again), ensure_ascii=False, indent=2))
        else:
            one = again.content
            names = {"id": plain(one.revision_id), "name": plain(one.organisation.name)}
            head = _HEAD.in_language(language).format(**names, number=one.number, digest=again.content_digest)
            self.stdout.write(head)
            self.stdout.write("\n".join(again_in_words(again, language)))
            self.stdout.write(_NO_SEAL.in_language(language))
        if again.found.differences:
            sys.exit(DIFFERS)


def _content(file: Path) -> bytes:
    """The content in a report, or the file itself where it is no PDF. Raises CannotRecompute."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST_FILE_BYTES + 1)
    except OSError:
        raise CannotRecompute(_NO_FILE) from None
    if not raw.startswith(b"%PDF-"):
        return raw
    try:
        return attached(raw)
    except NoContent:
        raise CannotRecompute(_NO_CONTENT) from None
