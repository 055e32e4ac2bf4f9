"""The key that signs the heads of the audit trail. It signs nothing else, and seals no report."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from assessments.domain.heads import Verify


class TrailKeyUnusable(Exception):
    """No head can be signed or checked with this key; the text says why."""


@dataclass(frozen=True, slots=True)
class TrailKey:
    """A loaded key with its name."""

    name: str
    """SHA-256 of the public key, as lines of heads give it."""
    private: Ed25519PrivateKey = field(repr=False)

    def sign(self, content: bytes) -> bytes:
        """The signature over these bytes."""
        return self.private.sign(content)


def load_trail_key(pem: str) -> TrailKey:
    """The private key in a PEM text. Raises TrailKeyUnusable."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        raise TrailKeyUnusable("the text is no private key in PEM without a passphrase") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise TrailKeyUnusable("the key is not an Ed25519 key")
    return TrailKey(name_of(key.public_key()), key)


def name_of(key: Ed25519PublicKey) -> str:
    """SHA-256 of the raw public key, lower-case hex."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def public_file(path: Path) -> Path:
    """Where the public half of the key in `path` is written."""
    return path.with_suffix(".pub")


def make_trail_key(path: Path) -> str:
    """A new key in a new file that only its owner may read, and its public half beside it; the name of the key.

    Raises FileExistsError: a key is never overwritten.
    """
    private = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    _write(public_file(path), public, 0o644)
    return name_of(private.public_key())


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def load_public_keys(pems: Iterable[bytes]) -> Verify:
    """Checks signatures against these public keys, or the public halves of private ones. Raises TrailKeyUnusable."""
    keys = {name_of(key): key for key in map(_public, pems)}

    def fits(name: str, signature: bytes, content: bytes) -> bool:
        try:
            keys[name].verify(signature, content)
        except (KeyError, InvalidSignature):
            return False
        return True

    return fits


def _public(pem: bytes) -> Ed25519PublicKey:
    if b"PRIVATE" in pem:
        return load_trail_key(pem.decode(errors="replace")).private.public_key()
    try:
        key = load_pem_public_key(pem)
    except ValueError:
        raise TrailKeyUnusable("the file is no public key in PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise TrailKeyUnusable("the key is not an Ed25519 key")
    return key
