"""Office documents by the list of parts at the end of the package (a ZIP file). No part is opened."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

from assessments.domain.file_problems import FileProblem

MOST_PARTS = 2_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_TIMES_LARGER = 100
SMALL_BYTES = 1_000_000
"""Up to this size unpacked the ratio says nothing."""
_END_RECORD_BYTES = 22
_SYMBOLIC_LINK = 0xA
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|/activex/", re.IGNORECASE)
_OUT_OF_PLACE = re.compile(
    r"^[/\\]|^\w:|\\|(^|/)\.\.(/|$)"
    r"|\.(zip|7z|rar|gz|jar|exe|dll|scr|com|bat|cmd|ps1|vbs|js|hta|html?|docm|xlsm|xlsb|pptm|lnk)$",
    re.IGNORECASE,
)
_DOCX = re.compile(r"word/document\d*\.xml")
_XLSX = re.compile(r"xl/workbook\d*\.xml")


def look_at_docx(file: BinaryIO, size: int) -> FileProblem | None:
    """A word-processing document without macros."""
    return _look(file, size, _DOCX)


def look_at_xlsx(file: BinaryIO, size: int) -> FileProblem | None:
    """A workbook without macros."""
    return _look(file, size, _XLSX)


def _look(file: BinaryIO, size: int, main_part: re.Pattern[str]) -> FileProblem | None:
    if file.read(4) != b"PK\x03\x04":
        return FileProblem.MISMATCH
    file.seek(max(0, size - _END_RECORD_BYTES))
    if not file.read().startswith(b"PK\x05\x06"):
        return FileProblem.TRAILING
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OverflowError):
        return FileProblem.BROKEN
    return _problem_of_names(parts, main_part) or _problem_of_sizes(parts)


def _problem_of_names(parts: Sequence[zipfile.ZipInfo], main_part: re.Pattern[str]) -> FileProblem | None:
    names = [each.orig_filename for each in parts]
    if "[Content_Types].xml" not in names or not any(main_part.fullmatch(each) for each in names):
        return FileProblem.MISMATCH
    if any(_MACROS.search(each) for each in names):
        return FileProblem.MACROS
    if len(set(names)) < len(names) or any("\0" in each or _OUT_OF_PLACE.search(each) for each in names):
        return FileProblem.PARTS
    if any(each.external_attr >> 28 == _SYMBOLIC_LINK for each in parts):
        return FileProblem.PARTS
    return FileProblem.LOCKED if any(each.flag_bits & 1 for each in parts) else None


def _problem_of_sizes(parts: Sequence[zipfile.ZipInfo]) -> FileProblem | None:
    if min(each.header_offset for each in parts) > 0:
        return FileProblem.TRAILING
    unpacked = sum(each.file_size for each in parts)
    packed = sum(each.compress_size for each in parts)
    too_large = unpacked > MOST_UNPACKED_BYTES or unpacked > max(SMALL_BYTES, MOST_TIMES_LARGER * packed)
    return FileProblem.BOMB if too_large or len(parts) > MOST_PARTS else None
