"""Sealing keys: made, loaded, refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from assessments.report.keys import SealKeyUnusable, check_certificate, load_seal_key, make_self_issued_key
from trust.forging.certificates import issue, issued_key, write_key
from trust.forging.material import PASSPHRASE, SEALED_AT, make_key

TOO_SHORT = 1024


def refusal(path: Path, passphrase: str = PASSPHRASE) -> str:
    """Why a file is not usable as a key."""
    with pytest.raises(SealKeyUnusable) as refused:
        load_seal_key(path, passphrase)
    return str(refused.value)


def test_a_self_issued_key_signs_and_does_nothing_else(tmp_path: Path) -> None:
    key = make_key(tmp_path, "兰庭广场")
    usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)
    assert (key.subject, key.is_self_issued, key.chain) == ("兰庭广场", True, ())
    assert isinstance(key.private_key, ec.EllipticCurvePrivateKey)
    assert key.private_key.curve.name == "secp256r1"
    assert len(key.fingerprint) == 64
    assert key.certificate.not_valid_before_utc == SEALED_AT


def test_only_the_owner_may_read_the_key_file(tmp_path: Path) -> None:
    make_key(tmp_path)
    assert (tmp_path / "seal.p12").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    fingerprint = make_key(tmp_path).fingerprint
    with pytest.raises(FileExistsError):
        make_self_issued_key(tmp_path / "seal.p12", PASSPHRASE, "Another", SEALED_AT)
    assert load_seal_key(tmp_path / "seal.p12", PASSPHRASE).fingerprint == fingerprint


def test_the_private_key_is_in_no_printed_form(tmp_path: Path) -> None:
    assert "private" not in repr(make_key(tmp_path))


def test_an_issued_key_brings_its_issuers_but_not_the_root(tmp_path: Path) -> None:
    path = issued_key(tmp_path, rsa.generate_private_key(65537, 2048), SEALED_AT, PASSPHRASE)
    key = load_seal_key(path, PASSPHRASE)
    assert not key.is_self_issued
    assert [each.subject.rfc4514_string() for each in key.chain] == ["CN=Middle"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.p12") == "there is no key file at the configured place"


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("the key file cannot be read: ")


def test_a_wrong_passphrase_is_named(tmp_path: Path) -> None:
    make_key(tmp_path)
    assert refusal(tmp_path / "seal.p12", "wrong") == "the file is not PKCS#12, or the passphrase is wrong"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "huge").write_bytes(b"\0" * (2 << 20))
    assert refusal(tmp_path / "huge") == "the key file is too large to be PKCS#12"


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    first = make_key(tmp_path)
    other = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(SealKeyUnusable, match="does not belong to the private key"):
        check_certificate(replace(first, certificate=issue("Other", other, "Other", other, SEALED_AT)))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (ed25519.Ed25519PrivateKey.generate(), "this kind of key cannot be used for sealing"),
        (ec.generate_private_key(ec.SECP521R1()), "the curve secp521r1 is not supported"),
        (rsa.generate_private_key(65537, key_size=TOO_SHORT), "an RSA key of 1024 bits is too short"),
    ],
    ids=["ed25519", "p521", "rsa1024"],
)
def test_keys_that_readers_cannot_check_are_refused(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey, reason: str, tmp_path: Path
) -> None:
    certificate = issue("Self", key, "Self", key, SEALED_AT)
    assert refusal(write_key(tmp_path / "key.p12", key, certificate, [], PASSPHRASE)).startswith(reason)


def test_a_certificate_that_does_not_allow_signing_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    only_agreement = x509.KeyUsage(False, False, False, False, True, False, False, False, False)
    certificate = issue("Self", key, "Self", key, SEALED_AT, usage=only_agreement)
    path = write_key(tmp_path / "key.p12", key, certificate, [], PASSPHRASE)
    assert refusal(path) == "the certificate does not allow signing"
