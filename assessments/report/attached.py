"""The data inside a PDF that claims to be a report. Whether the file may be believed is not asked here."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from assessments.domain.revision import ATTACHMENT

LARGEST_FILE_BYTES = 64 << 20


class NoContent(Exception):
    """The file cannot be read as a PDF, or carries no data of an assessment."""


def attached(pdf: bytes) -> bytes:
    """The one attachment of our name. Raises NoContent."""
    if len(pdf) > LARGEST_FILE_BYTES:
        raise NoContent
    try:
        names = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        found = [names[place + 1]["/EF"]["/F"] for place in range(0, len(names), 2) if str(names[place]) == ATTACHMENT]
        if len(found) == 1 and isinstance(found[0], StreamObject):
            return bytes(found[0].data)
    # A damaged or hostile file can bring about any exception in the parser.
    except Exception as problem:
        raise NoContent from problem
    raise NoContent
