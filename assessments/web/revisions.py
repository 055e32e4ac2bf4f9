"""One revision: progress while the worker seals, then the report to download, with its digest."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from assessments.catalogues import edition
from assessments.domain.lifecycle import Status
from assessments.domain.reviewing import ReviewerView, disagreements
from assessments.services.access import actor_of
from assessments.services.freezing import SEAL_TASK
from assessments.services.queueing import find_place
from assessments.services.revision_pages import RevisionPage, load_report, load_revision, retry_sealing
from assessments.services.withdrawing import load_withdrawing
from assessments.web.downloads import pdf_response
from assessments.web.securing import require_confirmation
from assessments.web.upgrading import changed_since

REFRESH_SECONDS = 3


def revision(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Where the sealing stands. While it runs, the browser is asked to look again."""
    actor = actor_of(request)
    page = load_revision(actor, revision_id)
    waiting = page.status is Status.SEALING and not page.failed
    context = {
        "revision": page,
        "waiting": waiting,
        "place": find_place(SEAL_TASK, "revision_id", page.id, actor.now) if waiting else None,
        "withdrawing": load_withdrawing(actor, page.id, page.status.value) if page.pdf_digest else None,
        "changed": changed_since(page.edition_key, get_language() or "en"),
        "differing": _differing(page),
    }
    response = TemplateResponse(request, "revisions/revision.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    if waiting:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _differing(page: RevisionPage) -> list[tuple[str, ReviewerView]]:
    """Titles of the obligations on which the reviewer disagreed, each with the view."""
    obligations, language = edition(page.edition_key).obligations, get_language() or "en"
    return [
        (obligations[each.obligation].title.in_language(language), each) for each in disagreements(page.reviewer_views)
    ]


@require_POST
def retry(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """Ask the worker to try a failed sealing again."""
    require_confirmation(request)
    retry_sealing(actor_of(request), revision_id)
    return redirect("revision", revision_id=revision_id)


def report(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """The sealed PDF, byte for byte as it was stored."""
    name, pdf = load_report(actor_of(request), revision_id)
    return pdf_response(name, pdf)
