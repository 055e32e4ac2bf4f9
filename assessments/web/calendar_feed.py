"""The calendar of one person at a secret address: days to keep, without a word of what they are about.

Whoever has the address can read it, and calendar services keep copies: so titles are the same for everybody, and names,
places and obligations are on the pages that the events lead to, behind the sign-in.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments.services.due_items import DueItem, DueKind
from assessments.services.own_calendar import load_own_days
from assessments.services.reminder_choices import person_of
from assessments.web.calendar_file import Event, write_calendar
from assessments.web.due_dates import ALARMS_DAYS_BEFORE, TAGS
from assessments.web.origin import origin_of
from assessments.web.throttling import is_too_often

HOUR_SECONDS = 3600
MOST_AN_HOUR = 30
"""Of one calendar. Services look every few hours, people press "refresh"."""
MOST_GUESSES_AN_HOUR = 60
"""Of one network address."""


def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar; 404 for an address that is, or has become, nobody's."""
    person = person_of(secret)
    # Counted by the secret, each guess would leave a row.
    counted = ("calendar", secret, MOST_AN_HOUR) if person else _guess(request)
    if is_too_often(*counted, HOUR_SECONDS):
        return _too_often()
    if person is None:
        raise Http404
    language, now = person.language or "en", timezone.now()
    with translation.override(language):
        events = [_event(each) for each in load_own_days(person.pk, now)]
        written = write_calendar(_("Face Recognition Self-Assessment"), events, now, TAGS[language])
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _guess(request: HttpRequest) -> tuple[str, str, int]:
    return "calendar-guess", origin_of(request), MOST_GUESSES_AN_HOUR


def _too_often() -> HttpResponse:
    answer = HttpResponse("Too many requests. Ask again in an hour.\n", status=429, content_type="text/plain")
    answer.headers["Retry-After"] = str(HOUR_SECONDS)
    return answer


def _event(item: DueItem) -> Event:
    titles = {
        DueKind.ACTION: _("Action due"),
        DueKind.LIMIT: _("Legal deadline"),
        DueKind.AGAIN: _("Assess again"),
    }
    page = "reassessment" if item.kind is DueKind.AGAIN else "actions"
    return Event(
        uid=f"{item.key}@face-recognition-self-assessment",
        day=item.day,
        summary=titles[item.kind],
        description=_("Sign in to see what it is about."),
        address=f"{settings.PUBLIC_ADDRESS}{reverse(page, args=[item.assessment_id])}",
        alarms_days_before=ALARMS_DAYS_BEFORE,
    )
