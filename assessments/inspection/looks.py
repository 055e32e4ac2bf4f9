"""Which look each kind of file gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import BinaryIO

from assessments.domain.file_problems import FileProblem
from assessments.inspection.packages import look_at_docx, look_at_xlsx
from assessments.inspection.pictures import look_at_jpeg, look_at_pdf, look_at_png, look_at_webp
from assessments.inspection.texts import look_at_mail, look_at_text

Look = Callable[[BinaryIO, int], FileProblem | None]
"""From a file at its start, and its size in bytes."""

LOOKS: Mapping[str, Look] = {
    "pdf": look_at_pdf,
    "png": look_at_png,
    "jpeg": look_at_jpeg,
    "webp": look_at_webp,
    "docx": look_at_docx,
    "xlsx": look_at_xlsx,
    "csv": look_at_text,
    "txt": look_at_text,
    "eml": look_at_mail,
}


def look(kind: str, file: BinaryIO) -> FileProblem | None:
    """What is wrong with the file; None where it is what its kind says."""
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        return FileProblem.EMPTY
    try:
        return LOOKS[kind](file, size)
    except MemoryError:
        return FileProblem.BOMB
