"""Error pages in the style of the product: what happened, what is safe, what to do next."""

from __future__ import annotations

import sys

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.access import NoOrganisation
from assessments.web.edge import HostileText
from assessments.web.tracing import id_of

SERVER_ERROR = 500
READ_ONLY_STATE = "25006"
"""What PostgreSQL calls a transaction that may only read; the trail's guard answers so too."""
READ_ONLY = gettext_lazy(
    "The audit trail of this organisation does not fit. Nothing can be changed until whoever runs this installation "
    "has looked into it; everything can be read, and reports can be verified."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where too much was sent, with the reason."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return _page(request, 413, _("Too much was sent"), _("The request is larger than any form here needs."))
    reason = str(exception) if isinstance(exception, HostileText) else _("The request could not be read.")
    return _page(request, 400, _("The request could not be read"), reason)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if isinstance(exception.__cause__, NoOrganisation):
        reason = _("You belong to no organisation here yet. Whoever runs this installation can add you to yours.")
        return _page(request, 403, _("No organisation yet"), reason, way="account")
    text = _("Your role in this organisation does not allow it. Ask an administrator of your organisation.")
    return _page(request, 403, _("No permission"), text)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: too old a page, or a form from elsewhere."""
    if getattr(request, "is_too_large", False):
        # Not read at all, so the token was not seen either.
        return bad_request(request, RequestDataTooBig())
    text = _("The page was open for too long, or it came from another site. Go back, load it again and save again.")
    return _page(request, 403, _("The form has expired"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    text = _("The address may be incomplete, or what stood here belongs to another organisation.")
    return _page(request, 404, _("Page not found"), text)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: the address takes something else; most often a form's address that was opened by itself."""
    text = _("This address only takes what a form on another page sends to it. Nothing was changed.")
    response = _page(request, 405, _("Nothing to see at this address"), text)
    response.headers["Allow"] = allowed
    return response


def conflict(request: HttpRequest, reason: str) -> HttpResponse:
    """409: the act came too late."""
    return _page(request, 409, _("Not possible any more"), reason)


def opened_elsewhere(request: HttpRequest) -> HttpResponse:
    """409: the form is of another organisation than the one in which the person works now."""
    text = _(
        "You opened this form while you worked in another organisation. Nothing was changed, in neither. Switch back "
        "under “Account and display”, or open the form again where you work now."
    )
    return _page(request, 409, _("This form is of another organisation"), text, way="account")


def no_trial_now(request: HttpRequest) -> HttpResponse:
    """429: as many trials as may be are under way."""
    text = _(
        "As many people as this site can hold are trying it just now, or many trials began from your network today. "
        "Try again tomorrow, or sign in if you have an account."
    )
    return _page(request, 429, _("No trial can begin just now"), text)


def no_draft_now(request: HttpRequest) -> HttpResponse:
    """429: the organisation has asked for as many drafts as it may in an hour."""
    text = _("Your organisation has asked for many drafts within an hour. Your answers are safe. Try again in an hour.")
    return _page(request, 429, _("No draft can be made just now"), text)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: more attempts than anybody needs who knows who they are."""
    text = _("There were too many attempts to sign in or to confirm. Wait fifteen minutes, then try again.")
    return _page(request, 429, _("Too many attempts"), text)


def trial_over(request: HttpRequest) -> HttpResponse:
    """410: the trial has ended, and what it held is deleted."""
    text = _("A trial lasts one day, or until it is taken over into an account. What it held is deleted.")
    return _page(request, 410, _("This trial has ended"), text)


def store_failed(request: HttpRequest) -> HttpResponse:
    """503: the store of evidence did not take or give a file."""
    text = _("The store of files does not answer just now. Nothing was added or changed. Try again in some minutes.")
    return _page(request, 503, _("Not available just now"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database does not answer. Nothing is read from the database here."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _no_database(request)
    if _is_read_only(sys.exc_info()[1]):
        return _page(request, 503, _("Only reading just now"), str(READ_ONLY))
    text = _("Your last saved answers are safe. Whoever runs this installation can look up what went wrong.")
    return _page(request, 500, _("Something went wrong"), text)


def _is_read_only(problem: BaseException | None) -> bool:
    """Whether the database refused an event because the organisation's trail does not fit."""
    return isinstance(problem, InternalError) and getattr(problem.__cause__, "sqlstate", "") == READ_ONLY_STATE


def _no_database(request: HttpRequest) -> HttpResponse:
    text = _(
        "The database does not answer just now. What you sent last may not be saved: keep this page, wait a minute, "
        "then load it again, and check."
    )
    response = _page(request, 503, _("Not available just now"), text)
    response.headers["Retry-After"] = "60"
    return response


def _page(request: HttpRequest, status: int, title: str, text: str, *, way: str = "dashboard") -> HttpResponse:
    is_reachable = status != 500 and not isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    signed_in = is_reachable and hasattr(request, "user") and request.user.is_authenticated
    context: dict[str, object] = {"title": title, "text": text, "status": status, "signed_in": signed_in, "way": way}
    context["reference"] = id_of(request)
    context["had_answers"] = signed_in or status >= SERVER_ERROR
    if not is_reachable:
        context["user"] = AnonymousUser()
    return render(request, "errors/error.html", context, status=status)
