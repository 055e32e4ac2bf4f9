"""Starts the look at a file. Whatever happens in it ends in a word or in BROKEN; the caller's memory is not touched."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from assessments.domain.evidence import FileType
from assessments.domain.file_problems import FileProblem

MEBIBYTE = 1 << 20
FINE = "fine"
"""What the child says of a file that is what its name says."""
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one look may use."""

    memory_mebibytes: int = 192
    """Address space."""
    processor_seconds: int = 5
    wall_seconds: int = 15


DEFAULT = Limits()


def inspect_file(file: BinaryIO, kind: FileType, limits: Limits = DEFAULT) -> FileProblem | None:
    """What is wrong with the file (a real one, with a descriptor); None where it is what its name says."""
    command = [
        *(sys.executable, "-S", "-B", "-m", "assessments.inspection.child", kind.key),
        *(str(limits.memory_mebibytes * MEBIBYTE), str(limits.processor_seconds)),
    ]
    try:
        # The child shares the descriptor and its position, and begins by going to the start.
        done = subprocess.run(
            command,
            stdin=file.fileno(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT)},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return FileProblem.BROKEN
    return _read(done.returncode, done.stdout.decode("ascii", "replace").strip())


def _read(code: int, word: str) -> FileProblem | None:
    if code == 0 and word == FINE:
        return None
    known = {str(each): each for each in FileProblem}
    return known.get(word, FileProblem.BROKEN) if code == 0 else FileProblem.BROKEN
