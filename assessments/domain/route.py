"""The route: which steps and questions are shown for given answers, and what is still open. One pass, no cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from assessments.domain.answers import Answers
from assessments.domain.catalogue import (
    Catalogue,
    Placement,
    QuestionKey,
    Step,
    StepKey,
)
from assessments.domain.conditions import Condition
from assessments.domain.evaluation import View, evaluate
from assessments.domain.findings import AnswerState
from assessments.domain.reading import openers_of
from assessments.domain.remembering import Routes


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One step as it stands for these answers."""

    step: Step
    shown: tuple[QuestionKey, ...]
    """Questions shown, in order."""
    open: tuple[QuestionKey, ...]
    """Shown questions without an answer; "not sure" is an answer."""


@dataclass(frozen=True, slots=True)
class Route:
    """The steps with at least one question shown, in order."""

    steps: tuple[RouteStep, ...]
    asked: frozenset[QuestionKey]
    openers: Mapping[QuestionKey, frozenset[QuestionKey]] = field(default_factory=dict)
    """For each question, the questions that decide whether it is shown."""

    def opened_by(self, question: QuestionKey) -> tuple[QuestionKey, ...]:
        """The questions that decide whether `question` is shown, in no particular order of weight."""
        return tuple(sorted(self.openers.get(question, frozenset())))

    def step(self, key: str) -> RouteStep | None:
        """The step on the route with this key, or None."""
        return next((each for each in self.steps if each.step.key == key), None)

    def first_open(self) -> StepKey | None:
        """Where to resume: the first step with an open question, or None when nothing is open."""
        return next((each.step.key for each in self.steps if each.open), None)

    @property
    def open_count(self) -> int:
        """Questions on the route without an answer, each counted once."""
        return len({key for each in self.steps for key in each.open})

    @property
    def answered_count(self) -> int:
        """Questions on the route with an answer."""
        return len(self.asked) - self.open_count


def view_of_route(catalogue: Catalogue, answers: Answers, as_of: date) -> View:
    """The answers that count: those on the route, on the day of the assessment."""
    view = View(catalogue, answers, as_of)
    walk(view)
    return view


def plan_route(catalogue: Catalogue, answers: Answers) -> Route:
    """Walk the catalogue once and decide for every placement whether it is shown.

    A placement is shown when its condition is true, or unknown only because somebody answered "not sure":
    an unknown keeps the way open, a missing answer does not yet open it.
    """
    return walk(View(catalogue, answers, as_of=None))


def walk(view: View) -> Route:
    """The route of the answers in a new `view`, which knows afterwards what is asked."""
    remembered = routes_of(view.catalogue)
    route, not_asked = remembered.recall(view.answers, view.as_of, lambda: (_walk(view), view.not_asked))
    view.take_over(route.asked, not_asked)
    return route


@lru_cache(maxsize=8)
def routes_of(catalogue: Catalogue) -> Routes[tuple[Route, frozenset[QuestionKey]]]:
    """Of an edition, each with the questions that are certain not to be asked."""
    return Routes(catalogue)


def _walk(view: View) -> Route:
    steps = []
    for step in view.catalogue.steps:
        shown = tuple(dict.fromkeys(_shown(step, view)))
        if shown:
            still_open = tuple(key for key in shown if view.state(key) is AnswerState.MISSING)
            steps.append(RouteStep(step, shown, still_open))
    return Route(tuple(steps), frozenset(view.asked), openers_of(view.catalogue))


def _shown(step: Step, view: View) -> list[QuestionKey]:
    return [each.question for each in step.placements if _decide(each, view)]


def _decide(placement: Placement, view: View) -> bool:
    truth = _opens(placement.shown_if, view)
    view.settle(placement.question, truth, is_home=placement.is_home)
    return truth is True


def _opens(condition: Condition, view: View) -> bool | None:
    """True: shown. False: not asked. None: not shown yet, it hangs on a missing answer."""
    found = evaluate(condition, view)
    if found.truth is not None:
        return found.truth
    if all(leaf.state is not AnswerState.MISSING for leaf in found.leaves):
        return True
    return None
