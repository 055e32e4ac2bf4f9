"""Checking one organisation's chain of events, and comparing it with what was witnessed outside the database.

Everything is computed again from the payloads; stored digests are compared, never believed. Chain and witnesses speak
of one organisation; what concerns several (a database put back) is in `witnesses`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessments.domain.canonical import Json, NotCanonical, read_object
from assessments.domain.tampering import Break, Tampering

START = "0" * 64
"""Digest before the first event."""
SCHEMA = "frcompliance/audit/1"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as the database keeps it: the payload, and the columns that repeat it."""

    organisation: str
    sequence: int
    at: str
    """ISO 8601, UTC, to the second."""
    actor: str | None
    action: str
    subject: str
    payload: bytes
    previous: str
    digest: str


@dataclass(slots=True)
class Chain:
    """What is known of a chain once its rows have passed by, in the order of their sequence numbers."""

    organisation: str
    witnessed: Mapping[int, str] = field(default_factory=dict)
    """Digests by sequence number, as heads outside the database tell them."""
    length: int = 0
    """Sequence number of the last row."""
    digest: str = START
    last_at: str = ""
    unwitnessed_since: str = ""
    """Time of the first event that came after the newest witness; empty where there is none."""
    first: Break | None = None
    _claimed: list[int] = field(default_factory=list)
    """Places that the payloads claim, in the order of the rows."""
    _agreed: int = 0
    """Newest place at which chain and witness agree."""
    _differs: int = 0
    _last_witnessed: int = 0

    def __post_init__(self) -> None:
        self._last_witnessed = max(self.witnessed, default=0)

    def take(self, row: EventRow) -> None:
        """The next row. After the first break only places are gathered, to tell its kind."""
        claimed = _read(row.payload).get("sequence")
        self._claimed.append(claimed if isinstance(claimed, int) else row.sequence)
        if self.first is None:
            self.first = self.look(row)
        self._witness(row)
        self.length, self.digest, self.last_at = row.sequence, hashlib.sha256(row.payload).hexdigest(), row.at

    def look(self, row: EventRow) -> Break | None:
        """What is wrong with the row as the next of this chain."""
        said, here, expected = _read(row.payload), row.sequence, self.length + 1
        if here > expected:
            missing = f"event {expected} is" if here == expected + 1 else f"events {expected} to {here - 1} are"
            return self._break(Tampering.DELETED, expected, f"{missing.capitalize()} missing.")
        if here < expected:
            return self._break(Tampering.INSERTED, here, "There are two events with this number.")
        if hashlib.sha256(row.payload).hexdigest() != row.digest:
            return self._break(Tampering.CHANGED, here, "Its digest is not that of its payload.")
        if said.get("sequence") != here:
            return self._break(Tampering.REORDERED, here, f"Its payload claims the place {said.get('sequence')}.")
        if said.get("at") != row.at:
            return self._break(Tampering.REDATED, here, f"Dated {row.at}, but its payload says {said.get('at')}.")
        wrong = _differing(row, said)
        if wrong:
            return self._break(Tampering.CHANGED, here, f"Not as its payload says: {', '.join(wrong)}.")
        if not said.get("previous") == row.previous == self.digest:
            text = f"Event {here} was made after another event than the one that stands before it."
            return self._break(Tampering.CHANGED, max(here - 1, 1), text)
        return None

    def _witness(self, row: EventRow) -> None:
        if row.sequence > self._last_witnessed:
            self.unwitnessed_since = self.unwitnessed_since or row.at
        seen = self.witnessed.get(row.sequence)
        if seen is None or self._differs:
            return
        if seen == hashlib.sha256(row.payload).hexdigest():
            self._agreed = row.sequence
        else:
            self._differs = row.sequence

    def close(self, head: tuple[int, str] | None) -> Break | None:
        """The first break; `head` is the row that says where the chain ends."""
        if self.first is not None:
            return self._named(self.first)
        if self._differs:
            text = f"Consistent in itself, but event {self._differs} is not the one that was witnessed outside."
            return self._break(Tampering.REWRITTEN, self._agreed + 1, text)
        if self._last_witnessed > self.length:
            return self._short()
        return self._fit(head)

    def _short(self) -> Break:
        text = f"A head outside the database knew {self._last_witnessed} events; there are {self.length}."
        if not self.length:
            return self._break(Tampering.ALL_DELETED, 1, text)
        return self._break(Tampering.TAIL_CUT, self.length + 1, text)

    def _fit(self, head: tuple[int, str] | None) -> Break | None:
        if head == (self.length, self.digest):
            return None
        if head is None:
            return self._break(Tampering.DELETED, self.length, "The row that says where the chain ends is missing.")
        if head[0] > self.length:
            kind = Tampering.TAIL_CUT if self.length else Tampering.ALL_DELETED
            return self._break(kind, self.length + 1, f"The chain should have {head[0]} events.")
        return self._break(Tampering.CHANGED, self.length, "The row that says where the chain ends does not fit.")

    def _named(self, found: Break) -> Break:
        """A row out of place looks like one thing by itself and like another beside all the others."""
        if found.kind is not Tampering.REORDERED:
            return found
        if len(set(self._claimed)) < len(self._claimed):
            return self._break(Tampering.INSERTED, found.place, f"{found.said} Another event claims that place too.")
        if max(self._claimed) > len(self._claimed):
            return self._break(Tampering.DELETED, found.place, f"{found.said} Later events were numbered anew.")
        return found

    def _break(self, kind: Tampering, place: int, said: str) -> Break:
        return Break(kind, self.organisation, place, said)


def check_chain(
    organisation: str, rows: Iterable[EventRow], head: tuple[int, str] | None, witnessed: Mapping[int, str]
) -> tuple[Chain, Break | None]:
    """The chain as it stands, and where it first breaks. `rows` come in the order of their sequence numbers."""
    chain = Chain(organisation, witnessed)
    for row in rows:
        chain.take(row)
    return chain, chain.close(head)


def look_alone(row: EventRow) -> Break | None:
    """What is wrong with a row by itself; whether it stands in its chain, only the whole chain shows."""
    return Chain(row.organisation, length=row.sequence - 1, digest=row.previous).look(row)


def read_details(payload: bytes) -> Mapping[str, Json]:
    """What an event says besides who, what and when; nothing where the payload cannot be read."""
    details = _read(payload).get("details")
    return details if isinstance(details, dict) else {}


def _read(payload: bytes) -> Mapping[str, Json]:
    try:
        return read_object(payload)
    except NotCanonical:
        return {}


def _differing(row: EventRow, said: Mapping[str, Json]) -> list[str]:
    columns = {
        "schema": SCHEMA,
        "organisation": row.organisation,
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
    }
    return [name for name, value in columns.items() if said.get(name) != value]
