"""Signing in with a passkey alone: no address, no password."""

from __future__ import annotations

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth.models import AnonymousUser
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from assessments.web.sessions import TRIAL
from assessments.web.signing_in import way_on


class PasskeySignIn(LoginWebAuthnView):
    """What is asked for is fetched by the script of the sign-in page."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Whoever is trying without an account may sign in; everybody else who is signed in goes on."""
        if TRIAL in request.session:
            request.user = AnonymousUser()
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Form) -> HttpResponse:
        """It was the right one; what was tried in this browser is offered first."""
        passkey = form.cleaned_data["credential"]
        wanted = way_on(self.request, get_next_redirect_url(self.request) or "") or None
        login = Login(user=passkey.user, redirect_url=wanted)
        answer: HttpResponse = perform_passwordless_login(self.request, passkey, login)
        return answer
