"""ID tokens that an attacker could make up are refused before anything in them is believed."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from assessments.web.id_tokens import Expected, TokenRefused, read_id_token, uid_of

EXPECTED = Expected("https://identity.example", "product", "the nonce")
NOW = int(time.time())
CLAIMS: dict[str, object] = {
    "iss": EXPECTED.issuer,
    "aud": EXPECTED.client_id,
    "sub": "wang.min",
    "exp": NOW + 24 * 3600,
    "iat": NOW,
    "nonce": EXPECTED.nonce,
}

NO_KEYS: list[dict[str, object]] = [
    {},
    {"keys": []},
    {"keys": "x"},
    {"keys": [1]},
    {"keys": [{"kty": "oct", "k": "eHg"}]},
]


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def published(key: RSAPrivateKey, **more: str) -> dict[str, object]:
    return {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), **more}


def signed(key: RSAPrivateKey, claims: Mapping[str, object] = CLAIMS, kid: str | None = "one") -> str:
    return jwt.encode(dict(claims), key, algorithm="RS256", headers={"kid": kid} if kid else None)


def test_a_token_of_the_provider_is_believed_with_or_without_a_name_for_the_key(key: RSAPrivateKey) -> None:
    one = published(key, kid="one", use="sig")
    for keys in ([one], [one, published(key, kid="two")], [one, {"kty": "unheard of"}]):
        assert read_id_token(signed(key), {"keys": keys}, EXPECTED) == CLAIMS
    unnamed = signed(key, kid=None)
    assert read_id_token(unnamed, {"keys": [published(key)]}, EXPECTED) == CLAIMS
    for keys in ([one, published(key, kid="two")], [published(key, use="enc")]):
        with pytest.raises(TokenRefused, match="key"):
            read_id_token(unnamed, {"keys": keys}, EXPECTED)


def test_the_public_key_signs_nothing_and_nothing_goes_unsigned(key: RSAPrivateKey) -> None:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = signed(key).split(".")
    none = jwt.encode(CLAIMS, "", algorithm="none", headers={"kid": "one"})
    secret_head = jwt.encode(CLAIMS, "x" * 32, algorithm="HS256", headers={"kid": "one"}).split(".")[0]
    mark = hmac.digest(public, f"{secret_head}.{body}".encode(), "sha256")
    forged = urlsafe_b64encode(mark).decode().rstrip("=")
    for token in (none, f"{secret_head}.{body}.{forged}", f"{head}.{body}.", f"{head}.{body}", "", "a.b.c"):
        with pytest.raises(TokenRefused):
            read_id_token(token, {"keys": [published(key, kid="one")]}, EXPECTED)


@pytest.mark.parametrize("keys", NO_KEYS)
def test_what_is_no_set_of_public_keys_opens_nothing(key: RSAPrivateKey, keys: dict[str, object]) -> None:
    with pytest.raises(TokenRefused):
        read_id_token(signed(key), keys, EXPECTED)


def test_the_party_may_be_named_and_must_be_named_among_several(key: RSAPrivateKey) -> None:
    keys = {"keys": [published(key, kid="one")]}
    several = CLAIMS | {"aud": ["product", "another"]}
    for claims in (CLAIMS | {"azp": "product"}, several | {"azp": "product"}, CLAIMS | {"aud": ["product"]}):
        assert read_id_token(signed(key, claims), keys, EXPECTED) == claims
    for claims in (several, CLAIMS | {"azp": "another"}):
        with pytest.raises(TokenRefused, match="azp"):
            read_id_token(signed(key, claims), keys, EXPECTED)


def test_a_subject_is_a_name_within_its_issuer() -> None:
    assert uid_of(CLAIMS) != uid_of(CLAIMS | {"iss": "https://other.example"})
    assert uid_of(CLAIMS) == uid_of(dict(CLAIMS))
