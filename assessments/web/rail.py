"""The list of steps and the panel of findings beside the questions. What they count comes from route and findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import Question, Step, StepKey
from assessments.domain.route import RouteStep
from assessments.services.assessments import Workspace
from assessments.services.confirming import unconfirmed
from assessments.services.workspace import Assigned
from assessments.web.citing import anchor_of
from assessments.web.findings import Shown, gaps, left_aside, show_all, worst


@dataclass(frozen=True, slots=True)
class RailStep:
    """One line of the list of steps."""

    number: int
    title: str
    href: str
    """Empty where no question of the step applies."""
    count: str
    state: str
    """State in words, for screen readers."""
    glyph: str
    colour: str
    complete: bool
    current: bool
    waiting: int = 0
    """Earlier answers that wait to be confirmed."""
    assigned: Assigned | None = None
    """Whose it is, if it is anybody's."""

    @property
    def drawn_for(self) -> RailStep | None:
        """What its line depends on; None where that is drawn anew each time, because it names somebody."""
        return self if self.assigned is None else None


@dataclass(frozen=True, slots=True)
class Panel:
    """The findings so far."""

    gaps: Sequence[Shown]
    aside: Sequence[Shown]
    """Left to a person because counsel takes another view."""
    unsure: Sequence[Question]
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything beside the questions."""

    steps: Sequence[RailStep]
    panel: Panel


def plan_beside(workspace: Workspace, language: str, current: str = "") -> Beside:
    """List of steps and panel of findings for one assessment."""
    shown = show_all(workspace, language)
    found = gaps(shown)
    waiting = {key: len(rows) for key, rows in unconfirmed(workspace).items()}
    homes: dict[StepKey, list[Shown]] = {}
    for one in found:
        if one.main_question is not None:
            homes.setdefault(one.main_question.step, []).append(one)
    steps = [
        replace(
            _rail_step(workspace, step, homes.get(step.key, ()), language, current),
            waiting=waiting.get(step.key, 0),
            assigned=workspace.assigned.get(step.key),
        )
        for step in workspace.catalogue.steps
    ]
    route = workspace.route
    asked = route.answered_count + route.open_count
    panel = Panel(found, left_aside(shown), unsure_questions(workspace), route.answered_count, asked)
    return Beside(steps, panel)


def unsure_questions(workspace: Workspace) -> list[Question]:
    """Questions on the route that were answered "not sure", in order."""
    return [
        question
        for question in workspace.catalogue.questions.values()
        if question.key in workspace.route.asked and workspace.answers.get(question.key) is NotSure.NOT_SURE
    ]


def question_address(assessment_id: object, question: Question) -> str:
    """Address of a question on the page of its step."""
    page = reverse("step", kwargs={"assessment_id": assessment_id, "step": str(question.step)})
    return f"{page}#{anchor_of(question)}"


def _rail_step(workspace: Workspace, step: Step, here: Sequence[Shown], language: str, current: str) -> RailStep:
    on_route = workspace.route.step(step.key)
    title = step.title.in_language(language)
    if on_route is None:
        return RailStep(step.number, title, "", "", _("does not apply"), "bar", "na", False, False)
    unsure = sum(workspace.answers.get(key) is NotSure.NOT_SURE for key in on_route.shown)
    done = len(on_route.shown) - len(on_route.open)
    glyph, colour = _look(on_route, done, worst(here), unsure)
    return RailStep(
        number=step.number,
        title=title,
        href=reverse("step", kwargs={"assessment_id": workspace.assessment.id, "step": str(step.key)}),
        count=f"{done}/{len(on_route.shown)}",
        state=_state(on_route, done, len(here), unsure),
        glyph=glyph,
        colour=colour,
        complete=not on_route.open,
        current=str(step.key) == current,
    )


def _look(step: RouteStep, done: int, severity: str, unsure: int) -> tuple[str, str]:
    if done == 0:
        return "none", "none"
    if step.open:
        return "half", "half"
    if severity and severity != "advice":
        return severity, severity
    return ("ask", "open") if unsure else ("tick", "done")


def _state(step: RouteStep, done: int, found: int, unsure: int) -> str:
    words = [_("not started") if done == 0 else _("in progress") if step.open else _("complete")]
    if found:
        words.append(ngettext("%(n)s finding", "%(n)s findings", found) % {"n": found})
    if unsure:
        words.append(ngettext("%(n)s to clarify", "%(n)s to clarify", unsure) % {"n": unsure})
    return _(", ").join(words)
