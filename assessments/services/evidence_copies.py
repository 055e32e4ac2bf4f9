"""Copies of files of evidence for a backup, and the way back. Digests are computed from what was really read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import storages

PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """One file; `digest` is empty where it is not there."""

    name: str
    digest: str
    size_bytes: int


class OtherFileThere(Exception):
    """The store has another file under that name; nothing was overwritten."""


def copy_out(names: Iterable[str], folder: Path) -> Iterator[Copied]:
    """From the store into `folder`, each under its name. Raises OSError where the store or the disk fails."""
    for name in names:
        target = folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            digest = hashlib.sha256()
            for piece in _pieces(name):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(descriptor)
        size = target.stat().st_size
        if not size:  # no evidence is empty: the store has no such file
            target.unlink()
        yield Copied(name, digest.hexdigest() if size else "", size)


def copy_in(names: Iterable[str], folder: Path) -> Iterator[Copied]:
    """From `folder` into the store, and what the store has then. What is there already stays; raises OtherFileThere
    where it is not the same."""
    store = storages["evidence"]
    for name in names:
        was_there = store.exists(name)
        with (folder / name).open("rb") as file:
            if not was_there:
                store.save(name, File(file))
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        stored = in_store(name)
        if was_there and stored.digest != digest:
            raise OtherFileThere(name)
        yield stored


def in_store(name: str) -> Copied:
    """What the store holds under the name."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(name):
        digest.update(piece)
        size += len(piece)
    return Copied(name, digest.hexdigest() if size else "", size)


def _pieces(name: str) -> Iterator[bytes]:
    try:
        with storages["evidence"].open(name) as file:
            while piece := file.read(PIECE_BYTES):
                yield piece
    except FileNotFoundError:
        return
