"""What signs: a key turned into pyHanko's signer, with signed attributes and a signature in the one form of a seal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.attributes import CMSAttributeProvider, SigningCertificateV2Provider
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko.sign.signers.pdf_cms import CAdESSignedAttributeProviderSpec

from assessments.report.container import certificate_list, lower_form
from assessments.report.keys import SealKey, TokenKey
from assessments.report.stores import as_asn1, certificate_store


class _EveryCertificate(SigningCertificateV2Provider):
    """Binds all certificates in the container to the signature, not the signer's alone."""

    def __init__(self, certificates: list[asn1_x509.Certificate]) -> None:
        super().__init__(certificates[0])
        self.certificates = certificates

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
        """The list, the signer's certificate first."""
        return certificate_list(self.certificates)


class _Attributes(CAdESSignedAttributeProviderSpec):
    def __init__(self, certificates: list[asn1_x509.Certificate]) -> None:
        self.certificates = certificates

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        """The list of certificates is all that PAdES needs; the time stands in the signature dictionary."""
        yield _EveryCertificate(self.certificates)


class _LowerFormSigner(SimpleSigner):
    curve: ec.EllipticCurve | None = None

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """The signature in the one form that a check accepts."""
        signature: bytes = super().sign_raw(data, digest_algorithm)
        return signature if self.curve is None else lower_form(signature, self.curve)


@contextmanager
def signer_for(key: SealKey) -> Iterator[Signer]:
    """The signer of a key, while the context lasts. Raises SealKeyUnusable where a token does not open."""
    certificates = [as_asn1(each) for each in (key.certificate, *key.chain)]
    if isinstance(key.private_key, TokenKey):
        from assessments.report.tokens import token_signer  # what it needs is an optional requirement

        with token_signer(key, key.private_key, certificates) as in_token:
            in_token.signed_attr_prov_spec = _Attributes(certificates)
            yield in_token
        return
    private = key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = _LowerFormSigner(
        certificates[0], asn1_keys.PrivateKeyInfo.load(private), certificate_store(certificates[1:])
    )
    signer.signed_attr_prov_spec = _Attributes(certificates)
    if isinstance(key.private_key, ec.EllipticCurvePrivateKey):
        signer.curve = key.private_key.curve
    yield signer
