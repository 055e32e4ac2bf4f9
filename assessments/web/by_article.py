"""The findings by article: every article that an obligation rests on, and each obligation behind it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.services.access import actor_of
from assessments.services.assessments import load_workspace
from assessments.web.articles import plan_articles
from assessments.web.findings import show_all
from assessments.web.other_day import read_asked_day


def by_article_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """As of the same day as the findings, or as if on another day that is asked for."""
    language = get_language() or "en"
    stored = load_workspace(actor_of(request), assessment_id)
    asked = read_asked_day(request.GET.get("as_of"))
    workspace = stored.on(asked.day) if asked.day else stored
    context = {
        "workspace": workspace,
        "sources": plan_articles(show_all(workspace, language), workspace.catalogue, language),
        "asked": asked,
        "stored_day": stored.as_of,
        "is_other_day": workspace.as_of != stored.as_of,
    }
    return TemplateResponse(request, "assessments/by_article.html", context, status=422 if asked.error else 200)
