"""Keys and certificates: issued by an authority, expired, of kinds that are refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def issue(
    name: str, key: Key, issuer: str, issuer_key: Key, now: datetime, *, usage: x509.KeyUsage | None = None
) -> x509.Certificate:
    """A certificate for 90 days."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=90))
    )
    if usage is not None:
        builder = builder.add_extension(usage, critical=True)
    digest = None if isinstance(issuer_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(issuer_key, digest)


def write_key(
    path: Path, key: Key, certificate: x509.Certificate, others: list[x509.Certificate], passphrase: str | None
) -> Path:
    """A PKCS#12 file."""
    protection = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"key", key, certificate, others, protection))
    return path


def issued_key(folder: Path, key: Key, now: datetime, passphrase: str) -> Path:
    """A key whose certificate an authority below a root has issued, with both in the file."""
    root, middle = ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP256R1())
    chain = [issue("Middle", middle, "Root", root, now), issue("Root", root, "Root", root, now)]
    leaf = issue("Lanting Plaza", key, "Middle", middle, now)
    return write_key(folder / "issued.p12", key, leaf, chain, passphrase)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])
