"""Pages of signing in at the company's identity provider. Where none is set, there are no such pages.

Leaving is a link, not a form: the content policy lets forms go to this site only, and browsers hold a form to that over
every redirect. What comes back is tied to the browser that left.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from requests import RequestException

from assessments.services.provider_accounts import PROVIDER
from assessments.web.provider_protocol import ProviderClient, Return, known_provider, leave_for_provider
from assessments.web.provider_refusals import Why, log_refusal, refuse
from assessments.web.provider_return import CONFIRM, SIGN_IN
from assessments.web.sessions import TRIAL


def _wanted(request: HttpRequest) -> str:
    """Where to go afterwards: within this site, or nowhere in particular."""
    target = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else ""


def _leave(request: HttpRequest, purpose: str, **asked: str) -> HttpResponse:
    try:
        return leave_for_provider(request, purpose, _wanted(request), **asked)
    except (OAuth2Error, RequestException) as problem:
        return _stopped(problem)


def with_provider(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Where there is a provider; and not so often that waiting for it would keep everybody else waiting."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        if known_provider() is None:
            raise Http404
        refused: HttpResponse | None = ratelimit.consume_or_429(request, action="provider", limit_get=True)
        return refused or view(request)

    return answered


@with_provider
def sign_in_at_provider(request: HttpRequest) -> HttpResponse:
    """Leave for the provider, to come back signed in."""
    if request.user.is_authenticated and TRIAL not in request.session:
        return redirect("dashboard")
    return _leave(request, SIGN_IN)


@with_provider
def come_back(request: HttpRequest) -> HttpResponse:
    """Coming back from the provider, whatever for."""
    try:
        answer: HttpResponse = Return.adapter_view(ProviderClient(request, PROVIDER))(request)
    except (OAuth2Error, RequestException) as problem:
        return _stopped(problem)
    return answer


def _stopped(problem: Exception) -> HttpResponse:
    log_refusal(problem)
    return refuse(Why.SILENT if isinstance(problem, RequestException) else Why.FAILED)


def confirm_at_provider(request: HttpRequest) -> HttpResponse:
    """Show again who one is: at the provider, which is asked to ask for it."""
    ways = _ways(request.user)
    here = [one for one in ways if one["url"] == request.path]
    if not here:
        raise Http404
    if "go" in request.GET:
        return _leave(request, CONFIRM, prompt="login", max_age="0")
    wanted = _wanted(request)
    others = [one for one in ways if one not in here]
    context = {"wanted": wanted, "provider": known_provider(), "reauthentication_alternatives": others}
    return TemplateResponse(request, "security/confirm_provider.html", context)


def _ways(person: object) -> list[dict[str, str]]:
    assert isinstance(person, AbstractBaseUser)  # noqa: S101  the address is for people who are signed in
    ways: list[dict[str, str]] = get_adapter().get_reauthentication_methods(person)
    return ways
