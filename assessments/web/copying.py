"""Starting a new assessment from the answers of an earlier one: for which deployment, and what goes along."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.domain.lifecycle import Status
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.copying import NoWay, may_copy, start_from
from assessments.services.deployments import NewDeployment, load_deployments
from assessments.web.fields import text_field

NEW = "new"


class CopyForm(forms.Form):
    """Which deployment the new assessment is about, and whether documents go along."""

    use_required_attribute = False
    deployment = forms.ChoiceField(
        label=gettext_lazy("What is assessed"),
        error_messages={"required": gettext_lazy("Choose what is assessed")},
        widget=forms.Select(attrs={"class": "inp"}),
    )
    name = text_field(
        gettext_lazy("Name of the new deployment"), gettext_lazy("Only where you chose a new deployment"), 200
    )
    place = text_field(gettext_lazy("Place of the new deployment"), "", 200)
    evidence = forms.BooleanField(
        label=gettext_lazy("Put the documents on record again (for the same deployment)"), required=False
    )

    def offer(self, workspace: Workspace, others: list[tuple[UUID, str]]) -> None:
        """Deployments to choose from: that of the earlier assessment first. What counts of the documents of one that an
        upgrade left behind is on record where it went on."""
        one = workspace.assessment
        same = _("The same: %(name)s") % {"name": one.deployment_name}
        further = [(str(key), name) for key, name in others if key != one.deployment_id]
        field = cast(forms.ChoiceField, self.fields["deployment"])
        field.choices = [(str(one.deployment_id), same), *further, (NEW, _("A new deployment"))]
        if one.status is Status.SUPERSEDED:
            del self.fields["evidence"]

    def clean(self) -> None:
        """A new deployment needs a name and a place."""
        if self.cleaned_data.get("deployment") != NEW:
            return
        for field, missing in (("name", _("Enter a name for the deployment")), ("place", _("Enter the place"))):
            if field not in self.errors and not self.cleaned_data.get(field, "").strip():
                self.add_error(field, missing)

    def target(self) -> UUID | NewDeployment:
        """What was chosen; the form must be valid."""
        given = self.cleaned_data
        return NewDeployment(given["name"], given["place"]) if given["deployment"] == NEW else UUID(given["deployment"])


def copy_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Choose what the new assessment is about; a POST starts it."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    if not may_copy(actor):
        return redirect("findings", assessment_id=assessment_id)
    form = CopyForm(request.POST if request.method == "POST" else None)
    form.offer(workspace, load_deployments(actor))
    problem = ""
    if request.method == "POST" and form.is_valid():
        evidence = form.cleaned_data.get("evidence", False)
        try:
            new = start_from(actor, assessment_id, form.target(), with_evidence=evidence)
        except NoWay:
            problem = _("From this edition no way leads to the current one.")
        else:
            return redirect("reconfirm", assessment_id=new)
    context = {
        "workspace": workspace,
        "form": form,
        "problem": problem,
        "count": workspace.route.answered_count,
    }
    status = 409 if problem else 422 if form.errors else 200
    return TemplateResponse(request, "assessments/copy.html", context, status=status)
