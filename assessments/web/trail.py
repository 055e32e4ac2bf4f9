"""The audit trail page of auditors and DPOs, with a filter, and both exports: a table to read, the whole to check."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.catalogues import current_edition
from assessments.domain.actions import DETAIL_WORDS, Act, action_words
from assessments.domain.lifecycle import Role
from assessments.services.access import actor_of, local_day
from assessments.services.trail import Event, load_events, load_trail
from assessments.services.trail_export import export_trail
from assessments.templatetags.marks import word_of
from assessments.web.downloads import as_download
from assessments.web.trail_filter import TrailFilterForm, filter_part

IN_MEMORY_BYTES = 4_000_000
COLUMNS = (
    *("number", "time_utc", "person_key", "person", "action_key", "action"),
    *("subject_key", "about", "revision", "details", "previous_digest", "digest", "fits"),
)
LANGUAGES = {"en": "English", "zh-hans": "中文", "both": "English + 中文"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute instead of showing."""


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the page shows it."""

    event: Event
    what: str
    said: Sequence[tuple[str, str]]
    """Name and value of what else it says, in the language of the page."""


def trail_page(request: HttpRequest) -> HttpResponse:
    """Events of the organisation, newest first."""
    form = TrailFilterForm(request.GET)
    wanted = form.wanted()
    page = load_trail(actor_of(request), wanted, _number(request.GET.get("before", "")))
    form.offer(page.people, wanted.person)
    language = get_language() or "en"
    context = {
        "trail": page,
        "lines": [_line(each, language) for each in page.events],
        "form": form,
        "filter_part": filter_part(wanted),
        "is_first": not request.GET.get("before"),
    }
    return TemplateResponse(request, "trail/trail.html", context)


def trail_table(request: HttpRequest) -> FileResponse:
    """The events that match, oldest first, as a table for people: CSV."""
    actor = actor_of(request)
    events = load_events(actor, TrailFilterForm(request.GET).wanted())
    rows = _csv_lines(events, get_language() or "en")
    return _file(rows, "text/csv; charset=utf-8", f"audit-trail-{local_day(actor.now)}.csv")


def trail_file(request: HttpRequest) -> FileResponse:
    """The whole chain of the organisation, as the stand-alone verifier reads it."""
    actor = actor_of(request)
    lines = (line + b"\n" for line in export_trail([actor.organisation_id], actor.now))
    return _file(lines, "application/x-ndjson", f"audit-trail-{local_day(actor.now)}.jsonl")


def _file(parts: Iterable[bytes], content_type: str, name: str) -> FileResponse:
    """Read to the end while the transaction is open; sent when it is closed."""
    kept = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  the response closes it
    kept.writelines(parts)
    length = kept.tell()
    kept.seek(0)
    response = FileResponse(kept, content_type=content_type)
    response.headers["Content-Length"] = str(length)
    as_download(response, name)
    return response


def _csv_lines(events: Iterable[Event], language: str) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")  # without it spreadsheets take Chinese for something else
    writer.writerow(COLUMNS)
    for each in events:
        writer.writerow([_harmless(str(cell)) for cell in _cells(each, language)])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def _cells(event: Event, language: str) -> Sequence[object]:
    return (
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="seconds"),
        event.person or "",
        event.person_name,
        event.action,
        action_words(event.action).in_language(language),
        event.subject,
        event.about,
        event.revision_number or "",
        json.dumps(event.details, ensure_ascii=False, sort_keys=True),
        event.previous,
        event.digest,
        "yes" if event.fits else "no",
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _line(event: Event, language: str) -> Line:
    said = {("entry" if _counts_entries(event, name) else name): value for name, value in event.details.items()}
    known = [(DETAIL_WORDS[name], value) for name, value in said.items() if name in DETAIL_WORDS]
    what = action_words(event.action).in_language(language)
    return Line(event, what, [(words.in_language(language), _value(str(value), language)) for words, value in known])


def _counts_entries(event: Event, name: str) -> bool:
    return name == "number" and event.action == Act.RECORD_ANSWERS


def _value(value: str, language: str) -> str:
    """Steps, roles and languages by name; as it stands where the current edition has no such step."""
    steps = {str(step.key): step.title.in_language(language) for step in current_edition().steps}
    named = steps | {role.value: word_of(role, language) for role in Role} | LANGUAGES
    return " ".join(str(named.get(each, each)) for each in value.split(" "))


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
