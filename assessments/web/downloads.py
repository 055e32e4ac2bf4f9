"""Files that leave as downloads: saved, never shown inside a page of this site, and kept by no cache."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase


def pdf_response(name: str, pdf: bytes) -> HttpResponse:
    """A PDF as a download."""
    response = HttpResponse(pdf, content_type="application/pdf")
    as_download(response, name)
    return response


def as_download(response: HttpResponseBase, file_name: str) -> None:
    """Headers of a file that is saved."""
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
