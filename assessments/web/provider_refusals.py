"""Why somebody who comes from the identity provider is not let in: a page for each reason, with what to do."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.web.id_tokens import TokenRefused

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

logger = logging.getLogger(__name__)


class Why(StrEnum):
    """The reason, as it stands in the address of the page."""

    STRANGER = "stranger"
    UNPROVED = "address"
    DEPARTED = "deactivated"
    OTHERWISE = "other-account"
    CANCELLED = "cancelled"
    FAILED = "failed"
    SILENT = "silent"
    ANOTHER = "other-person"
    STALE = "not-again"


REASONS: dict[Why, StrPromise] = {
    Why.STRANGER: _(
        "Your work email belongs to no member here, and no invitation to it is open. Ask an administrator of your "
        "organisation to invite you, then sign in again."
    ),
    Why.UNPROVED: _(
        "The identity provider does not confirm a work email of your company for you. Ask whoever looks after it."
    ),
    Why.DEPARTED: _("You may not act here any more. Ask an administrator of your organisation."),
    Why.OTHERWISE: _(
        "The account of your work email is linked to another person at the identity provider. Whoever runs this "
        "installation can undo the link, after making sure who you are."
    ),
    Why.CANCELLED: _("You went back before the identity provider had confirmed who you are."),
    Why.FAILED: _("The answer did not fit what was asked, or it took longer than ten minutes. Try again."),
    Why.SILENT: _("The identity provider does not answer just now. Try again in some minutes, or use another way."),
    Why.ANOTHER: _("At the identity provider somebody else is signed in than here. Sign out there, then try again."),
    Why.STALE: _(
        "The identity provider did not ask again who you are, or does not say when it did. Nothing was done. Ask "
        "whoever looks after it."
    ),
}


def refuse(why: Why) -> HttpResponse:
    """On to the page of the reason, so that nothing is repeated when it is loaded again."""
    return HttpResponseRedirect(reverse("provider-refused", args=[why.value]))


def refused_page(request: HttpRequest, why: str) -> HttpResponse:
    """The reason, and ways on."""
    if why not in list(Why):
        raise Http404
    reason = Why(why)
    status = 503 if reason is Why.SILENT else 403
    return TemplateResponse(request, "account/provider_refused.html", {"text": REASONS[reason]}, status=status)


def log_refusal(problem: Exception | None) -> None:
    """For whoever runs the installation: the kind of fault, never what was sent."""
    kind = type(problem).__name__ if problem else "not asked for by this browser"
    detail = str(problem) if isinstance(problem, TokenRefused) else kind
    logger.warning("an answer of the identity provider was refused: %s", detail)
