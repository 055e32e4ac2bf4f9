"""All addresses are those of the assessments application; errors are shown in its style."""

from __future__ import annotations

from django.urls import include, path

from assessments.admin.queue import queue_page
from assessments.web.policies import guarded

urlpatterns = [
    path("desk/", guarded("desk", queue_page), name="desk"),
    path("", include("assessments.web.urls")),
]

handler400 = "assessments.web.errors.bad_request"
handler403 = "assessments.web.errors.forbidden"
handler404 = "assessments.web.errors.not_found"
handler429 = "assessments.web.errors.too_many"
handler500 = "assessments.web.errors.server_error"
