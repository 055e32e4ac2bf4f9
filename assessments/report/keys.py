"""Sealing keys: what is accepted as one, loading it from a PKCS#12 file, making a self-issued one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
CURVES = ("secp256r1", "secp384r1")
SMALLEST_RSA_BITS = 2048
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
VALID_DAYS = 5 * 365
LARGEST_FILE_BYTES = 1 << 20


@dataclass(eq=False)
class SealKeyUnusable(Exception):
    """No seal can be made with this key; `reason` is a plain sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A private key that stays in a PKCS#11 token; `tokens` signs with it."""

    module: str
    """Path of the library that speaks to the token."""
    token: str
    """Label."""
    label: str
    """Of the key in the token."""
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealKey:
    """A loaded sealing key with its certificate."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """Certificates of issuers that travel in the seal, without the self-signed root."""
    private_key: PrivateKey | TokenKey = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, lower-case hex."""
        return fingerprint_of(self.certificate)

    @property
    def subject(self) -> str:
        """Who the certificate names."""
        return name_of(self.certificate)

    @property
    def is_self_issued(self) -> bool:
        """Whether the owner issued the certificate to itself."""
        return is_self_issued(self.certificate)


def load_seal_key(path: Path, passphrase: str) -> SealKey:
    """The key in a PKCS#12 file. Raises SealKeyUnusable with a clear reason."""
    data = _read(path)
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase.encode())
    except ValueError:
        raise SealKeyUnusable("the file is not PKCS#12, or the passphrase is wrong") from None
    if private is None or certificate is None:
        raise SealKeyUnusable("the file holds no private key with its certificate")
    key = SealKey(certificate, tuple(each for each in others if not is_self_issued(each)), _checked(private))
    check_certificate(key)
    return key


def key_in_token(certificates: Sequence[x509.Certificate], private: TokenKey) -> SealKey:
    """A key in a token with its certificate, the first, and those of its issuers. Raises SealKeyUnusable."""
    if not certificates:
        raise SealKeyUnusable("the key in the token has no certificate; set SEAL_CERTIFICATES_FILE")
    certificate, *others = certificates
    check_public_key(certificate.public_key())
    key = SealKey(certificate, tuple(each for each in others if not is_self_issued(each)), private)
    check_certificate(key)
    return key


def make_self_issued_key(path: Path, passphrase: str, name: str, now: datetime) -> None:
    """A new ECDSA P-256 key with a certificate issued to itself, in a new file that only its owner may read.

    Raises FileExistsError; a key is never overwritten, since reports depend on it.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_issue(private, name, now)
    protected = pkcs12.serialize_key_and_certificates(
        name.encode(), private, certificate, None, BestAvailableEncryption(passphrase.encode())
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(protected)


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, lower-case hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def name_of(certificate: x509.Certificate) -> str:
    """The common name of a certificate, or its whole subject."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Whether a certificate is signed with its own key."""
    if certificate.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(certificate)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except FileNotFoundError:
        raise SealKeyUnusable("there is no key file at the configured place") from None
    except OSError as problem:
        raise SealKeyUnusable(f"the key file cannot be read: {problem.strerror}") from None
    if len(data) > LARGEST_FILE_BYTES:
        raise SealKeyUnusable("the key file is too large to be PKCS#12")
    return data


def _checked(private: object) -> PrivateKey:
    """The key, if seals made with it can be read everywhere."""
    if isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        check_public_key(private.public_key())
        return private
    raise SealKeyUnusable("this kind of key cannot be used for sealing; use ECDSA on P-256")


def check_public_key(public: object) -> None:
    """Raises SealKeyUnusable for a kind of key whose seals cannot be read everywhere."""
    if isinstance(public, ec.EllipticCurvePublicKey):
        if public.curve.name not in CURVES:
            raise SealKeyUnusable(f"the curve {public.curve.name} is not supported; use P-256 or P-384")
    elif not isinstance(public, rsa.RSAPublicKey):
        raise SealKeyUnusable("this kind of key cannot be used for sealing; use ECDSA on P-256")
    elif public.key_size < SMALLEST_RSA_BITS:
        raise SealKeyUnusable(f"an RSA key of {public.key_size} bits is too short; use P-256")


def check_certificate(key: SealKey) -> None:
    """Raises SealKeyUnusable where the certificate is another key's, or not for signing."""
    if not isinstance(key.private_key, TokenKey) and key.certificate.public_key() != key.private_key.public_key():
        raise SealKeyUnusable("the certificate does not belong to the private key")
    try:
        usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise SealKeyUnusable("the certificate does not allow signing")


def _self_issue(private: ec.EllipticCurvePrivateKey, name: str, now: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
