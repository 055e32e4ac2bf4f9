"""Forgeries that need no knowledge of PDF: bytes before, behind and in between; files cut, and files exchanged."""

from __future__ import annotations

import io
import zipfile

from trust.forging.material import Material, forgery, opened, range_of, start_of

PAGE = b"<html><body><h1>COMPLIANT</h1></body></html>"


def _zip() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("report.txt", "COMPLIANT")
    return written.getvalue()


BEHIND = {
    "a line feed": b"\n",
    "spaces": b"    ",
    "zero bytes": b"\0" * 16,
    "a comment": b"% COMPLIANT\n",
    "a web page": PAGE,
    "a second end mark": b"%%EOF\n",
    "an archive": _zip(),
    "an object that nothing refers to": b"9999 0 obj\n(COMPLIANT)\nendobj\n",
    "an empty trailer": b"trailer\n<< >>\nstartxref\n0\n%%EOF\n",
}
BEFORE = {"a line feed": b"\n", "a comment": b"%PDF-1.4\n% COMPLIANT\n", "a web page": PAGE, "zero bytes": b"\0" * 16}


def put_around(name: str, before: bytes, behind: bytes) -> None:
    """Adds a forgery with these bytes before and behind the report."""

    def make(m: Material) -> bytes:
        return before + m.pdf + behind

    forgery(name, "something that no signature covers")(make)


for _name, _bytes in BEHIND.items():
    put_around(f"{_name} behind", b"", _bytes)
for _name, _bytes in BEFORE.items():
    put_around(f"{_name} before", _bytes, b"")


@forgery("a second copy behind", "two documents in one file")
def second_copy(m: Material) -> bytes:
    return m.pdf + m.pdf


@forgery("another issued report behind", "two genuine documents in one file")
def other_behind(m: Material) -> bytes:
    return m.pdf + m.other


@forgery("back to the file before its seal", "the newest cross-reference is the one before the seal")
def rolled_back(m: Material) -> bytes:
    out = m.pdf + b"startxref\n%d\n%%%%EOF\n" % start_of(m.unsealed)
    with opened(out) as file:
        assert "/V" not in file.Root.AcroForm.Fields[0]
    return out


@forgery("cut by one byte", "a file that readers still open")
def cut_by_one(m: Material) -> bytes:
    return m.pdf[:-1]


@forgery("cut in half", "a file that readers mend")
def cut_in_half(m: Material) -> bytes:
    return m.pdf[: len(m.pdf) // 2]


@forgery("cut to what was there before the seal", "the content without its seal")
def cut_to_unsealed(m: Material) -> bytes:
    assert m.pdf.startswith(m.unsealed)
    return m.unsealed


@forgery("cut behind the seal", "the seal without what follows it")
def cut_behind_seal(m: Material) -> bytes:
    return m.pdf[: range_of(m.pdf)[3]]


@forgery("another version in the head", "another reading of the file")
def other_version(m: Material) -> bytes:
    assert m.pdf.startswith(b"%PDF-1.7")
    return b"%PDF-1.4" + m.pdf[8:]


@forgery("other line ends", "a file that went through a text channel")
def other_line_ends(m: Material) -> bytes:
    return m.pdf.replace(b"\n", b"\r\n")


@forgery("one bit in a stream", "the smallest change of a page")
def one_bit(m: Material) -> bytes:
    place = m.pdf.index(b"stream\n") + 200
    return m.pdf[:place] + bytes([m.pdf[place] ^ 1]) + m.pdf[place + 1 :]


@forgery("the other issued report in its place", "a genuine report, but not this one")
def swapped(m: Material) -> bytes:
    return m.other


@forgery("the head of this and the tail of the other", "two genuine halves")
def halves(m: Material) -> bytes:
    return m.pdf[: len(m.unsealed)] + m.other[len(m.unsealed) :]


@forgery("a text file", "no PDF at all")
def text_file(m: Material) -> bytes:
    return b"COMPLIANT\n"


@forgery("an empty file", "nothing")
def empty(m: Material) -> bytes:
    return b""
