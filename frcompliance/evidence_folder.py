"""Evidence in a folder outside of everything that is served: each file appears whole and durable, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class EvidenceFolder(FileSystemStorage):
    """Files that only their owner reads, and that are never overwritten."""

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # What an attempt that was killed left behind is in nobody's way.
        draft = target.with_name(f".{target.name}.{token_hex(4)}.part")
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            # Unlike a rename, a link never takes the place of another file.
            os.link(draft, target)
        finally:
            draft.unlink(missing_ok=True)
        for folder in (target.parent, target.parent.parent):
            _make_durable(folder)
        return name


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
