"""Putting the organisation's seal on a PDF: a PAdES signature that certifies the document, in one revision."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.attributes import CMSAttributeProvider, SigningCertificateV2Provider
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import CAdESSignedAttributeProviderSpec
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from assessments.report.container import DIGEST, certificate_list, lower_form
from assessments.report.keys import SealKey, SealKeyUnusable, load_seal_key, make_self_issued_key
from assessments.report.seal_field import SEAL_FIELD

__all__ = ["SealKey", "SealKeyUnusable", "SealingFailed", "load_seal_key", "make_self_issued_key", "seal"]


class SealingFailed(Exception):
    """The file is not a report that is waiting for its seal."""


def seal(pdf: bytes, key: SealKey, *, reason: str, at: datetime) -> bytes:
    """The sealed PDF: the same bytes, followed by one revision with the seal. `at` is the time that the seal claims.

    Raises SealKeyUnusable where the certificate is not valid at that time, SealingFailed for any other file.
    """
    if not key.certificate.not_valid_before_utc <= at <= key.certificate.not_valid_after_utc:
        raise SealKeyUnusable("the certificate of the sealing key is not valid at the time of sealing")
    signer = _DatedSigner(
        PdfSignatureMetadata(
            field_name=SEAL_FIELD,
            md_algorithm=DIGEST,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            name=key.subject,
        ),
        signer=_signer(key),
        # The panel is printed on the page; the field over it stays clear.
        stamp_style=StaticStampStyle(border_width=0),
    )
    signer.at = at
    try:
        sealed: io.BytesIO = signer.sign_pdf(_Writer(io.BytesIO(pdf)), existing_fields_only=True)
    except (PdfError, SigningError) as problem:
        raise SealingFailed(str(problem)) from None
    return sealed.getvalue()


class _Writer(IncrementalPdfFileWriter):
    """Leaves title, dates and metadata as they were rendered; rewriting them would break conformance."""

    def _update_meta(self) -> None:
        """Nothing: see the class."""


class _DatedSigner(PdfSigner):
    """Signs with a given time instead of the machine's."""

    at: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        """The session, with our time in it."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


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


def _signer(key: SealKey) -> SimpleSigner:
    certificates = [
        asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (key.certificate, *key.chain)
    ]
    private = key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates[1:])
    signer = _LowerFormSigner(certificates[0], asn1_keys.PrivateKeyInfo.load(private), store)
    signer.signed_attr_prov_spec = _Attributes(certificates)
    if isinstance(key.private_key, ec.EllipticCurvePrivateKey):
        signer.curve = key.private_key.curve
    return signer
