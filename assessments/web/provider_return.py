"""Who comes back from the identity provider, and what happens then: signed in, confirmed, or refused."""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from assessments.services.provider_accounts import (
    BoundOtherwise,
    NoLongerMember,
    NotYetBound,
    Stranger,
    Unproved,
    Vouched,
    admit,
    bind,
    bound_person,
    record_sign_in,
)
from assessments.web.provider_protocol import EXTRA, Told
from assessments.web.provider_refusals import Why, refuse
from assessments.web.signing_in import way_on

SIGN_IN, CONFIRM = "login", "confirm"
"""What somebody left for the provider for."""
TO_BIND = "provider_to_bind"
"""In the session: whom the provider vouched for, until the holder of the account has signed in once more."""
BIND_SECONDS = 10 * 60
CLOCKS_DIFFER_SECONDS = 30
METHOD = "socialaccount"
"""The provider, among the ways that django-allauth notes for a session."""

_REASONS: dict[type[Exception], Why] = {
    Unproved: Why.UNPROVED,
    Stranger: Why.STRANGER,
    NoLongerMember: Why.DEPARTED,
    BoundOtherwise: Why.OTHERWISE,
}


def receive(request: HttpRequest, login: SocialLogin) -> None:
    """Let the person in by returning, with `login.user` set. Raises ImmediateHttpResponse where it ends otherwise."""
    told: Told = login.told
    kept: Mapping[str, str] = login.state[EXTRA]
    if kept["purpose"] == CONFIRM:
        raise ImmediateHttpResponse(_confirm(request, login, told, float(kept["left_at"])))
    try:
        login.user = admit(told.vouched, timezone.now())
    except NotYetBound as known:
        raise ImmediateHttpResponse(_ask_to_bind(request, known.person_id, told.vouched, login)) from known
    except tuple(_REASONS) as refused:
        raise ImmediateHttpResponse(refuse(_REASONS[type(refused)])) from refused
    _take_trial_along(request, login)


def _take_trial_along(request: HttpRequest, login: SocialLogin) -> None:
    """What was tried in this browser is offered first."""
    login.state["next"] = way_on(request, login.state.get("next") or "") or None


def _ask_to_bind(request: HttpRequest, person_id: UUID, vouched: Vouched, login: SocialLogin) -> HttpResponse:
    _take_trial_along(request, login)
    if request.user.is_authenticated:
        logout(request)
    request.session[TO_BIND] = {"person": str(person_id), "uid": vouched.uid, "at": time.time()}
    wanted = login.state.get("next")
    return redirect(f"{reverse('login')}?{urlencode({'next': wanted})}" if wanted else "login")


def is_to_bind(request: HttpRequest) -> bool:
    """Whether somebody came from the provider whose account is not bound to it yet."""
    kept = request.session.get(TO_BIND)
    return kept is not None and time.time() - kept["at"] < BIND_SECONDS


def after_signing_in(request: HttpRequest, person_id: UUID) -> None:
    """The person is in, with all the steps that their account asks for: note where from, and bind what waits for it."""
    if is_to_bind(request) and request.session[TO_BIND]["person"] == str(person_id):
        bind(person_id, request.session[TO_BIND]["uid"], timezone.now())
    request.session.pop(TO_BIND, None)
    if came_from_provider(request):
        record_sign_in(person_id, timezone.now())


def came_from_provider(request: HttpRequest) -> bool:
    """Whether this session began at the provider, and not with a password or a passkey alone."""
    for record in reversed(get_authentication_records(request, request.user)):
        is_second_step = record["method"] == "mfa" and not record.get("passwordless")
        if not record.get("reauthenticated") and not is_second_step:
            return bool(record["method"] == METHOD)
    return False


def _confirm(request: HttpRequest, login: SocialLogin, told: Told, left_at: float) -> HttpResponse:
    """Somebody who is signed in here showed the provider once more who they are."""
    person = bound_person(told.vouched.uid)
    if person is None or person.pk != request.user.pk:
        return refuse(Why.ANOTHER)
    if told.signed_in_at is None or told.signed_in_at < left_at - CLOCKS_DIFFER_SECONDS:
        return refuse(Why.STALE)
    record_authentication(request, person, METHOD, reauthenticated=True)
    request.session.cycle_key()
    asked = QueryDict(mutable=True)
    asked["next"] = login.state.get("next") or ""
    request.GET = asked  # type: ignore[assignment]  # where django-allauth looks for what was interrupted
    answer: HttpResponse | None = resume_request(request)
    return answer or HttpResponseRedirect(get_adapter(request).get_login_redirect_url(request))
