"""`manage.py check_catalogue [EDITION] [--json]`: every fault of the editions, each with its place and its mend."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments import catalogues
from assessments.catalogues.checking import EditionReport, Examination, Examined, Table, check_edition
from assessments.catalogues.faults import Fault
from assessments.catalogues.loader import ReadEdition
from assessments.catalogues.parts import Lines
from assessments.catalogues.pins import FILE as PINS
from assessments.catalogues.pins import record_faults
from assessments.catalogues.proofs import prove_on_all_cores
from assessments.catalogues.proofs.unproven import Unproven
from assessments.catalogues.wording import undrawable_texts
from assessments.domain.canonical import Json
from assessments.report.glyphs import drawable

FAULTY, UNKNOWN_EDITION = 1, 2
"""Exit codes; 0 where there is no fault."""


def fonts_have_every_character(edition: ReadEdition) -> Examined:
    """The texts beside the fonts that the report is printed with."""
    return Examined(tuple(undrawable_texts(edition.documents, drawable())))


def proofs_hold(edition: ReadEdition) -> Examined:
    """Every combination of answers, and what was examined of each obligation."""
    report = prove_on_all_cores(edition.catalogue)
    rows = [(str(each.obligation), each.combinations, each.ways) for each in report.obligations]
    rows.append(("route and facts", report.route.combinations, report.route.ways))
    rows.append(("together", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    faults = tuple(_unproven_fault(each, edition.lines) for each in report.unproven)
    return Examined(faults, (Table("examined", ("obligation", "combinations", "ways apart"), tuple(rows)),))


def _unproven_fault(one: Unproven, lines: Lines) -> Fault:
    place = lines.place(one.key)
    return Fault(place.file, place.line, one.key, one.claim, one.message, one.mend)


EXAMINATIONS: tuple[Examination, ...] = (fonts_have_every_character, proofs_hold)
"""What is asked of an edition that loads, beyond what the linter sees. Each may add faults and tables."""


class Command(BaseCommand):
    """Examines one edition, or all of them and the record of the published ones."""

    help = "Print every fault of the catalogue with file, line, key and mend; leave with 1 when there is any."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The edition, and the form of the output."""
        parser.add_argument("edition", nargs="?", help="key of the edition; all editions where it is left out")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")

    def handle(self, *args: object, edition: str | None, **options: object) -> None:
        """Examine, print, and leave with 1 when there is a fault."""
        keys = catalogues.edition_keys()
        if edition is not None and edition not in keys:
            message = f"{edition} is no edition; write one of: {', '.join(keys)}"
            raise CommandError(message, returncode=UNKNOWN_EDITION)
        reports = [check_edition(key, EXAMINATIONS) for key in ([edition] if edition else keys)]
        of_record = record_faults(catalogues.EDITIONS, keys)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(reports, of_record), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_as_text(reports, of_record)))
        if of_record or any(report.faults for report in reports):
            sys.exit(FAULTY)


def _as_json(reports: Sequence[EditionReport], of_record: Sequence[Fault]) -> Json:
    faults: list[Json] = [_fault_json(report.edition, fault) for report in reports for fault in report.faults]
    faults += [_fault_json(fault.key, fault) for fault in of_record]
    return {"faults": faults, "editions": [_summary(report) for report in reports]}


def _fault_json(edition: str, fault: Fault) -> Json:
    return {"edition": edition, **asdict(fault)}


def _summary(report: EditionReport) -> Json:
    tables: list[Json] = [
        {"title": each.title, "columns": list(each.columns), "rows": [list(row) for row in each.rows]}
        for each in report.tables
    ]
    return {
        "edition": report.edition,
        "digest": report.digest,
        "counts": dict(report.counts),
        "faults": len(report.faults),
        "tables": tables,
    }


def _as_text(reports: Iterable[EditionReport], of_record: Sequence[Fault]) -> Iterator[str]:
    for report in reports:
        counts = ", ".join(f"{number} {name}" for name, number in report.counts.items())
        yield f"{report.edition}: {counts or 'cannot be loaded'}"
        if report.digest:
            yield f"digest {report.digest}"
        for table in report.tables:
            yield from _table_text(table)
        yield from map(str, report.faults)
        yield f"{report.edition}: {_number_of(report.faults)}"
    if of_record:
        yield from map(str, of_record)
        yield f"{PINS}: {_number_of(of_record)}"


def _number_of(faults: Sequence[Fault]) -> str:
    return f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"


def _table_text(table: Table) -> Iterator[str]:
    rows = [table.columns, *(tuple(map(str, row)) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield table.title
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
