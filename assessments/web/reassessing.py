"""When the deployment has to be assessed again: what the law names, what is on record, and the way to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.domain.catalogue import Provision, SourceKey
from assessments.domain.lifecycle import Move
from assessments.domain.reassessing import Trigger
from assessments.services.access import NotAllowed, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.colleagues import may_work
from assessments.services.entries import NotEditable
from assessments.services.reassessing import (
    LONGEST_NOTE,
    IllegalTrigger,
    NewTrigger,
    TriggerProblem,
    load_again,
    load_triggers,
    record_trigger,
)
from assessments.services.remediation import may_plan
from assessments.templatetags.marks import word
from assessments.web.citing import Citation, cite_all
from assessments.web.fields import text_field

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NAMED_BY = Provision(SourceKey("FRM"), "9(3)")
"""Where the law says when an assessment is made anew."""


def _triggers() -> list[tuple[str, str | StrPromise]]:
    """Asked whenever the form is drawn, so that the words are in the language of the page."""
    return [("", _("Choose")), *((each.value, word(each.value)) for each in Trigger)]


class TriggerForm(forms.Form):
    """One change or incident."""

    use_required_attribute = False
    trigger = forms.ChoiceField(
        label=gettext_lazy("What happens or has happened"),
        choices=_triggers,
        widget=forms.Select(attrs={"class": "inp"}),
        error_messages={"required": gettext_lazy("Choose what happens or has happened")},
    )
    happened_on = forms.DateField(
        label=gettext_lazy("On which day"),
        help_text=gettext_lazy("For a change that is planned, the day on which it is to be made"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "inp d"}),
        error_messages={
            "required": gettext_lazy("Enter the day"),
            "invalid": gettext_lazy("Enter the date as year, month and day, for example 2026-03-15"),
        },
    )
    note = text_field(gettext_lazy("Note (optional)"), "", LONGEST_NOTE, rows=3)

    def new(self) -> NewTrigger:
        """What was entered; the form must be valid."""
        given = self.cleaned_data
        return NewTrigger(Trigger(given["trigger"]), given["happened_on"], given["note"])


def reassessment_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The reasons; a POST puts one on record."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    if request.method != "POST":
        return _page(request, workspace, TriggerForm())
    if not may_work(actor):
        raise NotAllowed
    form = TriggerForm(request.POST)
    if form.is_valid():
        try:
            record_trigger(actor, assessment_id, form.new())
        except IllegalTrigger as illegal:
            form.add_error(illegal.field, _problem(illegal.problem))
        except NotEditable:
            pass
    if form.errors:
        return _page(request, workspace, form, 422)
    return redirect("reassessment", assessment_id=assessment_id)


def _problem(problem: TriggerProblem) -> str:
    if problem is TriggerProblem.NO_DAY:
        return _("Enter a day from 1990 to a year from now")
    return _("This text cannot be kept. Shorten it, and take out control characters")


def _page(request: HttpRequest, workspace: Workspace, form: TriggerForm, status: int = 200) -> HttpResponse:
    actor, one = actor_of(request), workspace.assessment
    again = load_again([one.deployment_id]).get(one.deployment_id)
    context = {
        "workspace": workspace,
        "again": again,
        "is_late": again is not None and again.due < workspace.today,
        "is_near": again is not None and again.is_near(workspace.today),
        "triggers": load_triggers(one.deployment_id),
        "form": form,
        "may_record": may_plan(actor, one.status),
        "may_reopen": Move.REOPEN in workspace.moves,
        "named": _named(workspace),
    }
    return TemplateResponse(request, "assessments/reassessment.html", context, status=status)


def _named(workspace: Workspace) -> Citation | None:
    """What the law says of it; None in an edition that does not know the provision."""
    if NAMED_BY.source not in workspace.catalogue.sources:
        return None
    return cite_all([NAMED_BY], workspace.catalogue, get_language() or "en")[0]
