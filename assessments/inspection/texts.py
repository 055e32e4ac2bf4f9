"""Plain texts by their characters: in a known encoding, without control characters, and no page in disguise."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from assessments.domain.file_problems import FileProblem

_CHUNK = 1 << 18
_BEGINNING = 4096
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<[a-z!?/]", re.IGNORECASE)
_FIELD = re.compile(r"[!-9;-~]+:")
"""The beginning of a line in the head of a mail."""
_FIELDS_OF_MAIL = ("from", "to", "date", "subject", "received", "message-id", "mime-version", "return-path")


def look_at_text(file: BinaryIO, size: int) -> FileProblem | None:
    """UTF-8, UTF-16 with a mark, or GB 18030."""
    return _look(file) or (FileProblem.MARKUP if _MARKUP.match(_beginning(file)) else None)


def look_at_mail(file: BinaryIO, size: int) -> FileProblem | None:
    """A text that begins with the head of a mail."""
    problem = _look(file)
    if problem is not None:
        return problem
    head = re.split(r"\r?\n\r?\n", _beginning(file), maxsplit=1)[0].splitlines()
    named = {line.split(":", 1)[0].lower() for line in head if _FIELD.match(line)}
    is_mail = bool(head) and bool(_FIELD.match(head[0])) and len(named.intersection(_FIELDS_OF_MAIL)) >= 2
    return None if is_mail else FileProblem.MISMATCH


def _look(file: BinaryIO) -> FileProblem | None:
    problem: FileProblem | None = FileProblem.ENCODING
    for encoding in _encodings(file):
        problem = _read_as(encoding, file)
        if problem is not FileProblem.ENCODING:
            break
    return problem


def _encodings(file: BinaryIO) -> tuple[str, ...]:
    file.seek(0)
    return ("utf-16",) if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ("utf-8-sig", "gb18030")


def _read_as(encoding: str, file: BinaryIO) -> FileProblem | None:
    file.seek(0)
    try:
        for text in codecs.iterdecode(_chunks(file), encoding):
            if _CONTROL.search(text):
                return FileProblem.MISMATCH
    except UnicodeDecodeError:
        return FileProblem.ENCODING
    return None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _beginning(file: BinaryIO) -> str:
    encoding = _encodings(file)[0]
    file.seek(0)
    return file.read(_BEGINNING).decode(encoding, "replace")
