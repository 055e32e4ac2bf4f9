"""Files on their way in: which addresses take any, and evidence straight to disk, counted and digested on the way.

What comes in is unlinked from the start, so that nothing is left behind by a request that dies.
"""

from __future__ import annotations

import hashlib
import io
import logging
import tempfile
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

logger = logging.getLogger(__name__)

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
        self._to_disk(self._open)
        raise StopFutureHandlers

    def _open(self) -> None:
        self.disk = cast(BinaryIO, tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR))  # noqa: SIM115

    def _to_disk(self, act: Callable[[], object]) -> None:
        """Where there is no room, the rest of the file is read and thrown away, and the request is told."""
        try:
            act()
        except OSError:
            logger.exception("a file that came in could not be written to disk")
            self.disk, self.request.has_no_room = None, True  # type: ignore[union-attr]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """To disk, up to the limit."""
        disk = self.disk
        if disk is None:
            return None if self.is_taken else raw_data
        self.size += len(raw_data)
        if self.size <= settings.EVIDENCE_FILE_BYTES:
            self.hash.update(raw_data)
            self._to_disk(lambda: disk.write(raw_data))
        else:
            disk.truncate(0)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """What came in, if it was for us."""
        if self.disk is not None:
            self._to_disk(self.disk.flush)
        if self.disk is None:
            # Nothing of it is kept, but it stands for itself: the handlers behind have not seen it begin.
            return ReceivedFile(io.BytesIO(), self.file_name or "", 0, "") if self.is_taken else None
        received = ReceivedFile(self.disk, self.file_name or "", self.size, self.hash.hexdigest())
        self.disk = None
        return received


def _address(request: HttpRequest | None) -> str:
    match = request.resolver_match if request is not None else None
    return (match.url_name or "") if match is not None else ""


def _is_signed_in(request: HttpRequest | None) -> bool:
    return request is not None and request.user.is_authenticated
