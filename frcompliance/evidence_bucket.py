"""Evidence in a bucket of an S3-compatible store. What goes wrong there is an OSError here, as in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage


class EvidenceBucket(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """The bucket; an object is there once the store has confirmed it."""

    def _save(self, name: str, content: File[bytes]) -> str:
        with _as_os_errors():
            saved: str = super()._save(name, content)
            return saved

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        with _as_os_errors():
            opened: File[bytes] = super()._open(name, mode)
            # Fetched at once, so that a store that fails is noticed before an answer has begun.
            opened.seek(0)
            return opened

    def exists(self, name: str) -> bool:
        """Whether there is such an object."""
        with _as_os_errors():
            found: bool = super().exists(name)
            return found

    def get_modified_time(self, name: str) -> datetime:
        """When the object was stored."""
        with _as_os_errors():
            moment: datetime = super().get_modified_time(name)
            return moment

    def delete(self, name: str) -> None:
        """Remove the object, if it is there."""
        with _as_os_errors():
            super().delete(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files."""
        with _as_os_errors():
            folders, files = super().listdir(path)
            return folders, files


@contextmanager
def _as_os_errors() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as problem:
        raise OSError(f"the store of evidence failed: {problem}") from problem
