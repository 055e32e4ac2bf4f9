"""Where an organisation demands a second factor: who lacks one, and the page to which they are led."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from assessments.services.access import member_signed_in
from assessments.services.second_factors import guarded_among
from assessments.web.provider_return import came_from_provider


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether somebody has none. How the identity provider makes sure is the provider's matter."""
    return not came_from_provider(request) and not guarded_among([request.user.pk])  # type: ignore[list-item]


def needed_page(request: HttpRequest) -> HttpResponse:
    """Where somebody is led whose organisation demands a second factor."""
    if not lacks_second_factor(request):
        return redirect("dashboard")
    return TemplateResponse(request, "security/needed.html", {"member": member_signed_in(request)})
