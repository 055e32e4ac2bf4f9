"""The list of assessments, and starting one for a new deployment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from assessments.domain.lifecycle import Role, Status
from assessments.services.access import Actor, actor_of
from assessments.services.assessments import AssessmentRow, load_assessments
from assessments.services.deployments import create_deployment
from assessments.web.fields import text_field

CLOSED = frozenset({Status.SEALED, Status.SUPERSEDED, Status.WITHDRAWN})


def dashboard(request: HttpRequest) -> HttpResponse:
    """Assessments of the active organisation: those that move, then those that are sealed."""
    actor = actor_of(request)
    rows = load_assessments(actor)
    wanted, status = request.GET.get("q", "")[:200], request.GET.get("status", "")
    alive = [row for row in rows if row.status is not Status.SUPERSEDED]
    chosen = [row for row in rows if _matches(row, wanted, status)]
    context = {
        "all_rows": rows,
        "current": [row for row in chosen if row.status not in CLOSED],
        "past": [row for row in chosen if row.status in CLOSED],
        "q": wanted,
        "status": status,
        "statuses": [status.value for status in Status],
        "filtered": bool(wanted or status),
        "next_deadline": _next_deadline(alive),
        "gap_total": sum(row.gaps for row in alive),
        "red_line_total": sum(row.red_lines for row in alive),
        "undetermined_total": sum(row.undetermined for row in alive),
        "waiting": [row for row in rows if _waits_for(row, actor)],
        "may_start": Role.ASSESSOR in actor.roles and actor.trial_until is None,
    }
    return TemplateResponse(request, "assessments/dashboard.html", context)


def _matches(row: AssessmentRow, wanted: str, status: str) -> bool:
    named = f"{row.deployment_name} {row.place}".casefold()
    return wanted.strip().casefold() in named and status in ("", row.status.value)


def _next_deadline(rows: Sequence[AssessmentRow]) -> tuple[date, str, bool] | None:
    dated = [(row.next_deadline, row.deployment_name, row.is_overdue) for row in rows if row.next_deadline is not None]
    return min(dated) if dated else None


def _waits_for(row: AssessmentRow, actor: Actor) -> bool:
    if Role.DPO in actor.roles and row.status is Status.IN_REVIEW:
        return True
    return Role.ASSESSOR in actor.roles and row.status in (Status.DRAFT, Status.RETURNED)


class DeploymentForm(forms.Form):
    """What is assessed: one use of face recognition at one place for one purpose."""

    use_required_attribute = False
    name = text_field(
        _("Name of the deployment"),
        _("For example “Visitor gates, Tower B”"),
        200,
        _("Enter a name for the deployment"),
    )
    place = text_field(_("Place"), _("City and site, or “online”"), 200, _("Enter the place"))
    description = text_field(
        _("What it does (optional)"),
        _("One or two sentences. No names of people whose faces are processed"),
        2000,
        rows=3,
    )


def new_deployment(request: HttpRequest) -> HttpResponse:
    """Name a deployment and start its first assessment."""
    if actor_of(request).trial_until:
        return redirect("dashboard")
    form = DeploymentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = create_deployment(actor_of(request), **form.cleaned_data)
        return redirect("resume", assessment_id=made.assessment_id)
    status = 422 if form.errors else 200
    return TemplateResponse(request, "assessments/new.html", {"form": form}, status=status)
