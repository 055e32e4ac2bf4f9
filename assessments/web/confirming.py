"""Going through earlier answers: which wait to be confirmed, step by step, and confirming some or all of a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language

from assessments.domain.catalogue import QuestionKey, Step, StepKey
from assessments.domain.explanations import answer_words
from assessments.domain.lifecycle import Role
from assessments.services.access import NotAllowed, NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.confirming import confirm, keepable, unconfirmed
from assessments.services.entries import NotEditable, StaleEntry, UnknownStep
from assessments.services.workspace import EarlierAnswer
from assessments.web.conflict import conflict_page
from assessments.web.earlier import reasons
from assessments.web.entered import as_entered
from assessments.web.step_form import StepForm


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One earlier answer."""

    key: str
    number: str
    text: str
    words: str
    why: Sequence[str]
    given_by: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """The earlier answers of one step."""

    step: Step
    based_on: int
    may_confirm: bool
    """False where the step is asked only once answers before it are confirmed."""
    rows: Sequence[WaitingRow]


def reconfirm_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Earlier answers of one step, or of all; a POST confirms some of a step."""
    actor = actor_of(request)
    if request.method != "POST":
        return _page(request, load_workspace(actor, assessment_id))
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    workspace = load_workspace(actor, assessment_id)
    step = StepKey(request.POST.get("confirms", ""))
    if all(each.key != step for each in workspace.catalogue.steps):
        raise NotFound
    chosen = request.POST.getlist("all" if request.POST.get("go") == "all" else "keep")
    questions = [QuestionKey(key) for key in chosen]
    try:
        confirm(actor, workspace, step, questions, _number(request.POST.get("based_on", "")))
    except StaleEntry as stale:
        return _conflict(request, load_workspace(actor, assessment_id, with_people=True), step, questions, stale)
    except (NotEditable, UnknownStep):
        return redirect("reconfirm", assessment_id=assessment_id)
    if request.GET.get("step"):
        return redirect("step", assessment_id=assessment_id, step=str(step))
    return redirect("reconfirm", assessment_id=assessment_id)


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def _conflict(
    request: HttpRequest, workspace: Workspace, key: StepKey, questions: Sequence[QuestionKey], stale: StaleEntry
) -> HttpResponse:
    """The earlier answers as if they had been entered, beside what somebody else saved meanwhile."""
    on_route = workspace.route.step(key)
    if on_route is None:
        return redirect("reconfirm", assessment_id=workspace.assessment.id)
    values = keepable(workspace)
    placed = {each.question for each in on_route.step.placements}
    data = QueryDict(mutable=True)
    for question in questions:
        if question in values and question in placed:
            as_entered(data, workspace.catalogue.questions[question], values[question])
    form = StepForm(data, catalogue=workspace.catalogue, step=on_route.step, answers=workspace.answers)
    return conflict_page(request, workspace, form, get_language() or "en", newest=stale.newest)


def _page(request: HttpRequest, workspace: Workspace) -> HttpResponse:
    language = get_language() or "en"
    wanted = request.GET.get("step", "")
    found = unconfirmed(workspace)
    groups = [
        _group(workspace, step, found[step.key], language)
        for step in workspace.catalogue.steps
        if step.key in found and wanted in ("", step.key)
    ]
    one = next((each.step for each in groups), None) if wanted else None
    where = {"assessment_id": workspace.assessment.id}
    context = {
        "workspace": workspace,
        "groups": groups,
        "one": one,
        "total": sum(len(rows) for rows in found.values()),
        "back": reverse("step", kwargs={**where, "step": str(one.key)}) if one and workspace.may_edit else "",
        "not_sure": [_row(workspace, each, language) for each in _shown_only(workspace)] if not wanted else [],
    }
    return TemplateResponse(request, "assessments/reconfirm.html", context)


def _shown_only(workspace: Workspace) -> list[EarlierAnswer]:
    """Earlier answers that can only be given anew, and were not yet."""
    waiting = {id(one): one for found in workspace.waiting.values() for one in found}
    return [one for one in waiting.values() if one.passage.value is None]


def _group(workspace: Workspace, step: Step, rows: Sequence[EarlierAnswer], language: str) -> WaitingGroup:
    may = workspace.may_edit and workspace.route.step(step.key) is not None
    shown = [_row(workspace, each, language) for each in rows]
    return WaitingGroup(step, workspace.based_on(step.key), may, shown)


def _row(workspace: Workspace, one: EarlierAnswer, language: str) -> WaitingRow:
    value = one.passage.value
    question = workspace.catalogue.questions[one.passage.targets[0]]
    words = answer_words(question, value, language) if value is not None else ""
    return WaitingRow(
        key=str(question.key),
        number=question.number,
        text=question.text.in_language(language),
        words=words or answer_words(one.question, one.passage.answer, language),
        why=reasons(one.passage.because, language),
        given_by=one.given_by,
        given_at=one.given_at,
    )
