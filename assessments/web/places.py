"""The table of places: adding one, pasting many, taking out and putting back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.lifecycle import Role
from assessments.domain.place_words import count_places, places_sentence
from assessments.domain.places import MOST_PLACES
from assessments.services.access import Actor, NotAllowed, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.place_values import PlaceFields
from assessments.services.place_views import load_places_out
from assessments.services.places import (
    IllegalDetails,
    NotEditable,
    PlaceLimit,
    PlaceRefused,
    StalePlace,
    add_places,
    set_out,
)
from assessments.web.errors import conflict
from assessments.web.place_forms import PasteForm, PlaceForm
from assessments.web.place_rows import place_rows


def places_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All places with what came out there; a POST adds places, or puts one back that was taken out."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    if request.method != "POST":
        return _page(request, workspace, PlaceForm(), PasteForm())
    require_assessor(actor)
    go = request.POST.get("go", "")
    try:
        if go == "back":
            return _put_back(request, actor, assessment_id)
        return _add(request, actor, workspace, go)
    except NotEditable:
        return redirect("places", assessment_id=assessment_id)


def require_assessor(actor: Actor) -> None:
    """Raises NotAllowed for whoever may not change places: they change with the answers, and trials have none."""
    if Role.ASSESSOR not in actor.roles or actor.trial_until:
        raise NotAllowed


def _put_back(request: HttpRequest, actor: Actor, assessment_id: UUID) -> HttpResponse:
    place_id, based_on = place_in(request), number_in(request, "based_on")
    try:
        set_out(actor, assessment_id, place_id, based_on, is_out=False)
    except StalePlace as stale:
        return conflict(request, stale_words(stale))
    except PlaceRefused as refused:
        return conflict(request, refused_words(refused))
    return redirect("places", assessment_id=assessment_id)


def _add(request: HttpRequest, actor: Actor, workspace: Workspace, go: str) -> HttpResponse:
    one = PlaceForm(request.POST) if go == "add" else PlaceForm()
    many = PasteForm(request.POST) if go == "paste" else PasteForm()
    if go == "add" and one.is_valid() and _added(actor, workspace, one, "name", [one.fields_of_place()]):
        return redirect("places", assessment_id=workspace.assessment.id)
    if go == "paste" and many.is_valid() and _added(actor, workspace, many, "lines", many.cleaned_data["lines"]):
        return redirect("places", assessment_id=workspace.assessment.id)
    return _page(request, workspace, one, many, status=422)


def _added(actor: Actor, workspace: Workspace, form: forms.Form, field: str, wanted: Sequence[PlaceFields]) -> bool:
    try:
        add_places(actor, workspace.assessment.id, wanted)
    except (IllegalDetails, PlaceRefused) as refused:
        explain(form, refused, field)
    return not form.errors


def explain(form: forms.Form, refused: IllegalDetails | PlaceRefused, first: str) -> None:
    """Say at its field, or else at the `first`, why a place was not taken."""
    if isinstance(refused, PlaceRefused):
        form.add_error(first, refused_words(refused))
        return
    words = _("This text cannot be kept. Shorten it, and take out characters that cannot be seen")
    form.add_error(refused.field if refused.field in form.fields else first, words)


def refused_words(refused: PlaceRefused) -> str:
    """One sentence for the person."""
    if refused.limit is PlaceLimit.FULL:
        return _("There can be at most %(most)s places. Nothing was added") % {"most": MOST_PLACES}
    return _("There is a place with the name “%(name)s” already. Give each place a name of its own") % {
        "name": refused.name
    }


def stale_words(stale: StalePlace) -> str:
    """One sentence for the person."""
    return _("%(who)s changed this place since you opened the page. Nothing was overwritten.") % {"who": stale.made_by}


def place_in(request: HttpRequest) -> UUID:
    """The place that a form names; one that cannot exist where it names none."""
    try:
        return UUID(request.POST.get("place", ""))
    except ValueError:
        return UUID(int=0)


def number_in(request: HttpRequest, name: str) -> int:
    """A number that a form brings back; 0 where it is none."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def _page(
    request: HttpRequest, workspace: Workspace, one: PlaceForm, many: PasteForm, status: int = 200
) -> HttpResponse:
    language = get_language() or "en"
    actor = actor_of(request)
    context = {
        "workspace": workspace,
        "rows": place_rows(workspace),
        "counts": count_places(workspace.assessed, workspace.place_marks),
        "sentence": places_sentence(workspace.assessed, workspace.place_marks, language).strip(),
        "out": load_places_out(workspace.assessment.id),
        "one": one,
        "many": many,
        "most": MOST_PLACES,
        "may_change": workspace.may_edit and not actor.trial_until,
    }
    return TemplateResponse(request, "places/all.html", context, status=status)
