"""Files that are not what they say, or would harm whoever opens them, are refused; honest ones of each kind are not."""

from __future__ import annotations

import io
import struct

import pytest

from assessments.domain.evidence import file_type_of
from assessments.domain.file_problems import FileProblem
from assessments.inspection import looks
from assessments.inspection.looks import look
from tests.services.filing import ACCEPTED, JPEG, PDF, WEBP, package, png
from trust.hostile_files import HOSTILE, Hostile


@pytest.mark.parametrize("one", HOSTILE, ids=[each.name for each in HOSTILE])
def test_a_hostile_file_is_refused(one: Hostile) -> None:
    assert look(one.kind, io.BytesIO(one.content)) is one.problem


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_honest_file_of_each_kind_is_taken(name: str) -> None:
    kind = file_type_of(name)
    assert kind is not None
    assert look(kind.key, io.BytesIO(ACCEPTED[name])) is None


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("jpeg", JPEG.replace(b"\xff\xe0", b"\xff\xff\xff\xe0", 1)),
        ("jpeg", JPEG.replace(b"\xff\xe0", b"\xff\x01\xff\xe0", 1)),
        ("jpeg", JPEG + b"\0\0\0"),
        ("pdf", PDF + b"\r\n\0\x1a"),
        ("png", png(extra=png()[8:33].replace(b"IHDR", b"tEXt"))),
        ("webp", WEBP[:4] + struct.pack("<I", 11) + WEBP[8:]),
        ("txt", "合规说明\n".encode("utf-8-sig")),
        ("txt", b"a < b and c <= d\n"),
        ("docx", package("word/document2.xml")),
        ("docx", package(further={"word/media/plan.xml": b"\0" * 900_000})),
    ],
)
def test_unusual_but_honest_files_are_taken(kind: str, content: bytes) -> None:
    assert look(kind, io.BytesIO(content)) is None


def test_a_file_that_needs_too_much_memory_is_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(file: object, size: int) -> None:
        raise MemoryError

    monkeypatch.setitem(looks.LOOKS, "pdf", greedy)
    assert look("pdf", io.BytesIO(PDF)) is FileProblem.BOMB
