"""Naming a deployment, which starts its first assessment."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from assessments.services.access import actor_of
from assessments.services.copying import load_sources
from assessments.services.deployments import create_deployment
from assessments.web.belonging import where_opened
from assessments.web.fields import text_field


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
    unit = text_field(
        _("Organisation unit (optional)"),
        _("The department or subsidiary that runs it, in your own words; reviewers can filter by it"),
        100,
    )
    description = text_field(
        _("What it does (optional)"),
        _("One or two sentences. No names of people whose faces are processed"),
        2000,
        rows=3,
    )


@where_opened
def new_deployment(request: HttpRequest) -> HttpResponse:
    """Name a deployment and start its first assessment."""
    if actor_of(request).trial_until:
        return redirect("dashboard")
    form = DeploymentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = create_deployment(actor_of(request), **form.cleaned_data)
        return redirect("resume", assessment_id=made.assessment_id)
    status = 422 if form.errors else 200
    context = {"form": form, "sources": load_sources(actor_of(request))}
    return TemplateResponse(request, "assessments/new.html", context, status=status)
