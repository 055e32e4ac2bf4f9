"""A forgotten password: a link by mail, good once and for an hour. The machinery is Django's.

Whoever asks gets the same answer for every address, in the same time; only who holds the address learns more.
"""

from __future__ import annotations

from collections.abc import Mapping

from allauth.core import ratelimit
from django import forms
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.services.people import reset_done
from assessments.web.factor_forms import password_field
from assessments.web.mail import absolute, send_in_background


class ForgottenForm(PasswordResetForm):
    """The address of the account."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("Work email"),
        max_length=254,
        error_messages={
            "required": _("Enter your work email"),
            "invalid": _("Enter your work email in full, for example name@company.cn"),
        },
        widget=forms.EmailInput(attrs={"class": "inp", "autocomplete": "username", "spellcheck": "false"}),
    )

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: Mapping[str, object],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Ours, in both languages, with an address that is not taken from the request."""
        link = absolute("password-reset", str(context["uid"]), str(context["token"]))
        send_in_background(to_email, "password_reset", {"link": link})


class ResetForm(SetPasswordForm):  # type: ignore[type-arg]  # pages do not know the model
    """Twice the new password."""

    use_required_attribute = False
    new_password1 = password_field(_("New password"), "new-password")
    new_password2 = password_field(_("New password again"), "new-password")
    error_messages = {"password_mismatch": _("The two passwords differ")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())


def forgotten_page(request: HttpRequest) -> HttpResponse:
    """Ask for a link."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        refused: HttpResponse | None = ratelimit.consume_or_429(request, action="reset_password", key=address)
        if refused:
            return refused
        form.save(request=request)
        return redirect("password-sent")
    return TemplateResponse(request, "account/forgotten.html", {"form": form}, status=422 if form.errors else 200)


def sent_page(request: HttpRequest) -> HttpResponse:
    """What may have been sent, whatever the address."""
    return TemplateResponse(request, "account/forgotten_sent.html")


class ResetPage(PasswordResetConfirmView):
    """The page behind the link: a new password, and every session of the person ends."""

    template_name = "account/reset.html"
    form_class = ResetForm
    success_url = reverse_lazy("password-reset-done")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """A link that is too old, used, or made up is answered with 404, always in the same words."""
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if not self.validlink and answer.status_code == 200:
            answer.status_code = 404
        return answer

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:  # type: ignore[type-arg]
        """Nobody is signed in by it: a second factor is still asked for, and a deactivated member stays outside."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            reset_done(form.user.pk, timezone.now())
        return answer

    def form_invalid(self, form: SetPasswordForm) -> HttpResponse:  # type: ignore[type-arg]
        """The page once more, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)
        answer.status_code = 422
        return answer


def done_page(request: HttpRequest) -> HttpResponse:
    """It has changed; on to signing in."""
    return TemplateResponse(request, "account/reset_done.html")
