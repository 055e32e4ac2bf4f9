"""Pages that everyone may read: the landing page and the help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.catalogues import current_edition
from assessments.services.startup import database_answers
from assessments.web.accounts import SignInForm
from assessments.web.example import sample_finding
from assessments.web.provider_protocol import known_provider
from assessments.web.trying import are_offered


def landing(request: HttpRequest) -> HttpResponse:
    """What the product is, with the sign-in form; a person who is signed in goes to the assessments."""
    if request.user.is_authenticated:
        return redirect("dashboard")
    edition = current_edition()
    counts = {"questions": len(edition.questions), "steps": len(edition.steps)}
    sample = sample_finding(get_language() or "en")
    context = {"form": SignInForm(), "trials_offered": are_offered(), "sample": sample, **counts}
    context["provider"] = known_provider()
    return TemplateResponse(request, "public/landing.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers and reaches its database; for load balancers. Raises nothing: 200 or 503."""
    is_well = database_answers()
    return HttpResponse("ok" if is_well else "no database", status=200 if is_well else 503, content_type="text/plain")


def help_page(request: HttpRequest) -> HttpResponse:
    """How it works, words used, sources of the edition, uncertain points, privacy, accessibility."""
    edition = current_edition()
    context = {
        "sources": edition.sources.values(),
        "uncertain": edition.uncertain_points.values(),
        "counts": {"questions": len(edition.questions), "obligations": len(edition.obligations)},
    }
    return TemplateResponse(request, "public/help.html", context)
