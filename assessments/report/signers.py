"""What signs: a key turned into pyHanko's signer, with signed attributes and a signature in the one form of a seal."""

from __future__ import annotations

from collections.abc import Iterable

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.attributes import CMSAttributeProvider, SigningCertificateV2Provider
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import CAdESSignedAttributeProviderSpec
from pyhanko_certvalidator.registry import SimpleCertificateStore

from assessments.report.container import certificate_list, lower_form
from assessments.report.keys import SealKey


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


def signer_for(key: SealKey) -> SimpleSigner:
    """The signer of a key."""
    certificates = [as_asn1(each) for each in (key.certificate, *key.chain)]
    private = key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates[1:])
    signer = _LowerFormSigner(certificates[0], asn1_keys.PrivateKeyInfo.load(private), store)
    signer.signed_attr_prov_spec = _Attributes(certificates)
    if isinstance(key.private_key, ec.EllipticCurvePrivateKey):
        signer.curve = key.private_key.curve
    return signer


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """A certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
