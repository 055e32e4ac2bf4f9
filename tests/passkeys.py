"""An authenticator in software: makes a passkey and signs with it, as a phone would."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT_AND_VERIFIED, WITH_CREDENTIAL = 0x05, 0x40
HOST, ORIGIN = "localhost", "http://localhost"


def written(content: bytes) -> str:
    """Base64 as WebAuthn writes it."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass(frozen=True)
class SoftwarePasskey:
    """One passkey for one site."""

    origin: str = ORIGIN
    flags: int = PRESENT_AND_VERIFIED
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """The answer to what a page for adding a passkey asks for."""
        client = self._client("webauthn.create", json.loads(options)["publicKey"]["challenge"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))  # type: ignore[no-untyped-call]
        credential = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public
        data = self._data(self.flags | WITH_CREDENTIAL) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=written(client), attestationObject=written(attestation))

    def get(self, options: str, user: bytes = b"") -> str:
        """The answer to what a page for signing in or confirming asks for."""
        client = self._client("webauthn.get", json.loads(options)["publicKey"]["challenge"])
        data = self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        further = {"userHandle": written(user)} if user else {}
        return self._answer(
            clientDataJSON=written(client), authenticatorData=written(data), signature=written(signature), **further
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + bytes(4)

    def _answer(self, **response: str) -> str:
        return json.dumps(
            {
                "id": written(self.credential_id),
                "rawId": written(self.credential_id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": response,
            }
        )
