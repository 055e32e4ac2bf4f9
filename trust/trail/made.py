"""Audit trails for tests: chains as the product writes them and signed heads beside them, in memory."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from assessments.domain.actions import Act
from assessments.domain.canonical import Json, read_object, to_bytes
from assessments.domain.chain import SCHEMA, START, Chain, EventRow, check_chain
from assessments.domain.heads import Heads, check_heads
from assessments.domain.tampering import Break
from assessments.domain.witnesses import judge_together, unwitnessed
from assessments.services.heads_files import Written, sign_lines
from assessments.services.trail_export import SCHEMA as EXPORT_SCHEMA
from assessments.services.trail_export import event_line
from assessments.services.trail_keys import TrailKey, load_public_keys, name_of
from verifiers import verify_trail

BEGAN = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def new_key() -> TrailKey:
    private = Ed25519PrivateKey.generate()
    return TrailKey(name_of(private.public_key()), private)


def public_pem(key: TrailKey) -> bytes:
    return key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def digest_of(payload: bytes) -> str:
    return sha256(payload).hexdigest()


def event(row: EventRow, **changed: Json) -> EventRow:
    """The row that says so, in payload and columns alike, with a digest that fits."""
    said = {**read_object(row.payload), **changed}
    payload = to_bytes(said)
    return replace(
        row,
        sequence=int(str(said["sequence"])),
        at=str(said["at"]),
        actor=None if said["actor"] is None else str(said["actor"]),
        action=str(said["action"]),
        subject=str(said["subject"]),
        previous=str(said["previous"]),
        payload=payload,
        digest=digest_of(payload),
    )


@dataclass
class Trail:
    """What a database and the folder of heads hold; tests bend either."""

    key: TrailKey = field(default_factory=new_key)
    rows: dict[str, list[EventRow]] = field(default_factory=dict)
    ends: dict[str, tuple[int, str]] = field(default_factory=dict)
    lines: list[bytes] = field(default_factory=list)
    now: datetime = BEGAN
    _written: Written = field(default_factory=Written)

    def add(self, organisation: str) -> None:
        """One more event."""
        self.now += timedelta(seconds=7)
        sequence, previous = self.ends.get(organisation, (0, START))
        said: dict[str, Json] = {
            "schema": SCHEMA,
            "organisation": organisation,
            "sequence": sequence + 1,
            "previous": previous,
            "actor": str(UUID(int=sequence % 3)) if sequence % 4 else None,
            "action": list(Act)[sequence % len(Act)],
            "subject": str(UUID(int=sequence + 90)),
            "at": self.now.isoformat(timespec="seconds"),
            "details": {"step": "system", "number": sequence},
        }
        bare = EventRow(organisation, 0, "", None, "", "", to_bytes(said), "", "")
        made = event(bare)
        self.rows.setdefault(organisation, []).append(made)
        self.ends[organisation] = (made.sequence, made.digest)

    def witness(self) -> None:
        """Tell outside where the chains end that have grown."""
        self.now += timedelta(seconds=1)
        grown = {one: mark for one, mark in self.ends.items() if self._written.heads.get(one) != mark}
        at = self.now.isoformat(timespec="seconds")
        for raw in sign_lines(grown, self._written, self.key, at):
            self.lines.append(raw)
            self._written._take(raw)

    def settle(self, organisation: str) -> None:
        """Let the row that says where the chain ends follow what was done to the chain."""
        rows = self.rows[organisation]
        self.ends[organisation] = (rows[-1].sequence, rows[-1].digest) if rows else (0, START)

    def heads(self) -> Heads:
        return check_heads(self.lines, load_public_keys([public_pem(self.key)]))

    def found(self, *, with_heads: bool = True) -> dict[str, Break]:
        """First breaks by organisation ("" for the heads), as the product's own check sees them."""
        heads = self.heads() if with_heads else Heads()
        chains, breaks = self._chains(heads.witnessed)
        if with_heads and heads.first is None:
            for one, chain in chains.items():
                breaks[one] = breaks[one] or unwitnessed(chain, self.now)
        found = [each for each in breaks.values() if each]
        if heads.first is None:
            found = judge_together(found, {one: chain.length for one, chain in chains.items()}, heads)
        return {each.organisation: each for each in (*found, *([heads.first] if heads.first else ()))}

    def _chains(self, witnessed: Mapping[str, Mapping[int, str]]) -> tuple[dict[str, Chain], dict[str, Break | None]]:
        known = {*self.rows, *self.ends, *witnessed}
        checked = {
            one: check_chain(one, self.rows.get(one, ()), self.ends.get(one), witnessed.get(one, {})) for one in known
        }
        return {one: chain for one, (chain, _) in checked.items()}, {one: end for one, (_, end) in checked.items()}

    def dump_lines(self) -> Iterator[bytes]:
        """As `manage.py export_audit` writes them."""
        yield to_bytes({"kind": "export", "schema": EXPORT_SCHEMA, "as_of": self.now.isoformat(timespec="seconds")})
        for one, (sequence, digest) in self.ends.items():
            yield to_bytes({"kind": "head", "organisation": one, "sequence": sequence, "digest": digest})
        for rows in self.rows.values():
            yield from (to_bytes(event_line(row)) for row in rows)

    def write(self, folder: Path) -> list[str]:
        """Dump, heads and key as files; what the stand-alone verifier is called with."""
        heads = folder / "heads"
        heads.mkdir(parents=True)
        (heads / "heads-2026-11.jsonl").write_bytes(b"".join(line + b"\n" for line in self.lines))
        (folder / "trail.jsonl").write_bytes(b"".join(line + b"\n" for line in self.dump_lines()))
        (folder / "trail.pub").write_bytes(public_pem(self.key))
        return [str(folder / "trail.jsonl"), "--heads", str(heads), "--key", str(folder / "trail.pub")]


def made_trail(luck: random.Random, organisations: int = 3, rounds: int = 8) -> Trail:
    """Some organisations in which things happen in turn; heads are told now and then, and at the end."""
    trail = Trail()
    names = [str(UUID(int=luck.getrandbits(128))) for _ in range(organisations)]
    for number in range(rounds):
        for one in names:
            for _ in range(luck.randint(1, 3)):
                trail.add(one)
        if number % 2:
            trail.witness()
    trail.witness()
    # Long enough for heads to be late, were there events that they do not tell of.
    trail.now += timedelta(minutes=6)
    return trail


def told(arguments: list[str]) -> tuple[int, list[str]]:
    """Exit code and lines of the stand-alone verifier."""
    lines: list[str] = []
    return verify_trail.main(arguments, lines.append), lines
