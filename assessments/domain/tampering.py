"""What a check of the audit trail can find: kinds of tampering, and the place where a chain first breaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tampering(StrEnum):
    """What a break looks like. Names the traces; who left them, and why, no check can say."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    REDATED = "redated"
    TAIL_CUT = "tail_cut"
    ALL_DELETED = "all_deleted"
    REWRITTEN = "rewritten"
    ROLLED_BACK = "rolled_back"
    HEADS_CUT = "heads_cut"
    HEADS_CHANGED = "heads_changed"


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where something does not fit."""

    kind: Tampering
    organisation: str
    """Empty where the break is in the heads files and concerns no one organisation."""
    place: int
    """Sequence number of the event, or number of the line in the heads files."""
    said: str
    """What was found, in a sentence."""

    def __str__(self) -> str:
        where = f"line {self.place} of the heads" if not self.organisation else f"event {self.place}"
        return f"{where}: {self.kind.value.replace('_', ' ')}. {self.said}"
