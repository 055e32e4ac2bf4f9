"""What can be said of a report that somebody holds, by its code, its digest, or the file itself. No content comes back:
the page that shows the outcome is public.

A file is ours if the four things hold that `report_check` names. The sealer saw to all four before the report was
stored, so equality with the stored digest says as much. A file whose digest is not known is never parsed: whatever is
in it, it is not ours.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from assessments.domain.report_codes import LONGEST_TYPED, read_code
from assessments.domain.revision import digest
from assessments.services.registry import Issued, find_by_code, find_by_digest
from assessments.services.report_check import is_as_registered

logger = logging.getLogger(__name__)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIGN_OF_A_SEAL = b"/ByteRange"


class Genuineness(StrEnum):
    """The answer to "can this be relied on as what was sealed?"."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISTRUSTED = "distrusted"
    """Issued here; its key may have been in wrong hands."""
    UNKNOWN = "unknown"
    """Not issued here, byte for byte: changed since, sealed elsewhere, or made up."""
    NOT_SEALED = "not_sealed"
    """Not issued here, and without any trace of a seal."""
    NOT_A_PDF = "not_a_pdf"


class Means(StrEnum):
    """By what was looked."""

    CODE = "code"
    DIGEST = "digest"
    """Computed elsewhere; the file was not here."""
    FILE = "file"


class NeitherCodeNorDigest(ValueError):
    """What was typed is no code and no SHA-256."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out."""

    genuineness: Genuineness
    means: Means
    file_digest: str
    """SHA-256 of the file; with a code, of the file that was issued, empty where none was."""
    issued: Issued | None = None
    """None where this installation did not issue it."""


def look_up(typed: str) -> Checked:
    """By a code or the SHA-256 of a file, as somebody typed it. Raises NeitherCodeNorDigest."""
    if len(typed) > LONGEST_TYPED:
        raise NeitherCodeNorDigest
    hexadecimal = re.sub(r"[\s:]", "", unicodedata.normalize("NFKC", typed)).lower()
    if _SHA256.fullmatch(hexadecimal):
        return _checked(Means.DIGEST, hexadecimal, find_by_digest(hexadecimal))
    code = read_code(typed)
    if code is None:
        raise NeitherCodeNorDigest
    issued = find_by_code(code)
    return _checked(Means.CODE, issued.file_digest if issued else "", issued)


def verify_upload(pdf: bytes) -> Checked:
    """Check a file of any kind, of which nothing is kept. Only a file that was issued here is parsed."""
    file_digest = digest(pdf)
    issued = find_by_digest(file_digest)
    if issued is None:
        return Checked(_without_parsing(pdf), Means.FILE, file_digest)
    if not is_as_registered(pdf, issued):
        logger.critical("report %s is in the registry and does not verify", issued.revision_id)
        return Checked(Genuineness.UNKNOWN, Means.FILE, file_digest)
    return _checked(Means.FILE, file_digest, issued)


def _checked(means: Means, file_digest: str, issued: Issued | None) -> Checked:
    genuineness = Genuineness(issued.standing) if issued else Genuineness.UNKNOWN
    return Checked(genuineness, means, file_digest, issued)


def _without_parsing(pdf: bytes) -> Genuineness:
    if not pdf.startswith(b"%PDF-"):
        return Genuineness.NOT_A_PDF
    return Genuineness.UNKNOWN if _SIGN_OF_A_SEAL in pdf else Genuineness.NOT_SEALED
