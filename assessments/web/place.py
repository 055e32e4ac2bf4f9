"""The page of one place: what differs there, what came out, and describing it anew."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.domain.catalogue import Question, QuestionKey
from assessments.domain.explanations import answer_words
from assessments.domain.places import answerable
from assessments.services.access import Actor, NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.place_exceptions import StaleException, load_history, record_exception
from assessments.services.place_values import PlaceView
from assessments.services.place_views import exception_view
from assessments.services.places import IllegalDetails, NotEditable, PlaceRefused, StalePlace, change_place, set_out
from assessments.web.errors import conflict
from assessments.web.place_forms import ChangeForm
from assessments.web.place_rows import differences, exception_rows
from assessments.web.places import explain, number_in, require_assessor, stale_words


def find_place(workspace: Workspace, place_id: UUID) -> PlaceView:
    """A place that counts. Raises NotFound."""
    found = next((each for each in workspace.places if each.id == place_id), None)
    if found is None:
        raise NotFound
    return found


def place_page(request: HttpRequest, assessment_id: UUID, place_id: UUID) -> HttpResponse:
    """One place; a POST describes it anew, takes it out, or lets the common answer hold again."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    place = find_place(workspace, place_id)
    if request.method != "POST":
        asked = request.GET.get("question", "")
        if QuestionKey(asked) in workspace.catalogue.questions:
            return redirect("place-question", assessment_id=assessment_id, place_id=place_id, question=asked)
        return _page(request, workspace, place, ChangeForm(initial=_stands(place)))
    require_assessor(actor)
    try:
        return _act(request, actor, workspace, place)
    except NotEditable:
        return redirect("place", assessment_id=assessment_id, place_id=place_id)


def _stands(place: PlaceView) -> dict[str, object]:
    return {each: getattr(place, each) for each in ("name", "address", "devices", "position")}


def _act(request: HttpRequest, actor: Actor, workspace: Workspace, place: PlaceView) -> HttpResponse:
    assessment_id, based_on = workspace.assessment.id, number_in(request, "based_on")
    go = request.POST.get("go", "")
    if go == "common":
        key = QuestionKey(request.POST.get("question", ""))
        try:
            record_exception(actor, workspace, place.id, key, None, based_on)
        except StaleException:
            return redirect("place-question", assessment_id=assessment_id, place_id=place.id, question=str(key))
        return redirect("place", assessment_id=assessment_id, place_id=place.id)
    if go == "out":
        try:
            set_out(actor, assessment_id, place.id, based_on, is_out=True)
        except StalePlace as stale:
            return conflict(request, stale_words(stale))
        return redirect("places", assessment_id=assessment_id)
    return _change(request, actor, workspace, place, based_on)


def _change(request: HttpRequest, actor: Actor, workspace: Workspace, place: PlaceView, based_on: int) -> HttpResponse:
    form = ChangeForm(request.POST)
    stale = ""
    if form.is_valid():
        try:
            change_place(actor, workspace.assessment.id, place.id, form.fields_of_place(), based_on)
        except (IllegalDetails, PlaceRefused) as refused:
            explain(form, refused, "name")
        except StalePlace as error:
            stale = stale_words(error)
        else:
            return redirect("place", assessment_id=workspace.assessment.id, place_id=place.id)
    return _page(request, workspace, place, form, stale=stale)


def _page(
    request: HttpRequest, workspace: Workspace, place: PlaceView, form: ChangeForm, stale: str = ""
) -> HttpResponse:
    language = get_language() or "en"
    actor = actor_of(request)
    result = workspace.place_results[place.id]
    questions = workspace.catalogue.questions
    context = {
        "workspace": workspace,
        "place": place,
        "result": result,
        "exceptions": exception_rows(workspace, place, language),
        "differences": differences(workspace, place, language),
        "opened": [questions[key] for key in result.open],
        "choices": _choices(workspace, place),
        "history": _history(workspace, place, language),
        "form": form,
        "stale": stale,
        "may_change": workspace.may_edit and not actor.trial_until,
    }
    status = 409 if stale else 422 if form.errors else 200
    return TemplateResponse(request, "places/place.html", context, status=status)


def _choices(workspace: Workspace, place: PlaceView) -> list[tuple[str, list[Question]]]:
    """Questions that take an answer of the place's own, by step."""
    language = get_language() or "en"
    found: dict[str, list[Question]] = {}
    titles = {step.key: f"{step.number} {step.title.in_language(language)}" for step in workspace.catalogue.steps}
    for key in answerable(workspace.common, workspace.place_results[place.id]):
        question = workspace.catalogue.questions[key]
        found.setdefault(titles[question.step], []).append(question)
    return list(found.items())


def _history(workspace: Workspace, place: PlaceView, language: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for each in load_history(place.id):
        view = exception_view(each, workspace.catalogue)
        question = workspace.catalogue.questions[view.question]
        words = "" if view.answer is None else answer_words(question, view.answer, language)
        rows.append({"question": question, "words": words, "act": view})
    return rows
