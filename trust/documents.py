"""Documents: files as small as their kinds allow, and short ways to put them on record."""

from __future__ import annotations

import hashlib
import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from typing import BinaryIO, cast
from uuid import UUID

from assessments.domain.catalogue import QuestionKey
from assessments.models import Evidence
from assessments.services.access import Actor
from assessments.services.evidence import Details, Registration, Upload, add_file, register

QUESTION = QuestionKey("q_orgkind")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MAIL = b"From: a@test.example\r\nTo: b@test.example\r\nSubject: Signs\r\n\r\nThe signs stand.\r\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x04AB\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x02\x00\xff\xd9"
WEBP = b"RIFF" + struct.pack("<I", 12) + b"WEBPVP8L\x00\x00\x00\x00"


def png(width: int = 1, height: int = 1, extra: bytes = b"") -> bytes:
    """A picture that declares this size."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def package(main: str = "word/document.xml", further: Mapping[str, bytes] | None = None) -> bytes:
    """An office document with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in {"[Content_Types].xml": b"<Types/>", main: b"<w/>", **(further or {})}.items():
            parts.writestr(name, content)
    return made.getvalue()


ACCEPTED: dict[str, bytes] = {
    "plan.pdf": PDF,
    "sign.png": png(),
    "sign.jpg": JPEG,
    "sign.webp": WEBP,
    "contract.docx": package(),
    "list.xlsx": package("xl/workbook.xml"),
    "list.csv": "设备,数量\n闸机,5\n".encode("gb18030"),
    "note.txt": "Signs stand before gate 1.\n".encode("utf-16"),
    "mail.eml": MAIL,
}
"""One file of each kind."""


def on_disk(content: bytes) -> BinaryIO:
    """The content as a real file."""
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  closed with the test
    file.write(content)
    file.flush()
    return file


def upload_of(name: str, content: bytes) -> Upload:
    """A file as it comes in."""
    return Upload(name, on_disk(content), len(content), hashlib.sha256(content).hexdigest())


def put_file(
    actor: Actor, assessment_id: UUID, content: bytes = PDF, name: str = "plan.pdf", details: Details | None = None
) -> UUID:
    """Put a file on record; its key."""
    assert add_file(actor, assessment_id, QUESTION, upload_of(name, content), details or Details())
    return _newest(assessment_id)


def put_paper(actor: Actor, assessment_id: UUID, digest: str = "a" * 64, expires_on: date | None = None) -> UUID:
    """Register a document; its key."""
    one = Registration("Contract 合同", "Records office 档案室", "Room 3", digest)
    assert register(actor, assessment_id, QUESTION, one, Details(date(2026, 1, 5), expires_on, "Signed by both"))
    return _newest(assessment_id)


def _newest(assessment_id: UUID) -> UUID:
    found = Evidence.objects.filter(assessment_id=assessment_id).order_by("-audit_sequence")
    return found.values_list("id", flat=True)[0]
