"""Sealing with a key that never leaves its PKCS#11 token (a hardware security module, a smart card, SoftHSM).

Needs python-pkcs11 (requirements/pkcs11.txt), which installations with a key in a file do without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from assessments.report.container import lower_form
from assessments.report.keys import SealKey, SealKeyUnusable, TokenKey
from assessments.report.stores import certificate_store

try:
    import pkcs11
    from pkcs11.exceptions import PinIncorrect, PinLenRange, PinLocked, PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
except ImportError:
    raise SealKeyUnusable("a key in a PKCS#11 token needs python-pkcs11; install requirements/pkcs11.txt") from None

_refused: set[TokenKey] = set()
"""Whose PIN was wrong. It is not tried again in this process, for a token locks itself after a few wrong ones."""


@contextmanager
def token_signer(key: SealKey, private: TokenKey, certificates: list[asn1_x509.Certificate]) -> Iterator[PKCS11Signer]:
    """A signer with an open session. Raises SealKeyUnusable with a plain reason, also out of the context's body."""
    if private in _refused:
        raise SealKeyUnusable("the token refused the PIN; it is not tried again until the signer is started anew")
    try:
        session = open_pkcs11_session(
            private.module, token_criteria=TokenCriteria(label=private.token), user_pin=private.pin
        )
        with session:
            signer = _TokenSigner(
                session,
                signing_cert=certificates[0],
                key_label=private.label,
                use_raw_mechanism=isinstance(key.certificate.public_key(), ec.EllipticCurvePublicKey),
            )
            signer.key = key
            # The signer's own certificate is added by itself; from its list it would come twice.
            signer._cert_registry = certificate_store(certificates[1:])
            yield signer
    except (PinIncorrect, PinLocked, PinLenRange):
        _refused.add(private)
        raise SealKeyUnusable("the token refused the PIN") from None
    except pkcs11.PKCS11Error as problem:
        raise SealKeyUnusable(f"the token does not open or does not sign: {_told(problem)}") from None


def _told(problem: PKCS11Error) -> str:
    """Most of these exceptions have a name and no words."""
    return str(problem) or type(problem).__name__


class _TokenSigner(PKCS11Signer):
    key: SealKey

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature in the one form that a check accepts. Raises SealKeyUnusable where it is another key's."""
        signature: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run=dry_run)
        public = self.key.certificate.public_key()
        if dry_run:
            return signature
        try:
            if isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
                return lower_form(signature, public.curve)
            if isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise SealKeyUnusable("the certificate does not belong to the key in the token") from None
        return signature
