"""The assessor's attestation, and reopening for a next revision."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from assessments.domain.lifecycle import Move
from assessments.services.access import actor_of
from assessments.services.assessments import load_workspace
from assessments.services.printing import NotPrintable
from assessments.services.review import MoveRefused, hand_in, reopen
from assessments.web.errors import conflict
from assessments.web.fields import statement_field
from assessments.web.findings import gaps, show_all
from assessments.web.moves import refused, unprintable
from assessments.web.rail import unsure_questions
from assessments.web.result import whole_sentence
from assessments.web.securing import require_confirmation


class HandInForm(forms.Form):
    """Three statements, all of them needed, and what they are bound to."""

    use_required_attribute = False
    true = statement_field(
        _(
            "I answered from the records of the organisation and from what I know, and the answers are true and "
            "complete to the best of my knowledge."
        ),
        _("State that the answers are true, or correct them first"),
    )
    read = statement_field(
        _("I have read the findings and the answers to clarify."),
        _("State that you have read the findings, or read them first"),
    )
    limits = statement_field(
        _("I understand that this self-assessment is not legal advice and is not a filing with any authority."),
        _("State that you know the limits of this self-assessment"),
    )
    digest = forms.CharField(widget=forms.HiddenInput)


def hand_in_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Attest to the answers and hand them in for review."""
    language = get_language() or "en"
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    if Move.HAND_IN not in workspace.moves:
        return redirect("findings", assessment_id=assessment_id)
    if not workspace.is_complete:
        return redirect("check", assessment_id=assessment_id)
    form = HandInForm(request.POST if request.method == "POST" else None, initial={"digest": workspace.answers_digest})
    problem = ""
    if request.method == "POST" and form.is_valid():
        require_confirmation(request)
        try:
            digest = form.cleaned_data["digest"]
            hand_in(actor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
        except MoveRefused as error:
            problem = refused(error)
        except NotPrintable as error:
            problem = unprintable(error)
        else:
            return redirect("findings", assessment_id=assessment_id)
    found = gaps(show_all(workspace, language))
    context = {
        "workspace": workspace,
        "form": form,
        "problem": problem,
        "gap_count": len(found),
        "unsure_count": len(unsure_questions(workspace)),
        "overall": whole_sentence(workspace, language),
    }
    return TemplateResponse(
        request, "assessments/hand_in.html", context, status=409 if problem else 422 if form.errors else 200
    )


@require_POST
def reopen_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Start the draft of the next revision."""
    try:
        reopen(actor_of(request), assessment_id)
    except MoveRefused as error:
        return conflict(request, refused(error))
    outdated = load_workspace(actor_of(request), assessment_id).upgrade is not None
    return redirect("upgrade" if outdated else "resume", assessment_id=assessment_id)
