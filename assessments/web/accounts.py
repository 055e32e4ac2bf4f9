"""Signing in, the account page, and the display choices that follow a person: language and theme."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from assessments.services.access import CHOSEN_ORGANISATION, Actor, NoOrganisation, load_actor
from assessments.services.people import remember_display
from assessments.web.sessions import TRIAL, TRIAL_TO_TAKE
from assessments.web.trying import are_offered

THEMES = (("device", _("Same as the device")), ("light", _("Light")), ("dark", _("Dark")))
LANGUAGE_NAMES = (("en", "English"), ("zh-hans", "简体中文"))
"""Each in itself, for readers who cannot read the page."""
THEME_COOKIE = "theme"
ONE_YEAR_SECONDS = 365 * 24 * 3600


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
    extra_context = {"trials_offered": are_offered}

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Whoever is trying without an account may sign in; everybody else who is signed in goes on."""
        self.redirect_authenticated_user = TRIAL not in request.session
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and show the product as the person left it; what was tried in this browser is offered first."""
        trial = self.request.session.get(TRIAL)
        response = super().form_valid(form)
        if trial:
            self.request.session[TRIAL_TO_TAKE] = trial
            response = redirect("take-over")
        person = form.get_user()
        # Who has chosen a language in this browser keeps it; it was the last thing they said.
        chosen = self.request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        keep_display(response, chosen or person.language, person.theme)
        return response


def keep_display(response: HttpResponseBase, language: str, theme: str) -> None:
    """Write the choices to cookies; unknown values are left out."""
    if language in dict(settings.LANGUAGES):
        _cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
    if theme in dict(THEMES):
        _cookie(response, THEME_COOKIE, theme)


def _cookie(response: HttpResponseBase, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=ONE_YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )


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
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


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
    context = {"form": form, "actor": _as_member(request)}
    return TemplateResponse(request, "account/account.html", context, status=422 if form.errors else 200)


def _as_member(request: HttpRequest) -> Actor | None:
    """The person in their organisation; None for somebody without one."""
    if isinstance(request.user, AnonymousUser):
        return None
    chosen = request.session.get(CHOSEN_ORGANISATION, "")
    with transaction.atomic():
        try:
            return load_actor(request.user.pk, request.user.name, timezone.now(), chosen)
        except NoOrganisation:
            return None
