"""Files on their way in: which addresses take any, and evidence straight to disk, counted and digested on the way.

What comes in is unlinked from the start, so that nothing is left behind by a request that dies.
"""

from __future__ import annotations

import hashlib
import tempfile
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

EVIDENCE_ADDRESS, VERIFY_ADDRESS = "evidence-question", "verify"
FIELD = "file"
MOST_TIMES_LARGER = 5
"""Up to so many times the limit is read and thrown away, so that a page can say why; beyond that nothing is read."""


class ReceivedFile(UploadedFile):  # type: ignore[type-arg]  # subscriptable in the stubs only
    """A file that came in whole, or, where it is too large, its size alone."""

    def __init__(self, file: BinaryIO, name: str, size: int, digest: str) -> None:
        super().__init__(file, name, "", size)
        self.received = file
        self.digest = digest


class UploadGate(FileUploadHandler):
    """Lets a report through to the handlers behind it, takes evidence itself, and drops every other file."""

    def handle_raw_input(
        self,
        input_data: object,
        META: dict[str, str],
        content_length: int,
        boundary: object,
        encoding: str | None = None,
    ) -> Any:
        """Nothing at all is read of a request that is larger than any form can be."""
        self.is_taken = False
        self.disk: BinaryIO | None = None
        if content_length > MOST_TIMES_LARGER * settings.EVIDENCE_FILE_BYTES:
            self.request.is_too_large = True  # type: ignore[union-attr]
            return QueryDict(encoding=encoding), MultiValueDict()
        return None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """One file of evidence, from somebody who is signed in. Raises SkipFile for what nobody asked for."""
        address = _address(self.request)
        if address == VERIFY_ADDRESS:
            return
        if address != EVIDENCE_ADDRESS or field_name != FIELD or self.is_taken or not _is_signed_in(self.request):
            raise SkipFile
        super().new_file(field_name, file_name, *args, **kwargs)
        self.is_taken = True
        self.size = 0
        self.hash = hashlib.sha256()
        # Closed with the request; it has no name, so nothing is left where a process dies.
        self.disk = cast(BinaryIO, tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR))  # noqa: SIM115
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """To disk, up to the limit."""
        if self.disk is None:
            return raw_data
        self.size += len(raw_data)
        if self.size <= settings.EVIDENCE_FILE_BYTES:
            self.hash.update(raw_data)
            self.disk.write(raw_data)
        else:
            self.disk.truncate(0)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """What came in, if it was for us."""
        if self.disk is None:
            return None
        self.disk.flush()
        received = ReceivedFile(self.disk, self.file_name or "", self.size, self.hash.hexdigest())
        self.disk = None
        return received


def _address(request: HttpRequest | None) -> str:
    match = request.resolver_match if request is not None else None
    return (match.url_name or "") if match is not None else ""


def _is_signed_in(request: HttpRequest | None) -> bool:
    return request is not None and request.user.is_authenticated
