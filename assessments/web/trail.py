"""The audit trail page of auditors and DPOs, with a filter, and both exports: a table to read, the whole to check."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.domain.actions import ACTION_WORDS, Action, action_words
from assessments.services.access import actor_of, local_day
from assessments.services.trail import Event, Wanted, load_events, load_trail
from assessments.services.trail_export import export_trail
from assessments.web.downloads import as_download
from assessments.web.fields import search_field

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_TEXT = 200
IN_MEMORY_BYTES = 4_000_000
COLUMNS = (
    *("number", "time_utc", "person_key", "person", "action_key", "action"),
    *("subject_key", "about", "revision", "details", "previous_digest", "digest", "fits"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute instead of showing."""


def _actions() -> list[tuple[str, str | StrPromise]]:
    """Asked whenever the form is drawn, so that the words are in the language of the page."""
    language = get_language() or "en"
    return [("", _("All")), *((each.value, words.in_language(language)) for each, words in ACTION_WORDS.items())]


def _day_field(label: StrPromise) -> forms.DateField:
    outside = _("Enter a date that exists, between 1990-01-01 and 2100-12-31")
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Enter the date as year, month and day, for example 2026-03-15")},
        validators=[MinValueValidator(date(1990, 1, 1), outside), MaxValueValidator(date(2100, 12, 31), outside)],
        widget=forms.DateInput(attrs={"class": "inp d", "type": "date"}, format="%Y-%m-%d"),
    )


class TrailFilterForm(forms.Form):
    """Part of the trail: by act, person, deployment and days."""

    use_required_attribute = False
    action = forms.ChoiceField(
        label=_("Event"), required=False, choices=_actions, widget=forms.Select(attrs={"class": "inp"})
    )
    person = forms.UUIDField(label=_("Person"), required=False, widget=forms.Select(attrs={"class": "inp"}))
    q = search_field(_("Deployment"), LONGEST_TEXT)
    since = _day_field(_("From day"))
    until = _day_field(_("To day"))

    def wanted(self) -> Wanted:
        """What is asked for; an entry that cannot be used asks for nothing."""
        self.is_valid()
        given = self.cleaned_data
        action = given.get("action")
        days = {name: given.get(name) for name in ("since", "until")}
        return Wanted(Action(action) if action else None, given.get("person"), given.get("q", ""), **days)

    def offer(self, people: Sequence[tuple[UUID, str]], chosen: UUID | None) -> None:
        """People to choose from; somebody who has left can still be asked for by address."""
        further = [] if chosen is None or chosen in dict(people) else [(chosen, str(chosen))]
        self.fields["person"].widget.choices = [("", _("All")), *people, *further]


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the page shows it."""

    event: Event
    what: str
    said: str
    """Details that a reader can use, as the trail writes them."""


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
        "filter_part": _filter_part(wanted),
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
    said = [f"{name} {value}" for name, value in sorted(event.details.items()) if _is_short(value)]
    return Line(event, action_words(event.action).in_language(language), ", ".join(said))


def _is_short(value: object) -> bool:
    """Digests and keys are for the exports."""
    return len(str(value)) < len(str(UUID(int=0)))


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0


def _filter_part(wanted: Wanted) -> str:
    """The filter as part of another address."""
    given = {
        "action": wanted.action,
        "person": wanted.person,
        "q": wanted.text,
        "since": wanted.since,
        "until": wanted.until,
    }
    return urlencode({name: str(value) for name, value in given.items() if value})
