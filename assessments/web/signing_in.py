"""How a person who has shown who they are comes to be signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from assessments.web.sessions import TRIAL, TRIAL_TO_TAKE

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, person: AbstractBaseUser) -> None:
    """Begin a session of the person in this browser; one of somebody else ends."""
    login(request, person, backend=BACKEND)  # type: ignore[arg-type]  # pages do not know the model


def way_on(request: HttpRequest, wanted: str) -> str:
    """Where somebody goes who is about to sign in: what was tried in this browser is offered first. An invitation goes
    before that, because it says into which organisation; it leads on to what was tried."""
    tried = _take_trial_along(request)
    return reverse("take-over") if tried and not _is_invitation(wanted) else wanted


def _is_invitation(path: str) -> bool:
    try:
        return resolve(urlsplit(path).path).view_name == "join"
    except Resolver404:
        return False


def _take_trial_along(request: HttpRequest) -> bool:
    """Leave the trial of this browser, before somebody signs in, and remember which it was, to be offered to them;
    whether there is one."""
    trial = request.session.get(TRIAL)
    if trial:
        logout(request)
        request.session[TRIAL_TO_TAKE] = trial
    return bool(trial)
