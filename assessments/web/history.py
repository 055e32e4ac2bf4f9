"""The history of answers: who, when, before, after; and the button that puts an earlier answer back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.catalogue import QuestionKey, Step, StepKey
from assessments.domain.explanations import answer_words
from assessments.services.access import NotFound, actor_of
from assessments.services.assessments import EntryView, Workspace, load_workspace
from assessments.services.entries import NotEditable, StaleEntry, UnknownStep
from assessments.services.history import Change, SavedEntry, given_in, load_acts, restore_answer, step_showing
from assessments.services.upgrades import newest_entry
from assessments.web.conflict import conflict_page
from assessments.web.entered import as_entered
from assessments.web.rail import question_address
from assessments.web.step_form import StepForm

PER_PAGE = 20
"""Acts."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One question that an act changed."""

    number: str
    text: str
    href: str
    """Where the question is asked; empty where it is not."""
    before: str
    """Empty where it was open."""
    after: str
    counts: bool
    restores: str
    """What the button sends; empty where there is nothing to put back."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act."""

    number: int
    step: Step
    entry: EntryView
    changes: Sequence[ChangeRow]


def history_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """What was answered when, newest first, of one step or of all; a POST puts an earlier answer back."""
    workspace = load_workspace(actor_of(request), assessment_id)
    if request.method != "POST":
        return _page(request, workspace)
    number, question = _meant(request.POST.get("restore", ""), workspace)
    based_on = _number(request.POST.get("based_on", ""))
    try:
        restore_answer(actor_of(request), workspace, question, number, based_on)
    except StaleEntry as stale:
        return _conflict(request, workspace, question, number, stale.newest)
    except NotEditable:
        return redirect(_address(workspace, _step_of(request, workspace)))
    except UnknownStep:
        return _page(request, workspace, _("The question is not asked with the present answers."), 409)
    return redirect(_address(workspace, _step_of(request, workspace)))


def _meant(sent: str, workspace: Workspace) -> tuple[int, QuestionKey]:
    """Entry and question of a button. Raises NotFound."""
    number, _dot, key = sent.partition(".")
    question = QuestionKey(key)
    if question not in workspace.catalogue.questions:
        raise NotFound
    return _number(number), question


def _number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def _step_of(request: HttpRequest, workspace: Workspace) -> Step | None:
    """The step that the page is about; None for all."""
    wanted = request.GET.get("step", "")
    return next((each for each in workspace.catalogue.steps if each.key == wanted), None)


def _address(workspace: Workspace, step: Step | None) -> str:
    path = reverse("history", kwargs={"assessment_id": workspace.assessment.id})
    return f"{path}?step={step.key}" if step else path


def _conflict(
    request: HttpRequest, workspace: Workspace, question: QuestionKey, number: int, newest: EntryView
) -> HttpResponse:
    """The answer to put back as if it had been entered on its step, beside what somebody else saved meanwhile."""
    workspace = load_workspace(actor_of(request), workspace.assessment.id, with_people=True)
    key = step_showing(workspace, question)
    on_route = workspace.route.step(key) if key else None
    if on_route is None:
        return _page(request, workspace, _("The question is not asked with the present answers."), 409)
    data = QueryDict(mutable=True)
    as_entered(data, workspace.catalogue.questions[question], given_in(workspace, question, number))
    form = StepForm(data, catalogue=workspace.catalogue, step=on_route.step, answers=workspace.answers)
    return conflict_page(request, workspace, form, get_language() or "en", newest=newest)


def _page(request: HttpRequest, workspace: Workspace, problem: str = "", status: int = 200) -> HttpResponse:
    language = get_language() or "en"
    step = _step_of(request, workspace)
    acts = [each for each in reversed(load_acts(workspace)) if step is None or _touches(each, step)]
    pages = max(1, -(-len(acts) // PER_PAGE))
    page = min(max(_number(request.GET.get("page", "")), 1), pages)
    context = {
        "workspace": workspace,
        "step": step,
        "back": _back(workspace, step),
        "steps": [(each.key, each.number, each.title) for each in workspace.catalogue.steps],
        "acts": [_act(each, workspace, step, language) for each in acts[(page - 1) * PER_PAGE : page * PER_PAGE]],
        "based_on": newest_entry(workspace),
        "problem": problem,
        "page": page,
        "pages": pages,
        "older": page + 1 if page < pages else 0,
        "newer": page - 1,
    }
    return TemplateResponse(request, "assessments/history.html", context, status=status)


def _back(workspace: Workspace, step: Step | None) -> str:
    if step is None or not workspace.may_edit or workspace.route.step(step.key) is None:
        return ""
    return reverse("step", kwargs={"assessment_id": workspace.assessment.id, "step": str(step.key)})


def _touches(act: SavedEntry, step: Step) -> bool:
    here = {each.question for each in step.placements}
    return any(each.question in here for each in act.changes)


def _act(act: SavedEntry, workspace: Workspace, step: Step | None, language: str) -> ActRow:
    here = {each.question for each in step.placements} if step else None
    own = {each.key: each for each in workspace.catalogue.steps}[StepKey(act.entry.step)]
    rows = [
        _change(act.entry.number, each, workspace, language)
        for each in act.changes
        if here is None or each.question in here
    ]
    return ActRow(act.entry.number, own, act.entry, rows)


def _change(number: int, change: Change, workspace: Workspace, language: str) -> ChangeRow:
    question = workspace.catalogue.questions[change.question]
    before, after = (
        answer_words(question, each, language) if each is not None else "" for each in (change.before, change.after)
    )
    asked = change.question in workspace.route.asked and workspace.may_edit
    again = change.after is not None and change.after != workspace.answers.get(change.question)
    return ChangeRow(
        number=question.number,
        text=question.text.in_language(language),
        href=question_address(workspace.assessment.id, question) if asked else "",
        before=before,
        after=after,
        counts=change.counts and change.after is not None,
        restores=f"{number}.{change.question}" if asked and again else "",
    )
