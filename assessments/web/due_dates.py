"""The deadlines of an assessment: as a page, and as a calendar of those with a date on which something open depends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.clarifying import load_asked
from assessments.web.calendar_file import Event, write_calendar
from assessments.web.downloads import as_download
from assessments.web.findings import show_all
from assessments.web.rail import unsure_questions
from assessments.web.sentences import in_a_row
from assessments.web.terms import OPEN, Term, plan_terms, to_keep

ALARMS_DAYS_BEFORE = (14, 3)
NAMED = 3
TAGS = {"en": "en", "zh-hans": "zh-Hans"}


def deadlines_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All deadlines of what applies, how each is counted, and why some cannot be computed."""
    language = get_language() or "en"
    workspace = load_workspace(actor_of(request), assessment_id)
    terms = plan_terms(workspace, show_all(workspace, language), language)
    context = {
        "workspace": workspace,
        "terms": terms,
        "has_calendar": bool(to_keep(terms)),
        "lead": _lead(terms),
        "findings": reverse("findings", args=[assessment_id]),
    }
    return TemplateResponse(request, "assessments/deadlines.html", context)


def _lead(terms: Sequence[Term]) -> str:
    if not terms:
        return _("No limit in time applies on the answers given.")
    total = len(terms)
    overdue, without = sum(each.is_overdue for each in terms), sum(each.due is None for each in terms)
    sentences = [ngettext("%(n)s limit in time applies.", "%(n)s limits in time apply.", total) % {"n": total}]
    if overdue:
        sentences.append(ngettext("%(n)s is overdue.", "%(n)s are overdue.", overdue) % {"n": overdue})
    if without:
        words = ngettext("%(n)s has no date; the table says why.", "%(n)s have no date; the table says why.", without)
        sentences.append(words % {"n": without})
    return in_a_row(sentences)


def deadlines_file(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The calendar in the language of the page; that page where no deadline has a date."""
    language = get_language() or "en"
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    terms = to_keep(plan_terms(workspace, show_all(workspace, language), language))
    events = [*(_event(workspace, *each) for each in terms), *_to_clarify(workspace, language)]
    if not events:
        return redirect("deadlines", assessment_id=assessment_id)
    calendar = write_calendar(workspace.assessment.deployment_name, events, actor.now, TAGS[language])
    response = HttpResponse(calendar, content_type="text/calendar; charset=utf-8")
    as_download(response, f"face-recognition-deadlines-{str(assessment_id)[:8]}-{language}.ics")
    return response


def _to_clarify(workspace: Workspace, language: str) -> Iterator[Event]:
    """The days by which somebody was asked to answer what is still "not sure"."""
    asked = load_asked(workspace.assessment.id)
    for question in unsure_questions(workspace):
        one = asked.get(question.key)
        if one is None or one.due is None:
            continue
        where = reverse("question", kwargs={"assessment_id": workspace.assessment.id, "question": question.key})
        what = _("To clarify: question %(number)s, %(who)s") % {"number": question.number, "who": one.name}
        yield Event(
            uid=f"{workspace.assessment.id}.{question.key}@face-recognition-self-assessment",
            day=one.due,
            summary=_("%(what)s (%(where)s)") % {"what": what, "where": workspace.assessment.deployment_name},
            description=question.text.in_language(language),
            address=f"{settings.PUBLIC_ADDRESS}{where}",
            alarms_days_before=ALARMS_DAYS_BEFORE[1:],
        )


def _event(workspace: Workspace, term: Term, day: date) -> Event:
    found = [one for one in term.shown if one.finding.verdict in OPEN]
    only = "" if term.in_common else f".{term.places[0].id}"
    page = reverse("findings", kwargs={"assessment_id": workspace.assessment.id})
    described = (
        term.stated,
        term.recipient,
        term.law,
        *dict.fromkeys(one.title for one in found),
        _at_places(term),
        _("Computed from the answers to a self-assessment. Check the date before you rely on it."),
    )
    return Event(
        uid=f"{workspace.assessment.id}.{term.deadline.rule}{only}@face-recognition-self-assessment",
        day=day,
        summary=_("%(what)s (%(where)s)") % {"what": term.title, "where": workspace.assessment.deployment_name},
        description="\n".join(each for each in described if each),
        address=f"{settings.PUBLIC_ADDRESS}{page}#{found[0].key}",
        alarms_days_before=ALARMS_DAYS_BEFORE,
    )


def _at_places(term: Term) -> str:
    """Where the day comes from single places: their names, as many as one reads."""
    if not term.places:
        return ""
    names = _(", ").join(each.name for each in term.places[:NAMED])
    more = len(term.places) - NAMED
    words = f"{_('Places')}{_(': ')}{names}"
    return f"{words} {ngettext('and %(n)s more', 'and %(n)s more', more) % {'n': more}}" if more > 0 else words
