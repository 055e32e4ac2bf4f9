"""`manage.py assess_case FILE.yaml`: verdicts, reasons and sources for answers in a file, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.catalogues.faults import FileFaults
from assessments.domain.answers import EARLIEST_DAY, LATEST_DAY
from assessments.domain.canonical import Json, to_json
from assessments.domain.catalogue import Catalogue, Obligation
from assessments.domain.citations import cite
from assessments.domain.dates import day_in_words
from assessments.domain.engine import assess
from assessments.domain.explanations import explain, overall_sentence, overall_words, reason_sentence
from assessments.domain.findings import Assessed, Deadline, Finding, Reason
from assessments.domain.in_force import read_day
from assessments.domain.texts import LANGUAGES, Text
from assessments.domain.words import words_for

UNREADABLE = 2
"""Exit code for a file with faults."""

_HEAD = Text(
    "{title}\nDay of the assessment: {day}\n\n{words}\n{sentence}", "{title}\n评估日：{day}\n\n{words}\n{sentence}"
)
_VERDICT = Text("{verdict} ({severity}).", "{verdict}（{severity}）。")
_YEAR = Text(" ({year})", "（{year}年）")
_SOURCES = Text("Sources", "依据")
_DEADLINE = Text("Deadline", "期限")
_COLON, _COMMA = Text(": ", "："), Text("; ", "；")


class Command(BaseCommand):
    """Reads one case file, judges it under the current edition, and prints what came out."""

    help = "Print the verdict, reasons and sources of every obligation for the answers in a YAML file."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the form of the output, and its language."""
        parser.add_argument("file", type=Path, help="YAML mapping of question keys to answers, with assess_date")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
        parser.add_argument("--as-of", metavar="DAY", help="assess on this day, such as 2025-05-31, not on assess_date")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the text")

    def handle(self, *args: object, file: Path, language: str, **options: object) -> None:
        """Print the outcome; or every fault of the file on stderr, and leave with 2."""
        try:
            catalogue = current_edition()
            case = read_case(file, catalogue)
        except FileFaults as problem:
            for fault in problem.faults:
                self.stderr.write(str(fault))
            sys.exit(UNREADABLE)
        assessed = assess(catalogue, case.answers, self._day(options["as_of"], case.as_of), case.counsel)
        if options["json"]:
            found = _as_json(assessed, catalogue, language)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_as_text(assessed, catalogue, language)))

    def _day(self, written: object, stated: date) -> date:
        """The day that was asked for, or the one that the file states."""
        if written is None:
            return stated
        day = read_day(str(written))
        if day is None:
            self.stderr.write(f"--as-of: must be a date from {EARLIEST_DAY} to {LATEST_DAY}, such as 2025-05-31")
            sys.exit(UNREADABLE)
        return day


def _as_json(assessed: Assessed, catalogue: Catalogue, language: str) -> Json:
    return {
        "edition": assessed.edition,
        "as_of": assessed.as_of.isoformat(),
        "overall": assessed.overall.value,
        "findings": [_finding_json(each, catalogue, language) for each in assessed.findings],
    }


def _finding_json(finding: Finding, catalogue: Catalogue, language: str) -> Json:
    provisions = catalogue.obligations[finding.obligation].provisions
    return {
        "obligation": finding.obligation,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "reasons": [_reason_json(each, catalogue, language) for each in finding.reasons],
        "sources": [
            {"source": each.source, "article": each.article, "citation": cite(each, catalogue, language)}
            for each in provisions
        ],
        "deadline": to_json(finding.deadline),
        "not_in_force_before": to_json(finding.not_in_force_before),
        "counsel": list(finding.counsel),
        "by_our_reading": to_json(finding.by_our_reading),
    }


def _reason_json(reason: Reason, catalogue: Catalogue, language: str) -> Json:
    return {
        "question": reason.question,
        "state": reason.state.value,
        "value": to_json(reason.answer),
        "facts": to_json(reason.facts),
        "branch": reason.branch.value,
        "holds": reason.holds,
        "decisive": reason.decisive,
        "sentence": reason_sentence(reason, catalogue, language),
    }


def _as_text(assessed: Assessed, catalogue: Catalogue, language: str) -> Iterator[str]:
    yield _HEAD.in_language(language).format(
        title=catalogue.title.in_language(language),
        day=day_in_words(assessed.as_of, language),
        words=overall_words(assessed, language),
        sentence=overall_sentence(assessed, catalogue, language),
    )
    for finding in assessed.findings:
        yield ""
        yield from _finding_text(finding, catalogue, language)


def _finding_text(finding: Finding, catalogue: Catalogue, language: str) -> Iterator[str]:
    obligation = catalogue.obligations[finding.obligation]
    explained = explain(finding, catalogue, language)
    verdict, severity = (words_for(each).in_language(language) for each in (finding.verdict, finding.severity))
    yield f"{obligation.key}  {obligation.title.in_language(language)}"
    yield "  " + _VERDICT.in_language(language).format(verdict=verdict, severity=severity)
    yield from (f"  {each}" for each in explained.in_full)
    yield from _listed(_SOURCES, (_citations(obligation, catalogue, language),), language)
    if finding.deadline is not None:
        yield from _listed(_DEADLINE, (_deadline_text(finding.deadline, catalogue, language),), language)


def _listed(title: Text, sentences: Iterable[str], language: str) -> Iterator[str]:
    for sentence in sentences:
        yield f"  {title.in_language(language)}{_COLON.in_language(language)}{sentence}"


def _citations(obligation: Obligation, catalogue: Catalogue, language: str) -> str:
    return _COMMA.in_language(language).join(cite(each, catalogue, language) for each in obligation.provisions)


def _deadline_text(deadline: Deadline, catalogue: Catalogue, language: str) -> str:
    rule = catalogue.deadlines[deadline.rule]
    stated = rule.stated.in_language(language)
    if deadline.due is not None:
        return f"{day_in_words(deadline.due, language)}{_COMMA.in_language(language)}{stated}"
    state = words_for(deadline.state).in_language(language)
    if deadline.missing_year is not None:
        state += _YEAR.in_language(language).format(year=deadline.missing_year)
    return f"{state}{_COMMA.in_language(language)}{stated}"
