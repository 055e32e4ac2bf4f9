"""Pages about an edition itself, open to everyone: the law is no secret. No data of any organisation is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assessments.catalogues import edition, edition_keys
from assessments.catalogues.route_drawing import draw_route
from assessments.domain.catalogue import Catalogue, Fact, Placement, Question, Step
from assessments.domain.condition_words import Clause, say_condition
from assessments.domain.conditions import Constant
from assessments.web.coverage import plan_coverage, plan_left_out

EditionPage = Callable[[HttpRequest, Catalogue], HttpResponse]


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One place where a question is shown, with the condition in words."""

    question: Question
    is_home: bool
    is_gate: bool
    shown_if: Clause | None
    """None where it is always asked."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with its questions in order."""

    step: Step
    questions: tuple[ShownQuestion, ...]


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact with its condition in words."""

    fact: Fact
    holds_if: Clause


def _of_edition(page: EditionPage) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page for an edition that exists; for any other key, 404 with the editions that there are."""

    @wraps(page)
    def shown(request: HttpRequest, edition_key: str) -> HttpResponse:
        if edition_key not in edition_keys():
            context = {"wanted": edition_key, "keys": edition_keys()}
            return TemplateResponse(request, "catalogue/unknown.html", context, status=404)
        return page(request, edition(edition_key))

    return shown


@_of_edition
def coverage(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """Each article with the questions that cite it and the obligations that rest on it, or why it is not asked."""
    language = get_language() or "en"
    sources = plan_coverage(catalogue, language)
    context = {
        "catalogue": catalogue,
        "covered": [each for each in sources if each.source.without_obligation is None],
        "others": [each for each in sources if each.source.without_obligation is not None],
        "left_out": plan_left_out(catalogue, language),
    }
    return TemplateResponse(request, "catalogue/coverage.html", context)


@_of_edition
def graph(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The route as a drawing, and the same in words."""
    language = get_language() or "en"
    facts = [ShownFact(one, say_condition(one.condition, catalogue, language)) for one in catalogue.facts.values()]
    context = {
        "catalogue": catalogue,
        "drawing": _drawing(catalogue, language),
        "facts": facts,
        "steps": [_step(each, catalogue, language) for each in catalogue.steps],
    }
    return TemplateResponse(request, "catalogue/graph.html", context)


@_of_edition
def drawing(request: HttpRequest, catalogue: Catalogue) -> HttpResponse:
    """The drawing by itself, as a file."""
    answer = HttpResponse(_drawing(catalogue, get_language() or "en"), content_type="image/svg+xml")
    answer.headers["Content-Disposition"] = f'inline; filename="route-{catalogue.key}.svg"'
    return answer


@lru_cache(maxsize=8)
def _drawing(catalogue: Catalogue, language: str) -> SafeString:
    return mark_safe(draw_route(catalogue, language))  # noqa: S308  written by an XML library from our own edition


def _step(step: Step, catalogue: Catalogue, language: str) -> ShownStep:
    return ShownStep(step, tuple(_question(each, catalogue, language) for each in step.placements))


def _question(placement: Placement, catalogue: Catalogue, language: str) -> ShownQuestion:
    is_always = placement.shown_if == Constant(True)
    return ShownQuestion(
        question=catalogue.questions[placement.question],
        is_home=placement.is_home,
        is_gate=placement.is_home and placement.question in catalogue.gates,
        shown_if=None if is_always else say_condition(placement.shown_if, catalogue, language),
    )
