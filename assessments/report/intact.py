"""The strict proof: a file is a seal over everything before it, with at most one time stamp over all of that after it.

Every byte is either signed, or comes out the same when it is written again from signed parts. No chain of trust is
looked at here; whose seal it is, and whose time stamp, is compared by certificate (`verification`).
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from assessments.report.archive import plan_archive, token_in
from assessments.report.container import is_signed_by, rebuild, token_of
from assessments.report.levels import Level
from assessments.report.stamps import Stamp, StampUnusable, read_stamp

_GAP = re.compile(rb"<[0-9A-F]+>")
_ALONE = (Level.B_B, Level.B_T, Level.B_LT)
"""The levels of a file without a second revision."""


@dataclass(frozen=True, slots=True)
class Proven:
    """The level of an intact file, and its time stamps, that in the seal first."""

    level: Level
    stamps: tuple[Stamp, ...] = ()


def prove_archive(pdf: bytes, seal: EmbeddedPdfSignature) -> Proven | None:
    """The sealed file, followed by the one revision that may follow: written again, it comes out the same, and its time
    stamp is not from before that of the seal."""
    _, _, gap_end, rest = (int(each) for each in seal.byte_range)
    sealed = pdf[: gap_end + rest]
    (alone,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    proven = prove_seal(sealed, alone, Level.B_LTA)
    if proven is None:
        return None
    archive = plan_archive(sealed)
    token = token_in(pdf, archive)
    stamp = _read(token, archive.imprint) if token is not None else None
    # What is stamped over the whole file has the first time stamp in it.
    if stamp is None or stamp.at < proven.stamps[0].at:
        return None
    return Proven(Level.B_LTA, (*proven.stamps, stamp))


def prove_seal(pdf: bytes, seal: EmbeddedPdfSignature, *levels: Level) -> Proven | None:
    """The seal of a file that ends with it, if every byte is either signed, or part of the one form that the container
    can have; None otherwise, and where it has none of the `levels` that it can have there."""
    held = _held(pdf, seal)
    if held is None:
        return None
    level, token = _claimed_level(seal), token_of(seal.signer_info)
    container = rebuild(seal.signer_cert, seal.signed_data, token)
    if held[: len(container)] != container or held[len(container) :].strip(b"\0"):
        return None
    if bytes(seal.pkcs7_content).rstrip(b"\0") != container.rstrip(b"\0"):
        return None
    certificate = x509.load_der_x509_certificate(seal.signer_cert.dump())
    _, gap_start, gap_end, _ = (int(each) for each in seal.byte_range)
    if not (_binds(pdf[:gap_start] + pdf[gap_end:], seal) and _is_signed(seal.signer_info, certificate)):
        return None
    if level not in (levels or _ALONE) or level.has_proofs != ("/DSS" in seal.reader.root):
        return None
    if token is None or not level.is_stamped:
        return Proven(level) if token is None and not level.is_stamped else None
    signature: bytes = seal.signer_info["signature"].native
    stamp = _read(token, hashlib.sha256(signature).digest())
    return Proven(level, (stamp,)) if stamp is not None else None


def _read(token: bytes, imprint: bytes) -> Stamp | None:
    try:
        return read_stamp(token, imprint)
    except StampUnusable:
        return None


def _held(pdf: bytes, seal: EmbeddedPdfSignature) -> bytes | None:
    """What stands in the gap of a seal that covers all the rest of the file; None where it does not."""
    if len(seal.byte_range) != 4:
        return None
    start, gap_start, gap_end, rest = (int(each) for each in seal.byte_range)
    if start != 0 or not 0 < gap_start < gap_end or gap_end + rest != len(pdf):
        return None
    gap = pdf[gap_start:gap_end]
    if not _GAP.fullmatch(gap) or len(gap) % 2:
        return None
    return bytes.fromhex(gap[1:-1].decode("ascii"))


def _claimed_level(seal: EmbeddedPdfSignature) -> Level:
    """The level that the signed dictionary of the seal says. Raises ValueError or KeyError where it is none."""
    said = seal.sig_object.get("/Prop_Build")
    return Level.B_B if said is None else Level(str(said["/App"]["/REx"]))


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
    signed: bytes = info["signed_attrs"].untag().dump()
    return is_signed_by(certificate, info["signature"].native, signed, hashes.SHA256())
