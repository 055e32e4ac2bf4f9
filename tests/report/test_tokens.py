"""Sealing with a key in a PKCS#11 token: SoftHSM stands for the hardware."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django.fixtures import Settings

from assessments.report import tokens
from assessments.report.keys import SealKey, SealKeyUnusable, TokenKey, key_in_token
from assessments.report.levels import Level
from assessments.report.sealing import seal
from assessments.report.verification import verify_report
from assessments.services.seal_setup import current_key
from frcompliance.seal_settings import SealSettings
from tests.report.authorities import Authorities, Key, running_authorities, write_certificates
from tests.report.samples import run_tool
from trust.forging.certificates import issue

PIN = "4711"
PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True, slots=True)
class Hsm:
    """A token with one key of each kind, and their certificates."""

    who: Authorities
    keys: dict[str, SealKey]


@pytest.fixture(scope="module")
def hsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hsm]:
    """Made before the library is loaded, which looks for tokens once."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "conf")
    tool("--init-token", "--free", "--label", "seal token", "--so-pin", "0815", "--pin", PIN)
    kinds: dict[str, Key] = {
        "p256": ec.generate_private_key(ec.SECP256R1()),
        "p384": ec.generate_private_key(ec.SECP384R1()),
        "rsa": rsa.generate_private_key(65537, 2048),
    }
    with running_authorities() as who:
        keys = {}
        for number, (name, private) in enumerate(kinds.items(), 1):
            put(folder / name, private, name, number)
            issued = who.key(name, private=private)
            keys[name] = key_in_token([issued.certificate, who.middle, who.root], token_key(name))
        yield Hsm(who, keys)
    del os.environ["SOFTHSM2_CONF"]


def tool(*arguments: str) -> None:
    """Its own program makes tokens and brings keys in."""
    done = run(["softhsm2-util", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def put(path: Path, private: Key, label: str, number: int) -> None:
    """A key into the token."""
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    tool("--import", str(path), "--token", "seal token", "--label", label, "--id", f"{number:02d}", "--pin", PIN)


def token_key(label: str) -> TokenKey:
    """A key in the token."""
    return TokenKey(next(each for each in PLACES if Path(each).exists()), "seal token", label, PIN)


def changed(key: SealKey, **how: str) -> SealKey:
    """Another way into the token."""
    assert isinstance(key.private_key, TokenKey)
    return replace(key, private_key=replace(key.private_key, **how))


@pytest.mark.parametrize("name", ["p256", "p384", "rsa"])
def test_a_key_in_a_token_seals_as_one_in_a_file_does(name: str, hsm: Hsm, short: bytes) -> None:
    key = hsm.keys[name]
    for level in (Level.B_B, Level.B_LTA):
        pdf = seal(short, key, reason="r", at=datetime.now(UTC), assurance=hsm.who.assurance(level))
        found = verify_report(pdf, {key.fingerprint}, (hsm.who.middle,))
        assert (found.intact, found.trusted, found.level, found.self_issued) == (True, True, level, False)
        assert "Signature is Valid" in run_tool("pdfsig", "-nocert", "FILE", pdf=pdf)


def test_what_does_not_fit_is_named(hsm: Hsm, short: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    key = hsm.keys["p256"]
    monkeypatch.setattr(tokens, "_refused", set())
    cases = [
        (changed(key, token="another"), "does not open"),
        (changed(key, label="another"), "does not open or does not sign"),
        (changed(key, module="/nonexistent.so"), "does not open"),
        (replace(key, private_key=hsm.keys["p384"].private_key), "does not belong to the key in the token"),
        (replace(hsm.keys["rsa"], private_key=key.private_key), "does not open or does not sign|does not belong"),
        (changed(key, pin="0000"), "refused the PIN$"),
        (changed(key, pin="0000"), "not tried again"),
    ]
    for unusable, reason in cases:
        with pytest.raises(SealKeyUnusable, match=reason):
            seal(short, unusable, reason="r", at=datetime.now(UTC))


def test_the_worker_takes_the_key_from_the_token(hsm: Hsm, settings: Settings, tmp_path: Path) -> None:
    key = hsm.keys["p256"]
    at = token_key("p256")
    pem = write_certificates(tmp_path / "chain.pem", key.certificate, hsm.who.middle, hsm.who.root).read_text()
    settings.SEAL = SealSettings(
        certificates=pem, pkcs11_module=at.module, pkcs11_token=at.token, pkcs11_key=at.label, pkcs11_pin=PIN
    )
    assert current_key() == key
    assert PIN not in repr(key) + repr(at) + repr(settings.SEAL)
    for lacking, reason in (("", "set SEAL_CERTIFICATES_FILE"), ("x", "holds no certificates")):
        settings.SEAL = replace(settings.SEAL, certificates=lacking)
        with pytest.raises(SealKeyUnusable, match=reason):
            current_key()


def test_a_certificate_of_a_kind_that_readers_cannot_check_is_refused() -> None:
    private = ed25519.Ed25519PrivateKey.generate()
    certificate = issue("Self", private, "Self", private, datetime.now(UTC))
    with pytest.raises(SealKeyUnusable, match="this kind of key"):
        key_in_token([certificate], token_key("none"))


def test_the_optional_requirement_is_named_where_it_is_missing(
    hsm: Hsm, short: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "assessments.report.tokens")
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(SealKeyUnusable, match=r"requirements/pkcs11\.txt"):
        seal(short, hsm.keys["p256"], reason="r", at=datetime.now(UTC))
