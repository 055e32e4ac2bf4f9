"""The folder of signed heads: one file for each month, appended to and never changed, under a lock.

Each file begins by telling every head again, but a write that is cut off can leave it empty or with some of them only:
what is known is what all files say together.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from assessments.domain.chain import START
from assessments.domain.heads import HeadLine, line_digest, read_line
from assessments.services.trail_keys import TrailKey

PATTERN = "heads-????-??.jsonl"
Mark = tuple[int, str]
"""Sequence number and digest."""


class HeadsGone(Exception):
    """A file that this process has read was cut or taken away: nothing is signed on top of that."""


@dataclass(slots=True)
class Written:
    """What the files say, from the oldest up to the newest."""

    path: Path | None = None
    """The newest; None before there is one."""
    offset: int = 0
    """Up to where it has been read."""
    line: int = 0
    digest: str = START
    heads: dict[str, Mark] = field(default_factory=dict)
    told: dict[str, Mark] = field(default_factory=dict)
    """Those of the heads that stand in the newest file."""
    is_torn: bool = False
    """The last write to the newest file was cut off in the middle of a line."""

    def read_on(self, path: Path) -> None:
        """Take in what has been appended since the last time, or a file that goes on from the one before it."""
        if path != self.path:
            self.path, self.offset, self.told, self.is_torn = path, 0, {}, False
        with path.open("rb") as file:
            file.seek(self.offset)
            for raw in file:
                self.is_torn = not raw.endswith(b"\n")
                self._take(raw.rstrip(b"\n"))
                # The rest of a torn line is read again, with what completes it.
                self.offset += 0 if self.is_torn else len(raw)

    def _take(self, raw: bytes) -> None:
        found = read_line(raw)
        if found is not None:
            line, _ = found
            self.line, self.digest = line.line, line_digest(raw)
            self.heads[line.organisation] = self.told[line.organisation] = (line.sequence, line.digest)


_known: dict[Path, Written] = {}
"""By folder, so that a worker reads each line once; it is what the files said, never more."""


def files_in(folder: Path) -> list[Path]:
    """All files of heads, oldest first."""
    return sorted(folder.glob(PATTERN))


def lines_in(folder: Path) -> Iterator[bytes]:
    """All lines of all files, oldest first."""
    for path in files_in(folder):
        with path.open("rb") as file:
            for line in file:
                yield line.rstrip(b"\n")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone with the folder, among all processes of this host. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read_newest(folder: Path) -> Written:
    """What is known of every head. Call it under the lock. Raises HeadsGone.

    A process reads all files once, as every check of the trail does; afterwards only what has been added.
    """
    files, known = files_in(folder), _known.setdefault(folder, Written())
    if known.path is not None and (known.path not in files or known.path.stat().st_size < known.offset):
        raise HeadsGone(f"{known.path.name} held {known.offset} bytes of signed heads and no longer does")
    for path in files:
        if known.path is None or path >= known.path:
            known.read_on(path)
    return known


def target(folder: Path, now: datetime) -> Path:
    """The file for new lines: of this month, or the newest where a clock has gone back."""
    wanted = folder / f"heads-{now.astimezone(UTC):%Y-%m}.jsonl"
    return max([wanted, *files_in(folder)])


def sign_lines(heads: Mapping[str, Mark], written: Written, key: TrailKey, at: str) -> Iterator[bytes]:
    """One signed line for each head, chained to what is written already."""
    number, previous = written.line, written.digest
    for organisation, (sequence, digest) in heads.items():
        number += 1
        line = HeadLine(number, previous, organisation, sequence, digest, at, key.name)
        raw = line.written(key.sign(line.to_sign()))
        previous = line_digest(raw)
        yield raw


def append(path: Path, lines: Iterable[bytes], *, after_torn: bool) -> None:
    """Write lines to the end of the file; they are on the disk when this returns. Raises OSError."""
    content = (b"\n" if after_torn else b"") + b"".join(line + b"\n" for line in lines)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    if is_new:
        _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
