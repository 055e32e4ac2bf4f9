"""Working on an assessment together: who does which step, what is being said, who is asked. One step, or all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import Question, QuestionKey, Step, StepKey
from assessments.domain.lifecycle import Role
from assessments.services.access import NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.assigning import StaleAssignment, assign
from assessments.services.clarifying import Asked, load_asked
from assessments.services.colleagues import Colleague, load_colleagues, may_work
from assessments.services.comments import Thread, load_threads
from assessments.services.entries import NotEditable
from assessments.services.workspace import Assigned
from assessments.web.mail import absolute, send_after_commit


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question with what is being said of it."""

    question: Question
    thread: Thread | None
    asked: Asked | None
    is_unsure: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step with whose it is."""

    step: Step
    assigned: Assigned | None
    questions: Sequence[QuestionLine]


def together_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Who does what; a POST assigns a step."""
    workspace = load_workspace(actor_of(request), assessment_id, with_people=True)
    if request.method != "POST":
        return _page(request, workspace)
    step = next((each for each in workspace.catalogue.steps if each.key == request.POST.get("assigns")), None)
    if step is None:
        raise NotFound
    person_id, was = (_person(request.POST.get(name, "")) for name in ("person", "was"))
    try:
        told = assign(actor_of(request), assessment_id, step.key, person_id, was)
    except StaleAssignment:
        problem = _("Somebody assigned this step since you opened this page. Look whose it is now, then decide again.")
        again = load_workspace(actor_of(request), assessment_id, with_people=True)
        return _page(request, again, problem, 409)
    except NotEditable:
        return redirect(_address(request, assessment_id))
    if told is not None:
        _tell(request, told, workspace, step)
    return redirect(_address(request, assessment_id))


def _person(sent: str) -> UUID | None:
    """Raises NotFound for what is no key of a person."""
    try:
        return UUID(sent) if sent else None
    except ValueError:
        raise NotFound from None


def _address(request: HttpRequest, assessment_id: UUID) -> str:
    path = reverse("together", kwargs={"assessment_id": assessment_id})
    step = request.GET.get("step", "")
    return f"{path}?step={step}" if step.isidentifier() and step.isascii() else path


def _tell(request: HttpRequest, person: Colleague, workspace: Workspace, step: Step) -> None:
    """Both languages where the person never chose one."""
    where = {
        "link": absolute("step", str(workspace.assessment.id), str(step.key)),
        "deployment": workspace.assessment.deployment_name,
        "step": step,
        "who": actor_of(request).person_name,
        "language": person.language,
    }
    send_after_commit(person.email, "assigned", where)


def _page(request: HttpRequest, workspace: Workspace, problem: str = "", status: int = 200) -> HttpResponse:
    actor, wanted = actor_of(request), request.GET.get("step", "")
    threads, asked = load_threads(workspace.assessment.id), load_asked(workspace.assessment.id)
    lines = [_line(workspace, each, threads, asked, everything=bool(wanted)) for each in workspace.catalogue.steps]
    one = next((each for each in lines if each.step.key == wanted), None)
    may_assign = may_work(actor) and workspace.is_editable
    on_route = one is not None and workspace.route.step(one.step.key) is not None
    context = {
        "workspace": workspace,
        "one": one,
        "lines": [one] if one else lines,
        "may_assign": may_assign,
        "people": load_colleagues(actor, {Role.ASSESSOR}) if may_assign else (),
        "problem": problem,
        "back": on_route and workspace.may_edit,
        "language": get_language() or "en",
    }
    return TemplateResponse(request, "assessments/together.html", context, status=status)


def _line(
    workspace: Workspace,
    step: Step,
    threads: Mapping[QuestionKey, Thread],
    asked: Mapping[QuestionKey, Asked],
    *,
    everything: bool,
) -> StepLine:
    """Questions that have their home on the step: all that are asked, or those of which something is being said."""
    found = [
        QuestionLine(
            workspace.catalogue.questions[each.question],
            threads.get(each.question),
            asked.get(each.question),
            workspace.answers.get(each.question) is NotSure.NOT_SURE,
        )
        for each in step.placements
        if each.is_home and (each.question in workspace.route.asked or each.question in threads)
    ]
    shown = [each for each in found if everything or each.thread or each.is_unsure]
    return StepLine(step, workspace.assigned.get(StepKey(step.key)), shown)
