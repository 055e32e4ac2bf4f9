"""The one revision that may follow the seal: a time stamp over the whole file (document time stamp, PAdES B-LTA).

It is written by this module alone, so that a check can write it again from the file before it and the token: every
byte of it is accounted for, and nothing else can have been changed by it. It changes one object, an empty field that
the sealed revision has kept for it, and adds one, the time stamp.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

STAMP_FIELD = "DocTimeStamp"
ROOM_BYTES = 8192
"""Kept for the token; those of authorities take about 1,500 to 5,000."""
_HEX = re.compile(rb"[0-9A-F]+")


class NoRoomForStamp(Exception):
    """The file is not one that waits for a time stamp, or the token is too long."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The revision around its token."""

    before: bytes
    """From the start of the file to the token."""
    after: bytes

    @property
    def imprint(self) -> bytes:
        """SHA-256 of everything that the token stands for."""
        return hashlib.sha256(self.before + self.after).digest()

    def with_token(self, token: bytes) -> bytes:
        """The whole file. Raises NoRoomForStamp."""
        if len(token) > ROOM_BYTES:
            raise NoRoomForStamp
        return self.before + _held(token) + self.after


def plan_archive(sealed: bytes) -> Archive:
    """The revision that follows a sealed file with an empty field for it. Raises NoRoomForStamp."""
    reader = PdfFileReader(io.BytesIO(sealed))
    field, page = _empty_field(reader)
    size = int(reader.trailer["/Size"])
    stamp, table = size, size + 1
    start = len(sealed)
    written = b"%d 0 obj\n%b\nendobj\n" % (field.idnum, _field(page, stamp))
    stamp_at = start + len(written)
    written += b"%d 0 obj\n<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 /ByteRange " % stamp
    gap_start = start + len(written) + len(_byte_range(0, 0, 0)) + len(b" /Contents ")
    gap_end = gap_start + len(_held(b""))
    ending = b" >>\nendobj\n"
    table_at = gap_end + len(ending)
    places = [(field.idnum, start), (stamp, stamp_at), (table, table_at)]
    ending += _table(reader, table, places) + b"startxref\n%d\n%%%%EOF\n" % table_at
    written += _byte_range(gap_start, gap_end, len(ending)) + b" /Contents "
    return Archive(sealed + written, ending)


def token_in(pdf: bytes, archive: Archive) -> bytes | None:
    """The token in a file that is this archive and nothing else, without the zeros after it; None otherwise."""
    start, end = len(archive.before), len(pdf) - len(archive.after)
    if end - start != len(_held(b"")) or not pdf.startswith(archive.before) or not pdf.endswith(archive.after):
        return None
    gap = pdf[start:end]
    if gap[:1] + gap[-1:] != b"<>" or not _HEX.fullmatch(gap[1:-1]):
        return None
    held = bytes.fromhex(gap[1:-1].decode("ascii"))
    token = held[: _length(held)]
    return token if _held(token) == gap else None


def _length(der: bytes) -> int:
    """Of the structure at the start, header included; its length has two bytes, as every token's has."""
    return 4 + int.from_bytes(der[2:4], "big") if der[:2] == b"\x30\x82" else 0


def _held(token: bytes) -> bytes:
    return b"<" + token.hex().upper().ljust(2 * ROOM_BYTES, "0").encode() + b">"


def _byte_range(gap_start: int, gap_end: int, rest: int) -> bytes:
    """Always equally long."""
    return b"[0 %-10d %-10d %-10d]" % (gap_start, gap_end, rest)


def _empty_field(reader: PdfFileReader) -> tuple[IndirectObject, IndirectObject]:
    """The field that waits for the stamp, and its page. Raises NoRoomForStamp."""
    try:
        found = reader.root["/AcroForm"]["/Fields"]
        fields = [each for each in found if each.get_object()["/T"] == STAMP_FIELD]
        (reference,) = fields
        field = reference.get_object()
        page = field.raw_get("/P")
    except (KeyError, ValueError, AttributeError):
        raise NoRoomForStamp from None
    if not isinstance(field, DictionaryObject) or "/V" in field or not isinstance(page, IndirectObject):
        raise NoRoomForStamp
    return reference, page


def _field(page: IndirectObject, stamp: int) -> bytes:
    """The field, filled; in all else as the sealed revision has it."""
    return (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%b) /F 132 /P %d 0 R /Rect [-9999 -9999 -9999 -9999]"
        b" /V %d 0 R >>" % (STAMP_FIELD.encode(), page.idnum, stamp)
    )


def _table(reader: PdfFileReader, number: int, places: list[tuple[int, int]]) -> bytes:
    """The cross-reference stream: one row for each object that the revision writes."""
    previous = int(reader.last_startxref or 0)
    rows = b"".join(b"\x01" + at.to_bytes(8, "big") + b"\0\0" for _, at in places)
    index = b" ".join(b"%d 1" % each for each, _ in places)
    trailer = reader.trailer
    identity = b"".join(b"<%b>" % each.original_bytes.hex().encode() for each in trailer.raw_get("/ID"))
    return (
        b"%d 0 obj\n<< /Type /XRef /Size %d /Prev %d /Root %d 0 R /Info %d 0 R /ID [%b] /W [1 8 2] /Index [%b]"
        b" /Length %d >>\nstream\n%b\nendstream\nendobj\n"
    ) % (
        number,
        number + 1,
        previous,
        trailer.raw_get("/Root").idnum,
        trailer.raw_get("/Info").idnum,
        identity,
        index,
        len(rows),
        rows,
    )
