"""Checking a file that claims to be a sealed report. Nothing in the file is believed; nothing in it raises."""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from assessments.report.container import lower_form, rebuild
from assessments.report.keys import fingerprint_of, is_self_issued, name_of
from assessments.report.seal_field import SEAL_FIELD

LARGEST_FILE_BYTES = 64 << 20
ATTACHMENT = "assessment.json"
_GAP = re.compile(rb"<[0-9A-F]+>")

# Damaged and hostile files are everyday here; each would fill the log with the parser's own traceback.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. Without `intact`, everything below it is only what the file claims."""

    is_pdf: bool
    readable: bool
    """False where the file is damaged, hostile or too large to be looked into."""
    has_seal: bool
    """The file holds a seal, or, where it cannot be read, the remains of one."""
    intact: bool
    """One seal, over the whole file, valid, and not one byte that it does not account for."""
    trusted: bool
    """The certificate of the seal is one of those given as known. Says nothing without `intact`."""
    signer_name: str
    signer_fingerprint: str
    self_issued: bool
    sealed_at: datetime | None
    """The time that the seal claims; the machine's word."""
    content: bytes | None
    """The embedded data; None unless the file is intact."""
    content_digest: str
    """SHA-256 of the embedded data, lower-case hex; empty where there is none."""


def verify_report(pdf: bytes, trusted: Collection[str]) -> Verified:
    """Check a file. `trusted` holds the fingerprints of known seal certificates. Never raises."""
    if not pdf.startswith(b"%PDF-"):
        return _nothing()
    if len(pdf) > LARGEST_FILE_BYTES:
        return _nothing(is_pdf=True)
    try:
        return _look(pdf, trusted)
    # A hostile file can bring about any exception in the parsers; whatever it is, the file cannot be checked.
    except Exception:  # noqa: BLE001
        return _nothing(is_pdf=True, has_seal=b"/ByteRange" in pdf)


def _nothing(*, is_pdf: bool = False, readable: bool = False, has_seal: bool = False) -> Verified:
    return Verified(is_pdf, readable, has_seal, False, False, "", "", False, None, None, "")


def _look(pdf: bytes, trusted: Collection[str]) -> Verified:
    reader = PdfFileReader(io.BytesIO(pdf))
    found = list(reader.embedded_signatures)
    if not found:
        return _nothing(is_pdf=True, readable=True)
    signature = found[-1]
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    intact = len(found) == 1 and signature.fq_name == SEAL_FIELD and _is_intact(pdf, signature, certificate)
    return _described(signature, certificate, trusted, intact, _embedded(reader) if intact else None)


def _described(
    signature: EmbeddedPdfSignature,
    certificate: x509.Certificate,
    trusted: Collection[str],
    intact: bool,
    content: bytes | None,
) -> Verified:
    fingerprint = fingerprint_of(certificate)
    return Verified(
        is_pdf=True,
        readable=True,
        has_seal=True,
        intact=intact,
        trusted=fingerprint in trusted,
        signer_name=name_of(certificate),
        signer_fingerprint=fingerprint,
        self_issued=is_self_issued(certificate),
        sealed_at=signature.self_reported_timestamp,
        content=content,
        content_digest=hashlib.sha256(content).hexdigest() if content is not None else "",
    )


def _is_intact(pdf: bytes, signature: EmbeddedPdfSignature, certificate: x509.Certificate) -> bool:
    """Every byte of the file is either signed, or part of the one form that the container can have."""
    start, gap_start, gap_end, rest = (int(each) for each in signature.byte_range)
    if start != 0 or not 0 < gap_start < gap_end or gap_end + rest != len(pdf) or len(signature.byte_range) != 4:
        return False
    gap = pdf[gap_start:gap_end]
    if not _GAP.fullmatch(gap) or len(gap) % 2:
        return False
    held = bytes.fromhex(gap[1:-1].decode("ascii"))
    container = rebuild(signature.signer_cert, signature.signed_data)
    if held[: len(container)] != container or held[len(container) :].strip(b"\0"):
        return False
    if bytes(signature.pkcs7_content).rstrip(b"\0") != container.rstrip(b"\0"):
        return False
    return _binds(pdf[:gap_start] + pdf[gap_end:], signature) and _is_signed(signature.signer_info, certificate)


def _binds(signed: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The signed attributes name this document and exactly these certificates."""
    attributes = {each["type"].native: each["values"] for each in signature.signer_info["signed_attrs"]}
    if set(attributes) != {"content_type", "message_digest", "signing_certificate_v2"}:
        return False
    if attributes["content_type"][0].native != "data":
        return False
    if attributes["message_digest"][0].native != hashlib.sha256(signed).digest():
        return False
    named = [each["cert_hash"].native for each in attributes["signing_certificate_v2"][0]["certs"]]
    embedded = [each.chosen.sha256 for each in signature.signed_data["certificates"]]
    return named[:1] == [signature.signer_cert.sha256] and sorted(named) == sorted(embedded)


def _is_signed(info: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    signature: bytes = info["signature"].native
    signed: bytes = info["signed_attrs"].untag().dump()
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
            return signature == lower_form(signature, key.curve)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
            return True
    except InvalidSignature:
        return False
    return False


def _embedded(reader: PdfFileReader) -> bytes | None:
    """The data attached to the report, if there is exactly one attachment and it has our name."""
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    if len(names) != 2:
        return None
    file = names[1]
    stream = file["/EF"]["/F"]
    if str(file["/UF"]) != ATTACHMENT or not isinstance(stream, StreamObject):
        return None
    return bytes(stream.data)
