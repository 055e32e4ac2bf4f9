"""The product's addresses with one that somebody forgot: it believes the key in the address, and declares no policy."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from assessments.models import Assessment
from assessments.services.access import scope

NAME = "planted"
organisation_ids: list[UUID] = []
"""Whose rows the view sees, as one does that works over a connection without row-level security."""


def leaking(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The name of the deployment, to whoever knows the key."""
    for each in organisation_ids:
        with scope(each):
            found = Assessment.objects.filter(pk=assessment_id).select_related("deployment").first()
            if found is not None:
                return HttpResponse(found.deployment.name)
    raise Http404


urlpatterns = [path("planted/<uuid:assessment_id>/", leaking, name=NAME), path("", include("frcompliance.urls"))]
handler404 = "assessments.web.errors.not_found"
