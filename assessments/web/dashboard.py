"""The list of assessments: what waits for the person, what each line offers to do next, and a filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.domain.catalogue import Severity
from assessments.domain.lifecycle import EDITABLE, Role, Status
from assessments.services.access import Actor, actor_of, local_day
from assessments.services.listing import CLOSED, Wanted, load_list
from assessments.services.own_work import load_own_work
from assessments.services.rows import AssessmentRow
from assessments.services.self_check import is_read_only
from assessments.services.trail import READERS
from assessments.services.withdrawing import load_to_decide
from assessments.templatetags.marks import word
from assessments.web.errors import READ_ONLY
from assessments.web.fields import search_field

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_TEXT = 200


def _states() -> list[tuple[str, str | StrPromise]]:
    """Asked whenever the form is drawn, so that the words are in the language of the page."""
    return [("", _("All")), *((each.value, word(each.value)) for each in Status)]


class FilterForm(forms.Form):
    """Part of the list: by status, by a piece of name or place."""

    use_required_attribute = False
    status = forms.ChoiceField(label=_("Status"), required=False, choices=_states)
    q = search_field(_("Name or place"), LONGEST_TEXT)

    def wanted(self, page: str) -> Wanted:
        """What is asked for; an entry that cannot be used asks for nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        status = given.get("status")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
        return Wanted(given.get("q", ""), Status(status) if status else None, number)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, with the one thing that is next for the person who reads it."""

    row: AssessmentRow
    severities: Sequence[tuple[str, int]]
    """Of its gaps, heaviest first."""
    move: StrPromise
    href: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Over the lines of the page, superseded ones left out."""

    gaps: int
    severities: Sequence[tuple[str, int]]
    red_lines: int
    undetermined: int
    late: int
    """Actions whose day has passed."""
    late_own: int
    next_deadline: tuple[date, str, bool] | None
    """The day, the deployment, and whether the day has passed."""


def dashboard(request: HttpRequest) -> HttpResponse:
    """A page of the active organisation's assessments: those that move, then those that are closed."""
    actor = actor_of(request)
    if actor.roles == {Role.ADMINISTRATOR}:
        return redirect("people")
    form = FilterForm(request.GET)
    asked = form.wanted(request.GET.get("page", ""))
    found = load_list(actor, asked)
    lines = [_line(row, actor) for row in found.rows]
    context = {
        "list": found,
        "today": local_day(actor.now),
        "read_only": READ_ONLY if is_read_only(actor.organisation_id) else "",
        "current": [line for line in lines if line.row.status not in CLOSED],
        "past": [line for line in lines if line.row.status in CLOSED],
        "form": form,
        "filtered": bool(asked.text or asked.status),
        "filter_part": _filter_part(asked),
        "figures": _figures([row for row in found.rows if row.status is not Status.SUPERSEDED]),
        "waiting": [(one, "resume" if one.status in EDITABLE else "review") for one in found.waiting],
        "own": load_own_work(actor),
        "to_decide": load_to_decide(actor),
        "may_read_trail": not READERS.isdisjoint(actor.roles),
        "may_start": Role.ASSESSOR in actor.roles and actor.trial_until is None,
    }
    return TemplateResponse(request, "assessments/dashboard.html", context)


def _filter_part(asked: Wanted) -> str:
    """The filter as part of the address of another page of the list."""
    given = {"status": asked.status.value if asked.status else "", "q": asked.text}
    return urlencode({name: value for name, value in given.items() if value})


def _figures(rows: Sequence[AssessmentRow]) -> Figures:
    dated = [(row.next_deadline, row.deployment_name, row.is_overdue) for row in rows if row.next_deadline is not None]
    severities: Counter[Severity] = Counter()
    for row in rows:
        severities.update(row.severities)
    return Figures(
        gaps=sum(row.gaps for row in rows),
        severities=_by_weight(severities),
        red_lines=sum(row.red_lines for row in rows),
        # Before the first answer everything is undetermined; that says nothing.
        undetermined=sum(row.undetermined for row in rows if row.answered),
        late=sum(row.late for row in rows),
        late_own=sum(row.late_own for row in rows),
        next_deadline=min(dated, default=None),
    )


def _by_weight(severities: Mapping[Severity, int]) -> list[tuple[str, int]]:
    return [(each.value, severities[each]) for each in Severity if severities.get(each)]


def _line(row: AssessmentRow, actor: Actor) -> Line:
    move, name = _next_move(row, actor)
    key = row.revision.id if name == "revision" and row.revision else row.id
    return Line(row, _by_weight(row.severities), move, reverse(name, args=[key]))


def _next_move(row: AssessmentRow, actor: Actor) -> tuple[StrPromise, str]:
    """What the person does next with it, and the name of the page for that."""
    if Role.DPO in actor.roles and row.status is Status.IN_REVIEW:
        return _("Review"), "review"
    if Role.ASSESSOR in actor.roles and row.status is Status.RETURNED:
        return _("Revise and hand in again"), "check"
    if Role.ASSESSOR in actor.roles and row.status in EDITABLE:
        return _draft_move(row, actor)
    if row.revision and row.status is Status.SEALING:
        return (_("See why, and what to do") if row.sealing_failed else _("See how far it is")), "revision"
    if row.revision and row.status in (Status.APPROVED, Status.SEALED):
        return _("Open the report"), "revision"
    return _("Read the findings"), "findings"


def _draft_move(row: AssessmentRow, actor: Actor) -> tuple[StrPromise, str]:
    if not row.answered:
        return _("Begin"), "resume"
    if row.answered < row.asked:
        return _("Continue"), "resume"
    return (_("Check the answers"), "check") if actor.trial_until else (_("Check and hand in"), "check")
