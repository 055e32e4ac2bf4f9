"""Forms of second factors and of showing again who one is, in the product's words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from assessments.web.fields import fit

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django_stubs_ext import StrPromise

LONGEST_CODE = 20
LONGEST_PASSKEY_NAME = 60


def _code(label: StrPromise, hint: StrPromise | str = "") -> forms.CharField:
    look = {"class": "inp", "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_CODE,
        error_messages={"required": _("Enter the code")},
        widget=forms.TextInput(attrs=look),
    )


def password_field(label: StrPromise, purpose: str) -> forms.CharField:
    """A password; `purpose` tells password managers which."""
    look = {"class": "inp", "autocomplete": purpose}
    required = _("Enter your password")
    return forms.CharField(
        label=label, strip=False, error_messages={"required": required}, widget=forms.PasswordInput(attrs=look)
    )


class Unreadable(Exception):
    """The secret of a second factor was locked with a key that is gone."""

    silent_variable_failure = True
    """Templates show nothing in its place."""


class _Readable:
    """Where the secret of a factor cannot be read, no code of it is right; those of the others are."""

    user: AbstractBaseUser
    cleaned_data: dict[str, str]

    def clean_code(self) -> str:
        """The code, where it is right; every other counts as wrong. Either way it is one attempt."""
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except Unreadable:
            code, found = self.cleaned_data["code"], self._readable_that_takes(self.cleaned_data["code"])
            if found is None:
                raise get_adapter().validation_error("incorrect_code") from None
            self.authenticator = found
        return code

    def _readable_that_takes(self, code: str) -> Authenticator | None:
        typed = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        for one in typed:
            with suppress(Unreadable):
                if one.wrap().validate_code(code):
                    one.user = self.user
                    return one
        return None


class SignInCodeForm(_Readable, AuthenticateForm):
    """The second step of signing in."""

    use_required_attribute = False
    code = _code(_("Code"), _("From your authenticator app; or one of your recovery codes"))


class ConfirmCodeForm(_Readable, ReauthenticateForm):
    """The same for somebody who is signed in."""

    use_required_attribute = False
    code = _code(_("Code"), _("From your authenticator app; or one of your recovery codes"))


class ConfirmPasswordForm(PasswordForm):
    """The password of somebody who is signed in."""

    use_required_attribute = False
    password = password_field(_("Password"), "current-password")


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app."""

    use_required_attribute = False
    code = _code(_("Code that the app shows"))


class PasskeyForm(AddWebAuthnForm):
    """A name for a passkey, and what the browser says about it."""

    use_required_attribute = False
    passwordless = None
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("For example the device that keeps it"),
        required=False,
        max_length=LONGEST_PASSKEY_NAME,
        validators=[fit(LONGEST_PASSKEY_NAME)],
        widget=forms.TextInput(attrs={"class": "inp", "autocomplete": "off"}),
    )


class NewPasswordForm(PasswordChangeForm):
    """The password that one has, and twice the new one."""

    use_required_attribute = False
    old_password = password_field(_("Password now"), "current-password")
    new_password1 = password_field(_("New password"), "new-password")
    new_password2 = password_field(_("New password again"), "new-password")
    error_messages = {
        "password_incorrect": _("This is not your password"),
        "password_mismatch": _("The two passwords differ"),
    }
