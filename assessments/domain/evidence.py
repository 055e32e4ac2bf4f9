"""Evidence for answers: what it can be, which files are taken, and when it runs out. Files themselves are not here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assessments.domain.catalogue import QuestionKey

SOON = timedelta(days=30)
"""How long before its last day evidence is said to run out soon."""


class EvidenceKind(StrEnum):
    """How evidence is held."""

    FILE = "file"
    REGISTERED = "registered"
    """Held elsewhere; here are its description and its SHA-256."""


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is taken."""

    key: str
    words: str
    """ "PDF"."""
    media_type: str
    extensions: tuple[str, ...]


FILE_TYPES: tuple[FileType, ...] = (
    FileType("pdf", "PDF", "application/pdf", ("pdf",)),
    FileType("png", "PNG", "image/png", ("png",)),
    FileType("jpeg", "JPEG", "image/jpeg", ("jpg", "jpeg")),
    FileType("webp", "WebP", "image/webp", ("webp",)),
    FileType("docx", "DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
    FileType("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
    FileType("csv", "CSV", "text/csv", ("csv",)),
    FileType("txt", "TXT", "text/plain", ("txt",)),
    FileType("eml", "EML", "message/rfc822", ("eml",)),
)
_BY_EXTENSION: Mapping[str, FileType] = {each: one for one in FILE_TYPES for each in one.extensions}


def file_type_of(name: str) -> FileType | None:
    """The kind that the name's ending stands for; None where such files are not taken."""
    stem, dot, extension = name.rpartition(".")
    return _BY_EXTENSION.get(extension.lower()) if stem and dot else None


class Expiry(StrEnum):
    """Whether evidence still holds."""

    OPEN = "open"
    """No last day is named, or it is far."""
    SOON = "soon"
    OVER = "over"


def expiry_of(expires_on: date | None, today: date) -> Expiry:
    """Where evidence stands on `today`; on its last day it still holds."""
    if expires_on is None or expires_on - today > SOON:
        return Expiry.OPEN
    return Expiry.SOON if expires_on >= today else Expiry.OVER


@dataclass(frozen=True, slots=True)
class EvidenceMark:
    """A document named in support of an answer, by its SHA-256, as a revision keeps it."""

    name: str
    digest: str
    question: QuestionKey
    id: str | None = None
    """This and all below are None in revisions frozen under the first two schemas."""
    kind: EvidenceKind | None = None
    media_type: str | None = None
    """None where it was registered without the file."""
    size_bytes: int | None = None
    holder: str | None = None
    """Who keeps it, where it was registered without the file."""
    place: str | None = None
    about: date | None = None
    """The day that the document speaks of."""
    expires_on: date | None = None
    """The last day on which it still shows something."""
    added_by: str | None = None
    added_at: str | None = None
    """ISO 8601, UTC."""


LATER_IN_EVIDENCE = (
    "id",
    "kind",
    "media_type",
    "size_bytes",
    "holder",
    "place",
    "about",
    "expires_on",
    "added_by",
    "added_at",
)
"""Fields of a mark that the first two schemas of a revision did not have."""
