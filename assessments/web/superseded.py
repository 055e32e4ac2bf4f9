"""An old tab that saves after the upgrade: nothing is lost, and the way leads on to the newer edition."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from assessments.domain.catalogue import StepKey
from assessments.domain.explanations import answer_words
from assessments.services.assessments import Workspace
from assessments.web.step_form import StepForm


def superseded_page(request: HttpRequest, workspace: Workspace, step: StepKey, language: str) -> HttpResponse:
    """409: shows what was entered, so that it can be entered again there."""
    placed = next(one for one in workspace.catalogue.steps if one.key == step)
    form = StepForm(request.POST, catalogue=workspace.catalogue, step=placed, answers=workspace.answers)
    mine = form.answers_to_record()
    entered = [
        (
            question.number,
            question.text.in_language(language),
            answer_words(question, mine[question.key], language) if question.key in mine else "",
            " ".join(form.raw_of(question).values) if form.error_of(question) else "",
        )
        for question in form.questions
        if question.key in form.asked
    ]
    context = {"workspace": workspace, "step": placed, "entered": entered}
    return TemplateResponse(request, "steps/superseded.html", context, status=409)
