"""Files that are not what they say, or that harm whoever opens them."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from assessments.domain.file_problems import FileProblem
from trust.documents import JPEG, MAIL, PDF, WEBP, package, png

BOMB = b"\0" * 5_000_000
END = b"PK\x05\x06"


def _without_end(content: bytes) -> bytes:
    return content[:-1]


def _encrypted() -> bytes:
    """The flag of encryption in the directory; the content is not looked at."""
    made = bytearray(package())
    at = made.index(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


def _with_link() -> bytes:
    made = io.BytesIO(package())
    with zipfile.ZipFile(made, "a") as parts:
        link = zipfile.ZipInfo("word/media/image1.png")
        link.external_attr = 0o120777 << 16
        parts.writestr(link, "/etc/passwd")
    return made.getvalue()


def _twice() -> bytes:
    made = io.BytesIO(package())
    with zipfile.ZipFile(made, "a") as parts, warnings.catch_warnings(action="ignore"):
        parts.writestr("word/document.xml", "<w/>")
    return made.getvalue()


def _cut_directory() -> bytes:
    made = package()
    at = made.index(END)
    return made[: at - 30] + made[at:]


def _bombs() -> bytes:
    return package("xl/workbook.xml", {f"xl/{n}.xml": BOMB for n in range(9)})


def _many_parts() -> bytes:
    return package(further={f"word/{n}.xml": b"" for n in range(2_001)})


def _jpeg(width: int, height: int) -> bytes:
    return JPEG.replace(
        b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01", b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width)
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
_FILES: list[tuple[str, str, Callable[[], bytes] | bytes, FileProblem]] = [
    ("nothing", "pdf", b"", FileProblem.EMPTY),
    ("a page called PDF", "pdf", HTML, FileProblem.MISMATCH),
    ("a page before a PDF", "pdf", HTML + PDF, FileProblem.MISMATCH),
    ("a PDF with an archive behind", "pdf", PDF + package(), FileProblem.TRAILING),
    ("a PDF with a page behind", "pdf", PDF + HTML * 40, FileProblem.TRAILING),
    ("a PDF that breaks off", "pdf", PDF[:30], FileProblem.TRAILING),
    ("a program called PDF", "pdf", b"MZ" + PDF, FileProblem.MISMATCH),
    ("a drawing with script called PNG", "png", SVG, FileProblem.MISMATCH),
    ("a PNG with a page behind", "png", png() + HTML, FileProblem.TRAILING),
    ("a PNG with an archive behind", "png", png() + package(), FileProblem.TRAILING),
    ("a PNG that breaks off", "png", png()[:40], FileProblem.BROKEN),
    ("a PNG whose last chunk is cut", "png", _without_end(png()), FileProblem.BROKEN),
    ("a PNG as large as a wall", "png", png(60_000, 60_000), FileProblem.BOMB),
    ("a PNG with nothing in it", "png", png()[:8], FileProblem.BROKEN),
    ("a JPEG called PNG", "png", JPEG, FileProblem.MISMATCH),
    ("a PNG called JPEG", "jpeg", png(), FileProblem.MISMATCH),
    ("a JPEG with a page behind", "jpeg", JPEG + HTML, FileProblem.TRAILING),
    ("a JPEG as large as a wall", "jpeg", _jpeg(65_000, 65_000), FileProblem.BOMB),
    ("a JPEG without a picture", "jpeg", b"\xff\xd8\xff\xd9", FileProblem.BROKEN),
    ("a JPEG with a hole", "jpeg", JPEG[:8] + b"\0" + JPEG[8:], FileProblem.BROKEN),
    ("a JPEG cut within its size", "jpeg", JPEG[:13], FileProblem.BROKEN),
    ("a WebP with a page behind", "webp", WEBP + HTML, FileProblem.TRAILING),
    ("a WebP that breaks off", "webp", _without_end(WEBP), FileProblem.BROKEN),
    ("a film called WebP", "webp", WEBP.replace(b"WEBP", b"AVI "), FileProblem.MISMATCH),
    ("a page called DOCX", "docx", HTML, FileProblem.MISMATCH),
    ("a workbook called DOCX", "docx", package("xl/workbook.xml"), FileProblem.MISMATCH),
    ("an archive called XLSX", "xlsx", package("notes.txt"), FileProblem.MISMATCH),
    ("macros", "docx", package(further={"word/vbaProject.bin": b"x"}), FileProblem.MACROS),
    ("old macros", "xlsx", package("xl/workbook.xml", {"xl/macrosheets/sheet1.xml": b"x"}), FileProblem.MACROS),
    ("controls", "docx", package(further={"word/activeX/activeX1.bin": b"x"}), FileProblem.MACROS),
    ("a part that climbs out", "docx", package(further={"../../evil.xml": b"x"}), FileProblem.PARTS),
    ("a part from the root", "docx", package(further={"/etc/cron.d/evil": b"x"}), FileProblem.PARTS),
    ("a part on a drive", "docx", package(further={"C:evil.xml": b"x"}), FileProblem.PARTS),
    ("a program within", "docx", package(further={"word/embeddings/setup.EXE": b"x"}), FileProblem.PARTS),
    ("an archive within", "docx", package(further={"word/embeddings/more.zip": b"x"}), FileProblem.PARTS),
    ("a symbolic link within", "docx", _with_link, FileProblem.PARTS),
    ("two parts of one name", "docx", _twice, FileProblem.PARTS),
    ("a password", "docx", _encrypted, FileProblem.LOCKED),
    ("five megabytes of nothing", "docx", package(further={"word/media/a.xml": BOMB}), FileProblem.BOMB),
    ("a bomb of many parts", "xlsx", _bombs, FileProblem.BOMB),
    ("two thousand parts", "docx", _many_parts, FileProblem.BOMB),
    ("a page before a DOCX", "docx", b"PK\x03\x04" + HTML + package(), FileProblem.TRAILING),
    ("a page behind a DOCX", "docx", package() + HTML, FileProblem.TRAILING),
    ("a directory that is cut", "docx", _cut_directory, FileProblem.BROKEN),
    ("a page called TXT", "txt", b"\xef\xbb\xbf \r\n" + HTML, FileProblem.MARKUP),
    ("a drawing called CSV", "csv", SVG, FileProblem.MARKUP),
    ("a page in UTF-16 called TXT", "txt", HTML.decode().encode("utf-16"), FileProblem.MARKUP),
    ("a PDF called TXT", "txt", PDF + b"\x00\x01", FileProblem.MISMATCH),
    ("NUL in a text", "txt", b"a\0b", FileProblem.MISMATCH),
    ("bytes of no encoding", "csv", b"a,b\n\xff\xff\xff", FileProblem.ENCODING),
    ("half a character of UTF-16", "txt", b"\xff\xfea\0b", FileProblem.ENCODING),
    ("a page called mail", "eml", HTML, FileProblem.MISMATCH),
    ("a letter called mail", "eml", b"Dear Ms Li,\r\n\r\nFrom: here\r\nTo: there\r\n", FileProblem.MISMATCH),
    ("NUL in a mail", "eml", MAIL + b"\0", FileProblem.MISMATCH),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file."""

    name: str
    """What is wrong with it, in words."""
    kind: str
    """What its name says that it is."""
    problem: FileProblem
    """As what it is recognised."""
    made: Callable[[], bytes] | bytes

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.made if isinstance(self.made, bytes) else self.made()


HOSTILE = [Hostile(name, kind, problem, made) for name, kind, made, problem in _FILES]
NAMES = (
    *("page.html", "drawing.svg", "page.xhtml", "page.pdf.html", "plan.pdf.exe", "macros.docm", "macros.xlsm", "a.zip"),
    *("plan.pdf.", "plan", ".pdf", ".htaccess", "CON.html", "plan.pdf::$DATA", "plan.pdf%00.html", "plan.php", "a.jar"),
    *("plan.p\u0434f", "fdp\u202efdp.exe", "x" * 300 + ".exe", "style.css", "script.js", "a.wasm"),
)
"""Names of kinds that are not taken."""
PATHS = (
    *("../../etc/cron.d/plan.pdf", "..\\..\\plan.pdf", "/etc/passwd/plan.pdf", "C:\\plan.pdf", "a/b/c/plan.pdf"),
    *(
        "plan\r\nSet-Cookie: a=b.pdf",
        'plan";x=".pdf',
        "plan\u202efdp.pdf",
        "-rf.pdf",
        "plan.pdf\u200b",
        "名" * 80 + ".pdf",
        "plan;x.pdf",
    ),
)
"""Names of a kind that is taken, which are data and never paths. Django drops what cannot be seen in them."""
