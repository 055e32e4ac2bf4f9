"""What django-allauth asks the product about the identity provider: its settings, and who may come in."""

from __future__ import annotations

import logging
import secrets

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest
from requests import RequestException, Session

from assessments.services.provider_accounts import PROVIDER
from assessments.web.provider_protocol import known_provider
from assessments.web.provider_refusals import Why, log_refusal, refuse
from assessments.web.provider_return import receive

STATE_BYTES = 32

logger = logging.getLogger(__name__)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """One provider, from the settings; nobody signs up."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The provider of the installation; the table of providers is not used."""
        known = known_provider()
        if known is None:
            return []
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name=known.name,
            client_id=known.client_id,
            secret=known.client_secret,
            settings={"server_url": known.issuer, "oauth_pkce_enabled": True},
        )
        return [app]

    def get_requests_session(self) -> Session:
        """The provider is where its settings say, and nowhere else."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def generate_state_param(self, state: dict[str, object]) -> str:
        """What ties the return to this browser."""
        return secrets.token_urlsafe(STATE_BYTES)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts come from invitations."""
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: object,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, object] | None = None,
    ) -> None:
        """A page of our own. Raises ImmediateHttpResponse."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refuse(Why.CANCELLED))
        log_refusal(exception)
        silent = isinstance(exception, RequestException)
        raise ImmediateHttpResponse(refuse(Why.SILENT if silent else Why.FAILED))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whether somebody for whom the provider vouches may come in. Raises ImmediateHttpResponse."""
        receive(request, sociallogin)
