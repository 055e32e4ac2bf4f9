"""Findings by place: for each place only what came out otherwise, and a table of all."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.domain.place_words import count_places, places_sentence
from assessments.services.access import actor_of
from assessments.services.assessments import load_workspace
from assessments.web.place_rows import like_all, place_groups, place_rows


def places_findings_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """What differs at each place, places with the same answers together."""
    workspace = load_workspace(actor_of(request), assessment_id)
    if not workspace.places:
        return redirect("places", assessment_id=assessment_id)
    language = get_language() or "en"
    marks = workspace.place_marks
    context = {
        "workspace": workspace,
        "rows": place_rows(workspace),
        "groups": place_groups(workspace, language),
        "like_all": like_all(workspace),
        "counts": count_places(workspace.assessed, marks),
        "sentence": places_sentence(workspace.assessed, marks, language).strip(),
    }
    return TemplateResponse(request, "places/findings.html", context)
