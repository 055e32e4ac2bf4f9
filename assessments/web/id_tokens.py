"""What an identity provider says in an ID token, and whether to believe it (OpenID Connect Core 1.0, section 3.1.3.7).

The signature is always checked, although the token comes over the provider's own connection.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""With a public key only: a provider's key can then never be used to sign."""
NEEDED = ("iss", "aud", "exp", "iat", "sub", "nonce")
LEEWAY_SECONDS = 30
"""How far the clocks of provider and product may differ."""


class TokenRefused(OAuth2Error):  # type: ignore[misc]  # django-allauth has no types
    """The token is not a valid answer to what was asked; `args[0]` says why, without anything secret."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must fit."""

    issuer: str
    client_id: str
    nonce: str
    """What this browser sent along when it left for the provider."""


def read_id_token(token: str, keys: Mapping[str, object], expected: Expected) -> dict[str, object]:
    """The claims of a token signed with one of the provider's `keys` (a JWK set). Raises TokenRefused."""
    try:
        claims: dict[str, object] = jwt.decode(
            token,
            _key(token, keys),
            algorithms=list(ALGORITHMS),
            audience=expected.client_id,
            issuer=expected.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": list(NEEDED), "strict_aud": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise TokenRefused(type(problem).__name__) from problem
    _refuse_foreign_party(claims, expected.client_id)
    if not hmac.compare_digest(str(claims["nonce"]).encode(), expected.nonce.encode()):
        raise TokenRefused("nonce")
    return claims


def uid_of(claims: Mapping[str, object]) -> str:
    """One name for a person at one provider: subjects are unique within their issuer only."""
    return hashlib.sha256(f"{claims['iss']}\0{claims['sub']}".encode()).hexdigest()


def _key(token: str, keys: Mapping[str, object]) -> PublicKey:
    named = jwt.get_unverified_header(token).get("kid")
    signing = [key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if key.public_key_use in (None, "sig")]
    fitting = [key for key in signing if named is None or key.key_id == named]
    if len(fitting) != 1:
        raise TokenRefused("key")
    key: PublicKey = fitting[0].key
    return key


def _refuse_foreign_party(claims: Mapping[str, object], client_id: str) -> None:
    audience = claims["aud"]
    party = claims.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and party is None) or party not in (None, client_id):
        raise TokenRefused("azp")
