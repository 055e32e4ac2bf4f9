"""PDF and pictures by their signatures, the sizes that they declare, and their ends. Nothing is drawn or unpacked."""

from __future__ import annotations

import struct
from typing import BinaryIO

from assessments.domain.file_problems import FileProblem

MOST_PIXELS = 100_000_000
"""Drawn, a picture takes four bytes for each."""
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that declare the size of the picture."""
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))
"""Markers without a length."""
_START_OF_SCAN = 0xDA
_TAIL = 1024
_BLANK = b"\0\t\n\x0c\r\x1a "
"""What programs leave behind the end of a PDF."""


def look_at_pdf(file: BinaryIO, size: int) -> FileProblem | None:
    """Begins as a PDF and ends as one; what it does when opened is the reader's business."""
    if not file.read(8).startswith((b"%PDF-1.", b"%PDF-2.")):
        return FileProblem.MISMATCH
    file.seek(max(0, size - _TAIL))
    _, end, rest = file.read().rpartition(b"%%EOF")
    return None if end and not rest.strip(_BLANK) else FileProblem.TRAILING


def look_at_png(file: BinaryIO, size: int) -> FileProblem | None:
    """Every chunk within the file, the last one at its end."""
    if file.read(8) != _PNG:
        return FileProblem.MISMATCH
    kind = b""
    while kind != b"IEND":
        head = file.read(8)
        if len(head) < 8:
            return FileProblem.BROKEN
        length, kind = struct.unpack(">I4s", head)
        body = file.tell()
        if kind == b"IHDR" and _too_many(*struct.unpack(">II", file.read(8).ljust(8, b"\0"))):
            return FileProblem.BOMB
        file.seek(body + length + 4)
        if file.tell() > size:
            return FileProblem.BROKEN
    return None if file.tell() == size else FileProblem.TRAILING


def look_at_jpeg(file: BinaryIO, size: int) -> FileProblem | None:
    """Segments up to the one with the size, and the mark of the end at the end."""
    if file.read(2) != b"\xff\xd8":
        return FileProblem.MISMATCH
    problem = _look_at_segments(file)
    if problem is not None:
        return problem
    file.seek(max(0, size - _TAIL))
    return None if file.read().rstrip(b"\0").endswith(b"\xff\xd9") else FileProblem.TRAILING


def _look_at_segments(file: BinaryIO) -> FileProblem | None:
    while True:
        mark = file.read(2)
        if len(mark) < 2 or mark[0] != 0xFF or mark[1] == _START_OF_SCAN:
            return FileProblem.BROKEN
        if mark[1] == 0xFF:
            file.seek(-1, 1)
        elif mark[1] in _FRAMES:
            head = file.read(7)
            if len(head) < 7:
                return FileProblem.BROKEN
            return FileProblem.BOMB if _too_many(*struct.unpack(">HH", head[3:])) else None
        elif mark[1] not in _BARE:
            length = int.from_bytes(file.read(2), "big")
            file.seek(max(0, length - 2), 1)


def look_at_webp(file: BinaryIO, size: int) -> FileProblem | None:
    """A RIFF container of exactly the file's length."""
    head = file.read(12).ljust(12, b"\0")
    mark, length, form = struct.unpack("<4sI4s", head)
    if (mark, form) != (b"RIFF", b"WEBP"):
        return FileProblem.MISMATCH
    if length + 8 > size:
        return FileProblem.BROKEN
    return None if length + 8 + length % 2 >= size else FileProblem.TRAILING


def _too_many(width: int, height: int) -> bool:
    return width * height > MOST_PIXELS
