"""Signing in, the account page, and the display choices that follow a person: language and theme."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from assessments.services.access import member_signed_in
from assessments.services.people import remember_display
from assessments.web.display_cookies import THEMES, keep_display
from assessments.web.provider_protocol import known_provider
from assessments.web.provider_return import is_to_bind
from assessments.web.sessions import TRIAL
from assessments.web.signing_in import way_on
from assessments.web.trying import are_offered

LANGUAGE_NAMES = (("en", "English"), ("zh-hans", "简体中文"))
"""Each in itself, for readers who cannot read the page."""


class SignInForm(AuthenticationForm):
    """Work email and password."""

    use_required_attribute = False
    username = forms.EmailField(
        label=_("Work email"),
        error_messages={
            "required": _("Enter your work email"),
            "invalid": _("Enter your work email in full, for example name@company.cn"),
        },
        widget=forms.EmailInput(attrs={"class": "inp", "autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Enter your password")},
        widget=forms.PasswordInput(attrs={"class": "inp", "autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _("Email and password do not match an account here"),
        "inactive": _("This account is closed"),
    }

    def clean(self) -> dict[str, object]:
        """Guesses are counted, for the account and for the network address; what was right does not count."""
        name = self.cleaned_data.get("username")
        limits = get_adapter(self.request)
        if name:
            limits.pre_authenticate(self.request, username=name.lower())
        cleaned: dict[str, object] = super().clean()
        if name:
            limits.forget_attempt()
        return cleaned


class ThemeForm(forms.Form):
    """Light, dark, or as the device."""

    use_required_attribute = False
    theme = forms.ChoiceField(
        label=_("Display"), choices=THEMES, required=False, widget=forms.Select(attrs={"class": "inp"})
    )


class DisplayForm(ThemeForm):
    """Language and theme."""

    field_order = ("language", "theme")
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGE_NAMES, required=False, widget=forms.Select(attrs={"class": "inp"})
    )


class SignIn(LoginView):
    """The sign-in page; language and theme of the person come along."""

    template_name = "account/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"trials_offered": are_offered, "passkeys": True, "provider": known_provider}

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Whoever is trying without an account may sign in; everybody else who is signed in goes on."""
        self.redirect_authenticated_user = TRIAL not in request.session
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """What the page shows."""
        shown: dict[str, object] = super().get_context_data(**kwargs)
        return shown | {"to_bind": is_to_bind(self.request)}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password was right: on to the second factor where there is one, then into the product. What was tried in
        this browser is offered first."""
        person, wanted = form.get_user(), way_on(self.request, self.get_success_url())
        answer: HttpResponse = perform_password_login(
            self.request, {"email": person.email}, Login(user=person, redirect_url=wanted)
        )
        return answer


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Change the language and stay on the page."""
    response = redirect(_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        keep_display(response, language, "")
        if request.user.is_authenticated:
            remember_display(request.user.pk, language=language)
    return response


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    # Anything but a path would be taken for the name of a page.
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else "/"


def account(request: HttpRequest) -> HttpResponse:
    """Name, email, and display choices."""
    person = request.user
    if isinstance(person, AnonymousUser):
        raise PermissionDenied
    if TRIAL in request.session:
        return redirect("dashboard")
    sent = request.POST if request.method == "POST" else None
    form = DisplayForm(sent, initial={"language": translation.get_language(), "theme": person.theme})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"] or person.language
        theme = form.cleaned_data["theme"] or person.theme
        remember_display(person.pk, language=language, theme=theme)
        response = redirect(_back(request) if request.POST.get("next") else "account")
        keep_display(response, language, theme)
        return response
    context = {"form": form, "actor": member_signed_in(request)}
    return TemplateResponse(request, "account/account.html", context, status=422 if form.errors else 200)
