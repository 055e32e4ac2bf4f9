"""Forgeries by a second, whole signature behind ours, for readers that look at the last one, or at any."""

from __future__ import annotations

import io

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pikepdf import Pdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfTimeStamper, signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from assessments.report.keys import SealKey
from trust.forging.certificates import issue
from trust.forging.material import SEALED_AT, Material, forgery, signed_by, updated


def _signer(key: SealKey) -> signers.SimpleSigner:
    certificate = asn1_x509.Certificate.load(key.certificate.public_bytes(Encoding.DER))
    private = signed_by(key).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    return signers.SimpleSigner(certificate, asn1_keys.PrivateKeyInfo.load(private), store)


def _signed_again(pdf: bytes, key: SealKey, field: str) -> bytes:
    """With another signature behind all that is there. The certification forbids it; so it is taken out first."""

    def permit(file: Pdf) -> list[pikepdf.Object]:
        del file.Root["/Perms"]
        return [file.Root]

    written = io.BytesIO()
    signers.PdfSigner(
        PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, name=key.subject),
        signer=_signer(key),
        new_field_spec=SigFieldSpec(field, on_page=0, box=(0, 0, 200, 80)),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(updated(pdf, permit))), output=written)
    found = list(PdfFileReader(io.BytesIO(written.getvalue())).embedded_signatures)
    assert [each.fq_name for each in found] == ["OrgSeal", field]
    return written.getvalue()


@forgery("an impostor's signature behind ours", "readers that look at the last signature")
def by_impostor(m: Material) -> bytes:
    return _signed_again(m.pdf, m.impostor, "DPO")


@forgery("a sibling's signature behind ours", "readers that look for any trusted signature")
def by_sibling(m: Material) -> bytes:
    return _signed_again(m.pdf, m.sibling, "DPO")


@forgery("a time stamp behind ours", "an update that standards allow")
def time_stamp(m: Material) -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    certificate = issue("Time", key, "Time", key, SEALED_AT)
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        fixed_dt=SEALED_AT,
    )
    written = io.BytesIO()
    PdfTimeStamper(stamper).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(m.pdf)), "sha256", output=written)
    reader = PdfFileReader(io.BytesIO(written.getvalue()))
    assert len(reader.embedded_timestamp_signatures) == 1
    return written.getvalue()
