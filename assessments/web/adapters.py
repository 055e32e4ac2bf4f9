"""What django-allauth asks the product: who somebody is, where they go after signing in, how secrets are kept."""

from __future__ import annotations

import base64
import hashlib
import logging

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_login_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.services.provider_accounts import is_bound
from assessments.web.display_cookies import keep_display
from assessments.web.factor_forms import Unreadable
from assessments.web.origin import origin_of
from assessments.web.provider_protocol import known_provider
from assessments.web.provider_return import after_signing_in, came_from_provider

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in: limits on guessing, and what comes afterwards."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many attempts. Wait fifteen minutes, then try again"),
        "rate_limited": _("Too many attempts. Wait fifteen minutes, then try again"),
        "incorrect_password": _("This is not your password"),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network address that limits are counted for."""
        return origin_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        """What wrong passwords are counted by: the account alone. The host's name, which allauth puts before it, is
        what the browser says."""
        return str(credentials.get("email", credentials.get("username", ""))).lower()

    def forget_attempt(self) -> None:
        """The attempt that `pre_authenticate` counted was none."""
        self._rollback_login_failed_rl_usage()

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether it is the password of this person; wrong ones are counted as at signing in."""
        found = self.authenticate(self.request, username=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
        """With a second factor it is the second factor: whoever holds a session and a password has no phone yet."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        stronger = [each for each in methods if each["id"] != "reauthenticate"]
        if len(stronger) > 1 and not self._has_app(user):
            stronger.reverse()  # A passkey first: of the codes there are only those for recovery.
        return stronger or self._with_provider(user, methods)

    def _with_provider(
        self, user: AbstractBaseUser | AnonymousUser, methods: list[dict[str, str]]
    ) -> list[dict[str, str]]:
        """The identity provider besides the password; before it where the session began there."""
        if user.pk is None or not known_provider() or not is_bound(user.pk):
            return methods
        way = {"id": "provider", "description": "", "url": reverse("provider-confirm")}
        return [way, *methods] if came_from_provider(self.request) else [*methods, way]

    def _has_app(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody goes who wanted nothing in particular."""
        return reverse("dashboard")

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, redirect_url: str | None, **kwargs: object
    ) -> HttpResponse:
        """Show the product as the person left it."""
        response = redirect(get_login_redirect_url(request, redirect_url))
        person = request.user
        if not isinstance(person, AnonymousUser):
            after_signing_in(request, person.pk)
            # Who has chosen a language in this browser keeps it; it was the last thing they said.
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
            keep_display(response, chosen or person.language, person.theme)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted, and the drawing of a code needs no address of its own."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used already"),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first"),
    }

    def get_totp_issuer(self) -> str:
        """What authenticator apps show above the code."""
        return gettext("Face Recognition Self-Assessment")

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def build_totp_svg(self, url: str) -> str:
        """A drawing with colours of its own, readable in dark display too."""
        drawn: str = segno.make(url, error="m").svg_inline(
            omitsize=True, dark="#15201f", light="#ffffff", svgclass=None, lineclass=None
        )
        return drawn

    def encrypt(self, text: str) -> str:
        """With a key that is not in the database."""
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given. Raises Unreadable."""
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("a second factor cannot be read: neither SECRET_KEY nor SECRET_KEY_FALLBACKS opens it")
            raise Unreadable from None

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """For a passkey that was given no name."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


def _locks() -> MultiFernet:
    """The newest key locks; older ones still open."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(str(each))) for each in keys])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"frcompliance second factors\0" + secret.encode()).digest())
