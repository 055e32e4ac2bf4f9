"""The identity provider is set up whole and safely, or the product does not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from frcompliance.oidc_settings import NEEDED, IdentityProviderUnsafe, identity_provider

GOOD = {
    "OIDC_DISCOVERY_URL": "https://identity.example/realms/staff/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "product",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_NAME": "Yunhai SSO",
    "OIDC_EMAIL_DOMAINS": "Yunhai.example, @branch.example",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NEEDED, "OIDC_CLIENT_SECRET_FILE", "OIDC_EMAILS_ARE_VERIFIED"):
        monkeypatch.delenv(name, raising=False)


def set_all(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for name, value in {**GOOD, **changed}.items():
        monkeypatch.setenv(name, value)


def test_nothing_set_is_no_provider() -> None:
    assert identity_provider() is None


def test_all_set_is_a_provider_whose_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_all(monkeypatch)
    monkeypatch.delenv("OIDC_CLIENT_SECRET")
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    found = identity_provider()
    assert found is not None
    assert found.issuer == "https://identity.example/realms/staff"
    assert found.client_secret == "from a file"
    assert found.domains == {"yunhai.example", "branch.example"}
    assert found.says_verified
    assert "from a file" not in repr(found)
    monkeypatch.setenv("OIDC_EMAILS_ARE_VERIFIED", "1")
    changed = identity_provider()
    assert changed is not None
    assert not changed.says_verified


@pytest.mark.parametrize("missing", NEEDED)
def test_half_set_is_refused(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    set_all(monkeypatch, **{missing: " "})
    with pytest.raises(IdentityProviderUnsafe, match=f"{missing} missing"):
        identity_provider()


@pytest.mark.parametrize(
    "address", ["http://identity.example", "ftp://127.0.0.1", "https://", "identity.example", "//x"]
)
def test_a_secret_is_not_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    set_all(monkeypatch, OIDC_DISCOVERY_URL=address)
    with pytest.raises(IdentityProviderUnsafe, match="https://"):
        identity_provider()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9400", "http://[::1]:9400/", "http://localhost:9400"])
def test_loopback_needs_no_certificate(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    set_all(monkeypatch, OIDC_DISCOVERY_URL=address)
    found = identity_provider()
    assert found is not None
    assert found.issuer == address.rstrip("/")
