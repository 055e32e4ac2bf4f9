"""Checking a file that claims to be a sealed report. Nothing in the file is believed; nothing in it raises."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from assessments.domain.revision import ATTACHMENT
from assessments.report.archive import STAMP_FIELD
from assessments.report.attached import LARGEST_FILE_BYTES
from assessments.report.intact import Proven, prove_archive, prove_seal
from assessments.report.keys import fingerprint_of, is_self_issued, name_of
from assessments.report.levels import Level
from assessments.report.seal_field import SEAL_FIELD
from assessments.report.stamps import is_known_authority

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
    level: Level | None = None
    """How much the seal proves beyond itself; None unless the file is intact."""
    stamped_at: datetime | None = None
    """The time of the time stamp in the seal; None unless the file is intact and has one. Trusted with
    `stamp_known` only."""
    stamped_by: str = ""
    """Whom the certificate of that time stamp names."""
    stamp_known: bool = False
    """The authority of every time stamp is among those given."""

    @property
    def trusted_time(self) -> datetime | None:
        """When the report was sealed at the latest, by the word of a known authority; None without one."""
        return self.stamped_at if self.stamp_known else None


def verify_report(pdf: bytes, trusted: Collection[str], authorities: Collection[x509.Certificate] = ()) -> Verified:
    """Check a file. `trusted` holds the fingerprints of known seal certificates, `authorities` the certificates by
    which time-stamp authorities are known. Never raises; needs no network."""
    if not pdf.startswith(b"%PDF-"):
        return _nothing()
    if len(pdf) > LARGEST_FILE_BYTES:
        return _nothing(is_pdf=True)
    try:
        return _look(pdf, trusted, authorities)
    # A hostile file can bring about any exception in the parsers; whatever it is, the file cannot be checked.
    except Exception:  # noqa: BLE001
        return _nothing(is_pdf=True, has_seal=b"/ByteRange" in pdf)


def _nothing(*, is_pdf: bool = False, readable: bool = False, has_seal: bool = False) -> Verified:
    return Verified(is_pdf, readable, has_seal, False, False, "", "", False, None, None, "")


def _look(pdf: bytes, trusted: Collection[str], authorities: Collection[x509.Certificate]) -> Verified:
    reader = PdfFileReader(io.BytesIO(pdf))
    found = list(reader.embedded_signatures)
    if not found:
        return _nothing(is_pdf=True, readable=True)
    names = [each.fq_name for each in found]
    if names == [SEAL_FIELD]:
        seal, proven = found[0], prove_seal(pdf, found[0])
    elif names == [SEAL_FIELD, STAMP_FIELD]:
        seal, proven = found[0], prove_archive(pdf, found[0])
    else:
        seal, proven = found[-1], None
    described = _described(seal, trusted)
    return described if proven is None else _completed(described, reader, proven, authorities)


def _described(signature: EmbeddedPdfSignature, trusted: Collection[str]) -> Verified:
    """What a file claims."""
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    fingerprint = fingerprint_of(certificate)
    return Verified(
        is_pdf=True,
        readable=True,
        has_seal=True,
        intact=False,
        trusted=fingerprint in trusted,
        signer_name=name_of(certificate),
        signer_fingerprint=fingerprint,
        self_issued=is_self_issued(certificate),
        sealed_at=signature.self_reported_timestamp,
        content=None,
        content_digest="",
    )


def _completed(
    described: Verified, reader: PdfFileReader, proven: Proven, authorities: Collection[x509.Certificate]
) -> Verified:
    """What an intact file holds."""
    content = _embedded(reader)
    return replace(
        described,
        intact=True,
        content=content,
        content_digest=hashlib.sha256(content).hexdigest() if content is not None else "",
        level=proven.level,
        stamped_at=proven.stamps[0].at if proven.stamps else None,
        stamped_by=name_of(proven.stamps[0].certificate) if proven.stamps else "",
        stamp_known=bool(proven.stamps) and all(is_known_authority(each, authorities) for each in proven.stamps),
    )


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
