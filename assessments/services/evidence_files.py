"""The store of files. A file is whole and durable before any row names it; files that no row names are swept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO
from uuid import UUID, uuid4

from django.core.files.base import File
from django.core.files.storage import Storage, storages

logger = logging.getLogger(__name__)

ORPHAN_AGE = timedelta(days=7)
"""After this time a file without a row is no upload under way, and no database is being brought back."""


class StoreFailed(Exception):
    """The store did not take or give the file."""


def _store() -> Storage:
    return storages["evidence"]


def keep_file(organisation_id: UUID, file: BinaryIO) -> str:
    """Store the file; its name in the store. Raises StoreFailed."""
    try:
        return _store().save(f"{organisation_id}/{uuid4().hex}", File(file))
    except OSError as problem:
        logger.exception("a file could not be stored")
        raise StoreFailed from problem


def open_file(name: str) -> File[bytes]:
    """The file, open for reading. Raises StoreFailed."""
    try:
        return _store().open(name)
    except OSError as problem:
        logger.exception("the file %s could not be read", name)
        raise StoreFailed from problem


def drop_file(name: str) -> None:
    """Remove a file that no row counts on; where the store fails, the sweep tries again."""
    try:
        _store().delete(name)
    except OSError:
        logger.exception("the file %s could not be removed", name)


def organisations_with_files() -> Iterator[UUID]:
    """Whose files the store holds. Other folders are not ours and are left alone."""
    try:
        folders, _ = _store().listdir("")
    except FileNotFoundError:
        return
    for each in folders:
        try:
            yield UUID(each)
        except ValueError:
            logger.warning("the store of evidence holds a folder that is not an organisation's: %r", each)


def names_of_files(organisation_id: UUID) -> frozenset[str]:
    """Names of all files of the organisation in the store."""
    _, files = _store().listdir(str(organisation_id))
    return frozenset(str(PurePosixPath(str(organisation_id)) / each) for each in files)


def is_orphan_old(name: str, now: datetime) -> bool:
    """Whether the file has lain there long enough for its missing row to mean something."""
    try:
        return now - _store().get_modified_time(name) > ORPHAN_AGE
    except FileNotFoundError:  # It was on its way in, and has got its name since.
        return False
