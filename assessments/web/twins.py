"""The HTML twin of a sealed revision: a page of its own document, and the same as one file that works offline."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse

from assessments.report.twin import Surroundings
from assessments.services.access import actor_of
from assessments.services.twins import load_twin, load_twin_file
from assessments.web.downloads import as_download

STYLE = "twin.css"


def twin(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """The page."""

    def around(status: str) -> Surroundings:
        return Surroundings(
            style_address=static(STYLE),
            back_address=reverse("revision", args=[revision_id]),
            file_address=reverse("twin-file", args=[revision_id]),
            pdf_address=reverse("report", args=[revision_id]),
            status=status,
        )

    response = HttpResponse(load_twin(actor_of(request), revision_id, around))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def twin_file(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """The file."""
    name, content = load_twin_file(actor_of(request), revision_id, _style())
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    as_download(response, name)
    return response


@cache
def _style() -> str:
    return (Path(settings.BASE_DIR) / "static" / STYLE).read_text(encoding="utf-8")
