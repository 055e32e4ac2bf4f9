"""A disk without room, for files that the product writes: a small file system in memory where mounting is allowed, or
else a limit on how large a file of the web server may get."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOM_KILOBYTES = 400
SMALLEST_FILE = 100
PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A folder on it."""

    folder: Path
    is_mounted: bool

    @property
    def means(self) -> str:
        """How it is small, in words."""
        return "a file system of its own in memory" if self.is_mounted else "RLIMIT_FSIZE of the web server"

    @contextmanager
    def full(self, writers: Sequence[int]) -> Iterator[None]:
        """Without room inside the block. `writers`: the processes that write to it."""
        if not self.is_mounted:
            before = {process: limited(process, SMALLEST_FILE) for process in writers}
            try:
                yield
            finally:
                for process, limits in before.items():
                    resource.prlimit(process, resource.RLIMIT_FSIZE, limits)
            return
        filler = self.folder / "filler"
        # Files of requests that have just ended may still be on their way out.
        while fill(filler):
            time.sleep(PAUSE_SECONDS)
        try:
            yield
        finally:
            filler.unlink()


def limited(process: int, most_bytes: int) -> tuple[int, int]:
    """No file that the process writes gets larger; the limits before."""
    soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (most_bytes, hard))
    return soft, hard


def fill(path: Path) -> int:
    """A file takes all the room there is; how many bytes that was."""
    taken = 0
    with path.open("ab", buffering=0) as file:
        try:
            while True:
                taken += file.write(b"\0" * 4096)
        except OSError:
            return taken


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Gone afterwards."""
    folder.mkdir()
    size = ["-t", "tmpfs", "-o", f"size={ROOM_KILOBYTES}k", "frc-small", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(["mount", *size], check=False).returncode == 0
    try:
        yield SmallDisk(folder, is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
