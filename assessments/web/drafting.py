"""The draft report: asked for, being made, ready to download, or not made, on one page that can be left and found."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.domain.texts import REPORT_LANGUAGES
from assessments.services.access import actor_of
from assessments.services.assessments import load_workspace
from assessments.services.drafts import DRAFT_TASK, TooManyDrafts, ask_for_draft, load_draft, load_draft_file
from assessments.services.queueing import find_place
from assessments.web.downloads import pdf_response
from assessments.web.errors import no_draft_now

REFRESH_SECONDS = 3


def draft_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Where the draft stands; a POST asks for one. While it is made, the browser looks again until that is late."""
    actor = actor_of(request)
    if request.method == "POST":
        try:
            ask_for_draft(actor, assessment_id, _language_asked(request))
        except TooManyDrafts:
            return no_draft_now(request)
        return redirect("draft", assessment_id=assessment_id)
    workspace = load_workspace(actor, assessment_id)
    one = load_draft(actor, assessment_id)
    waiting = one is not None and one.status == "making"
    place = find_place(DRAFT_TASK, "draft_id", one.id, actor.now) if one is not None and waiting else None
    context = {"workspace": workspace, "draft": one, "waiting": waiting, "place": place}
    response = TemplateResponse(request, "assessments/draft.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    if one is not None and waiting and not one.is_late:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def draft_file(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The draft as a PDF; the page that says where it stands where there is none."""
    found = load_draft_file(actor_of(request), assessment_id)
    return pdf_response(*found) if found else redirect("draft", assessment_id=assessment_id)


def _language_asked(request: HttpRequest) -> str:
    asked = request.POST.get("language", "")
    return asked if asked in REPORT_LANGUAGES else get_language() or "en"
