"""What a new piece of evidence has to be before anything is stored: name, kind, size, description."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from django.conf import settings

from assessments.domain.answers import EARLIEST_DAY
from assessments.domain.characters import UnfitText, check_text, mark_invisible
from assessments.domain.evidence import FileType, file_type_of
from assessments.domain.file_problems import FileProblem
from assessments.models.evidence import LONGEST_NAME, LONGEST_NOTE

LONGEST_LINE, LONGEST_DESCRIPTION = 200, LONGEST_NOTE
_SHA256 = frozenset("0123456789abcdef")


class DetailProblem(StrEnum):
    """What is wrong with a description as it was entered."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNFIT = "unfit"
    TOO_EARLY = "too_early"
    ENDS_BEFORE = "ends_before"


@dataclass(eq=False)
class FileRefused(Exception):
    """The file is not taken."""

    problem: FileProblem


@dataclass(eq=False)
class IllegalDetails(Exception):
    """One field of the description cannot be kept."""

    field: str
    problem: DetailProblem


@dataclass(frozen=True, slots=True)
class Details:
    """What is said of a document besides itself."""

    about: date | None = None
    expires_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: on disk, counted and digested on the way."""

    name: str
    file: BinaryIO
    """A real file with a descriptor."""
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Registration:
    """A document that stays where it is."""

    name: str
    holder: str
    place: str
    digest: str


def kind_of(upload: Upload) -> FileType:
    """The kind that the name claims. Raises FileRefused."""
    try:
        check_line("name", upload.name, longest=LONGEST_NAME)
    except IllegalDetails as illegal:
        raise FileRefused(FileProblem.NAME) from illegal
    kind = file_type_of(upload.name)
    if kind is None:
        raise FileRefused(FileProblem.EXTENSION)
    if upload.size_bytes > settings.EVIDENCE_FILE_BYTES:
        raise FileRefused(FileProblem.TOO_LARGE)
    if upload.size_bytes == 0:
        raise FileRefused(FileProblem.EMPTY)
    return kind


def check_line(field: str, text: str, *, required: bool = True, longest: int = LONGEST_LINE) -> None:
    """One line of characters that can all be seen. Raises IllegalDetails."""
    if required and not text.strip():
        raise IllegalDetails(field, DetailProblem.MISSING)
    if len(text) > longest:
        raise IllegalDetails(field, DetailProblem.TOO_LONG)
    if any(each in text for each in "\t\r\n") or any(piece.marked for piece in mark_invisible(text)):
        raise IllegalDetails(field, DetailProblem.UNFIT)
    _check_characters(field, text)


def check_details(details: Details) -> None:
    """Raises IllegalDetails."""
    if len(details.note) > LONGEST_NOTE:
        raise IllegalDetails("note", DetailProblem.TOO_LONG)
    _check_characters("note", details.note)
    for field, day in (("about", details.about), ("expires_on", details.expires_on)):
        if day is not None and day < EARLIEST_DAY:
            raise IllegalDetails(field, DetailProblem.TOO_EARLY)
    if details.about and details.expires_on and details.expires_on < details.about:
        raise IllegalDetails("expires_on", DetailProblem.ENDS_BEFORE)


def _check_characters(field: str, text: str) -> None:
    try:
        check_text(text)
    except UnfitText as unfit:
        raise IllegalDetails(field, DetailProblem.UNFIT) from unfit


def check_registration(one: Registration) -> None:
    """Raises IllegalDetails."""
    for field, text in (("name", one.name), ("holder", one.holder), ("place", one.place)):
        check_line(field, text, required=field != "place")
    if len(one.digest) != 64 or not _SHA256.issuperset(one.digest):
        raise IllegalDetails("digest", DetailProblem.UNFIT)
