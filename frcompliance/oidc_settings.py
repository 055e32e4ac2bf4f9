"""The company's identity provider, from the environment: none, or all that OpenID Connect needs."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from frcompliance.environment import flag, read, words

NEEDED = ("OIDC_DISCOVERY_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_EMAIL_DOMAINS")
WELL_KNOWN = "/.well-known/openid-configuration"


class IdentityProviderUnsafe(Exception):
    """The settings of the identity provider are half given, or would let secrets travel in the clear."""


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Who signs people in besides the product itself."""

    issuer: str
    """Where it is found, without the well-known path."""
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    """What people call it; it stands on the button."""
    domains: frozenset[str]
    """Domains of e-mail addresses for which its word counts, in lower case."""
    says_verified: bool
    """Whether it tells which addresses are verified. Where it never does, all in its domains count as verified."""


def identity_provider() -> IdentityProvider | None:
    """None where nothing is set. Raises IdentityProviderUnsafe with the mend."""
    given = {name: read(name).strip() for name in NEEDED}
    if not any(given.values()):
        return None
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise IdentityProviderUnsafe(f"Signing in with OpenID Connect is half set: {', '.join(missing)} missing.")
    discovery = given["OIDC_DISCOVERY_URL"]
    if not is_safe_address(discovery):
        raise IdentityProviderUnsafe("OIDC_DISCOVERY_URL must begin with https:// (http:// for loopback only).")
    return IdentityProvider(
        issuer=discovery.removesuffix(WELL_KNOWN).rstrip("/"),
        client_id=given["OIDC_CLIENT_ID"],
        client_secret=given["OIDC_CLIENT_SECRET"],
        name=given["OIDC_NAME"],
        domains=frozenset(domain.lower().removeprefix("@") for domain in words("OIDC_EMAIL_DOMAINS")),
        says_verified=not flag("OIDC_EMAILS_ARE_VERIFIED"),
    )


def is_safe_address(address: str) -> bool:
    """Whether what is sent there cannot be read on the way."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return host != ""
    return parts.scheme == "http" and (host == "localhost" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
