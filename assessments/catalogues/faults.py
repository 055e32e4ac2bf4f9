"""Faults of an edition or a case file: where, which key, what, and the mend. Collected, never raised one by one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in a file, for the person who edits it."""

    file: str
    line: int
    """Line in the file, from 1; 0 where the fault belongs to the whole file."""
    key: str
    """The question, obligation, fact or field concerned."""
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


@dataclass(eq=False)
class FileFaults(Exception):
    """Every fault found, in the order of files and lines."""

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.faults)
