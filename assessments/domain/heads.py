"""Heads of the audit trail outside the database: one signed line for each, chained line by line over all files.

A line names its predecessor by the digest of its bytes. A line that cannot be read is passed over: it is the rest of
a write that was cut off by a crash, and the chain of lines shows whether anything is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from assessments.domain.canonical import Json, NotCanonical, read_object, to_bytes
from assessments.domain.chain import START
from assessments.domain.tampering import Break, Tampering

SCHEMA = "frcompliance/heads/1"
Verify = Callable[[str, bytes, bytes], bool]
"""Whether, under the key of this name, the signature fits the content."""


@dataclass(frozen=True, slots=True)
class HeadLine:
    """Where one organisation's chain ended at one moment."""

    line: int
    """Counted over all files, from 1."""
    previous: str
    """SHA-256 of the line before; zeros before the first."""
    organisation: str
    sequence: int
    digest: str
    at: str
    """ISO 8601, UTC, to the second."""
    key: str
    """SHA-256 of the public key that signed it."""

    def to_sign(self) -> bytes:
        """The canonical bytes that the signature is about."""
        return to_bytes({"schema": SCHEMA, **asdict(self)})

    def written(self, signature: bytes) -> bytes:
        """The line as it stands in the file, without its end."""
        return to_bytes({"schema": SCHEMA, **asdict(self), "signature": signature.hex()})


def line_digest(written: bytes) -> str:
    """What the next line names this one by."""
    return hashlib.sha256(written).hexdigest()


def read_line(written: bytes) -> tuple[HeadLine, bytes] | None:
    """The line and its signature; None for what is no line of ours."""
    try:
        said = read_object(written)
    except NotCanonical:
        return None
    texts = ("previous", "organisation", "digest", "at", "key", "signature", "schema")
    if set(said) != {*texts, "line", "sequence"} or said["schema"] != SCHEMA:
        return None
    try:
        signature = bytes.fromhex(str(said["signature"]))
        return HeadLine(
            line=_number(said["line"]),
            sequence=_number(said["sequence"]),
            **{name: str(said[name]) for name in ("previous", "organisation", "digest", "at", "key")},
        ), signature
    except ValueError:
        return None


def _number(value: Json) -> int:
    if not isinstance(value, int):
        raise ValueError("not a number")
    return value


@dataclass(slots=True)
class Heads:
    """What the files say, up to the first line that does not fit."""

    witnessed: dict[str, dict[int, str]] = field(default_factory=dict)
    """Digests by organisation and sequence number."""
    moves: list[tuple[int, str, int]] = field(default_factory=list)
    """Line, organisation and sequence number, wherever a chain had grown."""
    lines: int = 0
    last_at: str = ""
    first: Break | None = None

    def of(self, organisation: str) -> Mapping[int, str]:
        """The witnesses of one organisation."""
        return self.witnessed.get(organisation, {})


def check_heads(written: Iterable[bytes], verify: Verify) -> Heads:
    """Read all lines in order. After a line that does not fit nothing is believed."""
    heads, previous = Heads(), START
    for line, signature, raw in _lines(written):
        heads.first = _fault(line, signature, heads.lines + 1, previous, verify)
        if heads.first is not None:
            return heads
        known = heads.witnessed.setdefault(line.organisation, {})
        if line.sequence not in known:
            heads.moves.append((line.line, line.organisation, line.sequence))
        known.setdefault(line.sequence, line.digest)
        heads.lines, heads.last_at, previous = line.line, line.at, line_digest(raw)
    return heads


def _lines(written: Iterable[bytes]) -> Iterator[tuple[HeadLine, bytes, bytes]]:
    for raw in written:
        found = read_line(raw)
        if found is not None:
            yield *found, raw


def _fault(line: HeadLine, signature: bytes, expected: int, previous: str, verify: Verify) -> Break | None:
    if not verify(line.key, signature, line.to_sign()):
        return Break(Tampering.HEADS_CHANGED, "", expected, "Its signature does not fit.")
    if line.line != expected:
        return Break(Tampering.HEADS_CUT, "", expected, f"The next line is number {line.line}.")
    if line.previous != previous:
        return Break(Tampering.HEADS_CHANGED, "", expected, "It was written after another line than the one before it.")
    return None
