"""One question at one place: the same fields as on its step, beside the common answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Placement, Question, QuestionKey, Step
from assessments.domain.conditions import Constant
from assessments.domain.explanations import answer_words
from assessments.domain.places import answerable
from assessments.domain.route import RouteStep
from assessments.domain.texts import Text
from assessments.services.access import NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.place_exceptions import NotAtThisPlace, StaleException, record_exceptions
from assessments.services.place_values import PlaceView
from assessments.services.places import NotEditable
from assessments.web.place import find_place
from assessments.web.places import number_in, require_assessor
from assessments.web.questions import QuestionRow, QuestionRows
from assessments.web.step_form import StepForm

ALSO, BASED_ON = "also", "based_on."
"""Fields: further places that are to have the same answer, and the beginning of the one that says what was known."""


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place that can be given the same answer."""

    place: PlaceView
    words: str
    """Its own answer now; empty where the common one holds."""
    based_on: int
    is_chosen: bool


def place_question_page(request: HttpRequest, assessment_id: UUID, place_id: UUID, question: str) -> HttpResponse:
    """The answer of the place; a POST saves it."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    place = find_place(workspace, place_id)
    asked = workspace.catalogue.questions.get(QuestionKey(question))
    if asked is None:
        raise NotFound
    back = redirect("place", assessment_id=assessment_id, place_id=place_id)
    may_answer = asked.key in answerable(workspace.common, workspace.place_results[place_id])
    if request.method != "POST":
        open_here = may_answer and workspace.may_edit and not actor.trial_until
        return _page(request, workspace, place, asked, _form(workspace, place, asked)) if open_here else back
    require_assessor(actor)
    form = StepForm(request.POST, catalogue=workspace.catalogue, step=_alone(asked), answers=place.answers)
    answer = form.answers_to_record().get(question)
    if form.errors or answer is None:
        return _page(request, workspace, place, asked, form, status=422)
    based_on = {place_id: number_in(request, "based_on")} | _also(request, workspace)
    try:
        record_exceptions(actor, workspace, asked.key, answer, based_on)
    except (NotEditable, NotAtThisPlace):
        return back
    except StaleException as stale:
        return _page(request, load_workspace(actor, assessment_id), place, asked, form, status=409, stale=stale)
    return back


def _also(request: HttpRequest, workspace: Workspace) -> dict[UUID, int]:
    """Other places that are to have the same answer, with what the page knew of each; what is no place is left out."""
    sent = set(request.POST.getlist(ALSO))
    pairs = ((each.id, f"{BASED_ON}{each.id}") for each in workspace.places if str(each.id) in sent)
    return {key: number_in(request, name) for key, name in pairs}


def _alone(question: Question) -> Step:
    """A step that holds this question and no other."""
    placement = Placement(question.key, Constant(value=True), is_home=True)
    return Step(question.step, 0, Text("", ""), Text("", ""), (placement,))


def _form(workspace: Workspace, place: PlaceView, question: Question) -> StepForm:
    """Unbound: with the answer of the place, else with the common one to start from."""
    stands = workspace.place_results[place.id].answers
    return StepForm(catalogue=workspace.catalogue, step=_alone(question), answers=stands)


def _page(
    request: HttpRequest,
    workspace: Workspace,
    place: PlaceView,
    question: Question,
    form: StepForm,
    *,
    status: int = 200,
    stale: StaleException | None = None,
) -> HttpResponse:
    language = get_language() or "en"
    stands = find_place(workspace, place.id)
    context = {
        "workspace": workspace,
        "place": stands,
        "question": question,
        "row": _question_row(workspace, form, question, language),
        "common": _words(question, workspace.common.counting.get(question.key), language),
        "has_own": question.key in stands.answers,
        "based_on": stands.based_on(question.key),
        "stale": stale,
        "theirs": _words(question, stale.newest.answer if stale else None, language),
        "any_chosen": ALSO in request.POST,
        "others": _others(request, workspace, stands, question, language),
        "is_empty": form.is_bound and not form.errors and not stale,
    }
    return TemplateResponse(request, "places/question.html", context, status=status)


def _others(
    request: HttpRequest, workspace: Workspace, place: PlaceView, question: Question, language: str
) -> list[OtherPlace]:
    chosen = set(request.POST.getlist(ALSO))
    results = workspace.place_results
    return [
        OtherPlace(
            each,
            _words(question, each.answers.get(question.key), language),
            each.based_on(question.key),
            str(each.id) in chosen,
        )
        for each in workspace.places
        if each.id != place.id and question.key in answerable(workspace.common, results[each.id])
    ]


def _question_row(workspace: Workspace, form: StepForm, question: Question, language: str) -> QuestionRow:
    here = RouteStep(form.step, (question.key,), ())
    (row,) = QuestionRows(form, workspace, language, frozenset()).build(here, {})
    return row


def _words(question: Question, answer: Answer | None, language: str) -> str:
    return "" if answer is None else answer_words(question, answer, language)
