"""Faults of an edition or a case file: where, which key, what, and the mend. Collected, never raised one by one."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.catalogues.rules.rule import Rule


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in a file, for the person who edits it."""

    file: str
    line: int
    """Line in the file, from 1; 0 where the fault belongs to the whole file."""
    key: str
    """The question, obligation, fact or field concerned."""
    rule: str
    """Machine name of the rule that is broken: "question-unreachable"."""
    message: str
    """What is wrong."""
    mend: str
    """What to do about it, as one short order."""

    @classmethod
    def of(cls, file: str, line: int, key: str, rule: Rule, /, **values: object) -> Fault:
        """The fault that `rule` describes, with `values` in the places that it leaves open."""
        return cls(file, line, key, rule.key, rule.message.format(**values), rule.mend.format(**values))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}; {self.mend}"


@dataclass(eq=False)
class FileFaults(Exception):
    """Every fault found, in the order of files and lines."""

    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.faults)
