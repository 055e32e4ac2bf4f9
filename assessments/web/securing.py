"""Signing in with a second factor, the pages where a person sets it up, and showing again who one is.

The ceremonies are those of django-allauth; pages, words and addresses are ours. The secrets never leave `adapters`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.views import ReauthenticateView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.generic.edit import FormView

from assessments.domain.actions import Act
from assessments.services.account_events import record_of_account
from assessments.services.people import end_sessions
from assessments.services.provider_accounts import is_bound
from assessments.services.second_factors import has_recovery_codes
from assessments.web.factor_forms import NewPasswordForm, Unreadable
from assessments.web.provider_protocol import known_provider
from assessments.web.sessions import TRIAL


def require_confirmation(request: HttpRequest) -> None:
    """Whoever attests, approves or seals has shown in the last five minutes, and after signing in, who they are.

    Raises ReauthenticationRequired: the person is asked, and what was sent is then done as if sent again. Whoever has
    no way to show it does none of these things.
    """
    records = get_authentication_records(request, request.user)
    shown_at = [record["at"] for record in records if record.get("reauthenticated")]
    if not shown_at or time.time() - shown_at[-1] >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        raise ReauthenticationRequired


def after_confirming(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Changes to how somebody signs in, too; django-allauth would let pass whoever has neither password nor factor."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        require_confirmation(request)
        return view(request, *args, **kwargs)

    return answered


def for_accounts(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Somebody who tries without an account has none to secure."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return redirect("dashboard") if TRIAL in request.session else view(request, *args, **kwargs)

    return answered


class _Refusing:
    """A refused form is answered with 422, as everywhere."""

    def form_invalid(self, form: object) -> HttpResponse:
        """The page once more, with what is wrong."""
        shown = self.get_context_data(form=form)  # type: ignore[attr-defined]
        answer: HttpResponse = self.render_to_response(shown, status=422)  # type: ignore[attr-defined]
        return answer


class _Told:
    """A change to how somebody signs in, and its events, in one transaction."""

    act: Act
    factor = ""

    def form_valid(self, form: object) -> HttpResponse:
        """Make the change."""
        person_id = self.request.user.pk  # type: ignore[attr-defined]
        had_codes = has_recovery_codes(person_id)
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            record_of_account(person_id, self.act, timezone.now(), **({"factor": self.factor} if self.factor else {}))
            if not had_codes and self.act is Act.ADD_SECOND_FACTOR:
                record_of_account(person_id, Act.MAKE_RECOVERY_CODES, timezone.now())
            if self.factor:
                end_sessions(person_id)
        if self.factor:
            # All but this one, which goes on under a new key.
            self.request.user.refresh_from_db()  # type: ignore[attr-defined]
            update_session_auth_hash(self.request, self.request.user)  # type: ignore[attr-defined]
        return answer


class _Renewing:
    """Whoever has shown who they are goes on under a new key of the session: one that was planted or seen before opens
    no more than before."""

    def form_valid(self, form: object) -> HttpResponse:
        """It was the right one."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        self.request.session.cycle_key()  # type: ignore[attr-defined]
        return answer


class _Offering:
    """A page whose script takes the browser's part in a ceremony: `options` says what the server asks for."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows."""
        shown: dict[str, object] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if "form" in kwargs:
            shown["form"] = kwargs["form"]
        offered = shown.get("js_data")
        if isinstance(offered, dict):
            shown["options"] = json.dumps(next(iter(offered.values())))
        return shown


class SecondStep(_Offering, AuthenticateView):
    """The second step of signing in: a code, or a passkey."""

    template_name = "security/second_step.html"

    def form_invalid(self, form: object) -> HttpResponse:
        """The page once more, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer


class Confirm(_Renewing, _Refusing, ReauthenticateView):
    """Show again who one is: with the password."""

    template_name = "security/confirm.html"


class ConfirmCode(_Renewing, _Refusing, CodeView):
    """With a code."""

    template_name = "security/confirm_code.html"


class ConfirmPasskey(_Renewing, _Offering, _Refusing, ReauthenticateWebAuthnView):
    """With a passkey."""

    template_name = "security/confirm_passkey.html"


class Security(IndexView):
    """What protects the account."""

    template_name = "security/security.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows."""
        shown: dict[str, object] = super().get_context_data(**kwargs)
        provider = known_provider()
        return shown | {"provider": provider if provider and is_bound(self.request.user.pk) else None}


class SetUpApp(_Told, _Refusing, ActivateTOTPView):
    """Set up an authenticator app."""

    act, factor = Act.ADD_SECOND_FACTOR, "app"
    template_name = "security/app.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows."""
        shown: dict[str, object] = super().get_context_data(**kwargs)
        shown["drawing"] = mark_safe(str(shown["totp_svg"]))  # noqa: S308  drawn by ourselves from a key of our own
        return shown


class RemoveApp(_Told, DeactivateTOTPView):
    """Remove it."""

    act, factor = Act.REMOVE_SECOND_FACTOR, "app"
    template_name = "security/app_remove.html"


class Codes(ViewRecoveryCodesView):
    """The recovery codes, once."""

    template_name = "security/codes.html"


class NewCodes(_Told, GenerateRecoveryCodesView):
    """Make new ones; those from before stop working."""

    act = Act.MAKE_RECOVERY_CODES
    template_name = "security/codes_new.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows; of codes that cannot be read none is left."""
        try:
            shown: dict[str, object] = super().get_context_data(**kwargs)
        except Unreadable:
            shown = {**FormView.get_context_data(self, **kwargs), "unused_code_count": 0}
        return shown


class AddPasskey(_Told, _Offering, _Refusing, AddWebAuthnView):
    """Add a passkey: kept by the device, opened by the person's finger, face or PIN there."""

    act, factor = Act.ADD_SECOND_FACTOR, "passkey"
    template_name = "security/passkey.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows; a passkey is to be good for signing in alone."""
        shown: dict[str, object] = super().get_context_data(**kwargs)
        shown["options"] = json.dumps(begin_registration(self.request.user, passwordless=True))
        return shown


class RemovePasskey(_Told, RemoveWebAuthnView):
    """Remove one."""

    act, factor = Act.REMOVE_SECOND_FACTOR, "passkey"
    template_name = "security/passkey_remove.html"
    success_url = reverse_lazy("mfa_index")


class NewPassword(_Told, _Refusing, PasswordChangeView):
    """Change the password; every other session of the person ends."""

    act = Act.CHANGE_PASSWORD
    template_name = "security/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("mfa_index")
