"""Talking to the company's identity provider: where it is, what is asked, what its answer says.

The authorization code flow is django-allauth's, with PKCE; addresses, nonce and the checks of the answer are ours.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse

from assessments.services.provider_accounts import PROVIDER, Vouched
from assessments.web.id_tokens import Expected, TokenRefused, read_id_token, uid_of
from assessments.web.mail import absolute
from frcompliance.oidc_settings import IdentityProvider, is_safe_address

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
CALLBACK = "provider-callback"
LONGEST_NAME = 100
EXTRA = "data"
"""Where django-allauth keeps what we want to find again when the person comes back."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider told about whoever comes back from it."""

    vouched: Vouched
    signed_in_at: float | None
    """When they showed the provider who they are, in seconds of the epoch; None where it does not say."""


def known_provider() -> IdentityProvider | None:
    """The provider of this installation."""
    found: IdentityProvider | None = settings.IDENTITY_PROVIDER
    return found


class ProviderClient(OpenIDConnectOAuth2Adapter):
    """The provider as this product talks to it. A `TokenRefused` or a fault of `requests` says that it cannot go on."""

    sent: Mapping[str, str] = {}
    """What was kept in the session when this browser left for the provider."""

    @property
    def openid_config(self) -> dict[str, object]:
        """What the provider says about itself, if it says it about the one that was meant."""
        config: dict[str, object] = super().openid_config
        provider = known_provider()
        if provider is None or str(config.get("issuer", "")).rstrip("/") != provider.issuer:
            raise TokenRefused("issuer of metadata")
        if not all(is_safe_address(str(config.get(name, ""))) for name in ENDPOINTS):
            raise TokenRefused("unsafe endpoint")
        return config

    def get_callback_url(self, request: HttpRequest, app: object) -> str:
        """The address that was registered with the provider."""
        return absolute(CALLBACK)

    def complete_login(self, request: HttpRequest, app: object, token: object, **kwargs: object) -> SocialLogin:
        """Whoever came back, as far as the provider vouches for it. Nothing it says is kept but the digest."""
        answer = kwargs["response"]
        if not isinstance(answer, dict) or not isinstance(answer.get("id_token"), str):
            raise TokenRefused("no token")
        config = self.openid_config
        expected = Expected(str(config["issuer"]), str(app.client_id), self.sent["nonce"])  # type: ignore[attr-defined]
        claims = read_id_token(answer["id_token"], self._load(str(config["jwks_uri"])), expected)
        about = claims if "email" in claims else claims | self._about(claims, str(answer.get("access_token")))
        login = SocialLogin(
            provider=self.get_provider(), account=SocialAccount(provider=PROVIDER, uid=uid_of(claims), extra_data={})
        )
        login.told = told(claims, about)
        return login

    def _about(self, claims: Mapping[str, object], access_token: str) -> dict[str, object]:
        """What the provider tells elsewhere than in the token, about the same person."""
        address = str(self.openid_config.get("userinfo_endpoint", ""))
        if not is_safe_address(address):
            return {}
        found = self._load(address, Authorization=f"Bearer {access_token}")
        if found.get("sub") != claims["sub"]:
            raise TokenRefused("subject of user info")
        return {name: found[name] for name in ("email", "email_verified", "name") if name in found}

    def _load(self, address: str, **headers: str) -> dict[str, object]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise TokenRefused("no object")
        return found


class Return(OAuth2CallbackView):
    """Coming back from the provider; the client learns what this browser left with."""

    def _get_state(
        self, request: HttpRequest, provider: object
    ) -> tuple[dict[str, object] | None, HttpResponse | None]:
        state, refusal = super()._get_state(request, provider)
        if state is not None:
            self.adapter.sent = state[EXTRA]
        return state, refusal


def leave_for_provider(request: HttpRequest, purpose: str, wanted: str, **asked: str) -> HttpResponse:
    """Send the browser to the provider. `purpose` and `wanted`, the address to go to, are found again at the return.

    Raises TokenRefused and faults of `requests`.
    """
    client = ProviderClient(request, PROVIDER)
    provider: OpenIDConnectProvider = client.get_provider()
    provider.oauth2_adapter_class = ProviderClient
    nonce = secrets.token_urlsafe(32)
    kept = {"nonce": nonce, "purpose": purpose, "left_at": str(time.time())}
    answer: HttpResponse = provider.redirect(
        request, process=purpose, next_url=wanted, data=kept, auth_params={"nonce": nonce, **asked}
    )
    return answer


def told(claims: Mapping[str, object], about: Mapping[str, object]) -> Told:
    """Claims of a token that was believed, and what is said about the same person."""
    at = claims.get("auth_time")
    name = " ".join(str(about.get("name") or "").split())[:LONGEST_NAME]
    signed_in_at = float(at) if isinstance(at, int | float) and not isinstance(at, bool) else None
    return Told(Vouched(uid_of(claims), _address(about), name), signed_in_at)


def _address(about: Mapping[str, object]) -> str:
    """The address that counts; empty where none does."""
    provider = known_provider()
    address = str(about.get("email") or "").strip().lower()
    verified = about.get("email_verified")
    if provider is None or verified not in _yes(provider, about):
        return ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if address.rpartition("@")[2] in provider.domains else ""


def _yes(provider: IdentityProvider, about: Mapping[str, object]) -> tuple[object, ...]:
    if not provider.says_verified and "email_verified" not in about:
        return (None,)
    return (True, "true")
