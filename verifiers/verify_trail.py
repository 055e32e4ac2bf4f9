#!/usr/bin/env python3
"""Checks an audit trail with nothing but a dump of it, the signed heads and the public key that signed them.

    python3 verify_trail.py trail.jsonl --heads FOLDER --key trail.pub [--sealed assessment.json ...]

It shares no code with the product, and needs Python 3.11 and the package "cryptography". The dump is what
`manage.py export_audit` writes, or the two tables as text of pg_dump or pg_restore in a file ending in .sql.
`--sealed` names data embedded in sealed reports: each report tells where the chain stood when it was made.
Copy the heads before you make the dump. All is explained in docs/audit-trail.md.
Exit code 0: everything fits. 1: something does not; the first place of each chain is named. 2: cannot be checked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

ZERO = "0" * 64
COPY = re.compile(r'COPY (?:\w+\.)?"?assessments_audit(?:event|head)"? \((.*)\) FROM stdin;')
LATE = timedelta(minutes=5)
Record = dict[str, Any]
Found = tuple[int, str, str]  # place, kind of tampering, reason
Event = namedtuple("Event", "sequence at previous digest claimed kind why")  # kind and why: wrong with it by itself


@dataclass
class Dump:
    """What the dump says, by organisation."""

    events: dict[str, list[Event]] = field(default_factory=dict)
    ends: dict[str, tuple[int, str]] = field(default_factory=dict)
    as_of: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Witnesses:
    """What the files of heads and sealed reports say, by organisation and number."""

    digests: dict[str, dict[int, str]] = field(default_factory=dict)
    moves: list[tuple[str, int]] = field(default_factory=list)
    fault: str = ""


def sha256(content: bytes) -> str:
    """Lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def canonical(record: Record) -> bytes:
    """The bytes that digests and signatures are about."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_dump(paths: Sequence[Path]) -> Dump:
    """All files, whatever their kind."""
    dump = Dump()
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for record in sql_records(file) if path.suffix == ".sql" else map(json.loads, file):
                take(dump, record)
    for events in dump.events.values():
        events.sort(key=lambda each: each.sequence)
    return dump


def sql_records(lines: Iterable[str]) -> Iterator[Record]:
    """What pg_dump and pg_restore write as text; other tables are passed over."""
    columns: list[str] = []
    for line in lines:
        if not columns:
            found = COPY.match(line)
            columns = found[1].replace('"', "").split(", ") if found else []
        elif line.startswith("\\."):
            columns = []
        else:
            values = line.rstrip("\n").replace("\\\\", "\\").split("\t")
            row = {name: None if value == "\\N" else value for name, value in zip(columns, values, strict=True)}
            yield {**row, "kind": "event" if "payload" in row else "head", "organisation": row["organisation_id"]}


def take(dump: Dump, record: Record) -> None:
    """One record of the dump."""
    if record["kind"] == "export":
        dump.as_of = datetime.fromisoformat(record["as_of"])
        return
    organisation, sequence = record["organisation"], int(record["sequence"])
    if record["kind"] == "head":
        dump.ends[organisation] = (sequence, record["digest"])
        return
    at = datetime.fromisoformat(record["at"]).astimezone(UTC).isoformat(timespec="seconds")
    dump.events.setdefault(organisation, []).append(looked_at(record, sequence, at))


def looked_at(record: Record, sequence: int, at: str) -> Event:
    """The event, with what is wrong with it by itself."""
    payload = bytes.fromhex(record["payload"].removeprefix("\\x"))
    said = parsed(payload)
    columns = [name for name in ("organisation", "actor", "action", "subject") if said.get(name) != record[name]]
    looks = (
        (sha256(payload) != record["digest"], "changed", "Its digest is not that of its payload."),
        (said.get("sequence") != sequence, "moved", f"Its payload claims the place {said.get('sequence')}."),
        (said.get("at") != at, "redated", f"Dated {at}, but its payload says {said.get('at')}."),
        (bool(columns), "changed", f"Not as its payload says: {', '.join(columns)}."),
    )
    kind, why = next(((kind, why) for fails, kind, why in looks if fails), ("", ""))
    previous = record["previous_digest"] if said.get("previous") == record["previous_digest"] else ""
    claimed = said["sequence"] if isinstance(said.get("sequence"), int) else sequence
    return Event(sequence, at, previous, record["digest"], claimed, kind, why)


def parsed(payload: bytes) -> Record:
    """What a payload says; nothing where it is not in the one form that it may have."""
    try:
        said = json.loads(payload)
        return said if isinstance(said, dict) and canonical(said) == payload else {}
    except (ValueError, RecursionError):
        return {}


def read_keys(paths: Sequence[Path]) -> dict[str, Ed25519PublicKey]:
    """Public keys by their names; nothing is signed with keys of another kind."""
    keys = [load_pem_public_key(path.read_bytes()) for path in paths]
    ours = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    return {sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)): key for key in ours}


def read_heads(folder: Path, keys: dict[str, Ed25519PublicKey]) -> Witnesses:
    """Every line of every month, up to the first that does not fit."""
    found, number, previous = Witnesses(), 0, ZERO
    for path in sorted(folder.glob("heads-????-??.jsonl")):
        for raw in path.read_bytes().split(b"\n"):
            line = parsed(raw)
            if line.get("schema") != "frcompliance/heads/1":
                continue  # an empty line, or the rest of a write that a crash cut off
            number += 1
            found.fault = fault_of(line, number, previous, keys)
            if found.fault:
                return found
            known = found.digests.setdefault(line["organisation"], {})
            if line["sequence"] not in known:
                found.moves.append((line["organisation"], line["sequence"]))
                known[line["sequence"]] = line["digest"]
            previous = sha256(raw)
    return found


def fault_of(line: Record, number: int, previous: str, keys: dict[str, Ed25519PublicKey]) -> str:
    """Why a line of heads is not believed; empty where it is."""
    unsigned = {name: value for name, value in line.items() if name != "signature"}
    try:
        keys[line["key"]].verify(bytes.fromhex(line["signature"]), canonical(unsigned))
    except (KeyError, ValueError, TypeError, InvalidSignature):
        return f"line {number} of the heads: heads changed. Its signature does not fit."
    if line["line"] != number:
        return f"line {number} of the heads: heads cut. The next line is number {line['line']}."
    fault = f"line {number} of the heads: heads changed. It follows another line than the one before it."
    return fault if line["previous"] != previous else ""


def look_inside(events: Sequence[Event]) -> Found | None:
    """Place, kind and reason of the first event that does not fit those before it."""
    previous = ZERO
    for place, event in enumerate(events, start=1):
        here = event.sequence
        if here > place:
            return place, "deleted", f"{here - place} missing before event {here}."
        if here < place:
            return here, "inserted", "Two events have this number."
        if event.kind:
            return here, out_of_place(events) if event.kind == "moved" else event.kind, event.why
        if event.previous != previous:
            return max(here - 1, 1), "changed", f"Event {here} was made after another event than the one before it."
        previous = event.digest
    return None


def out_of_place(events: Sequence[Event]) -> str:
    """What made payloads claim other places than their rows have."""
    claimed = [each.claimed for each in events]
    if len(set(claimed)) < len(claimed):
        return "inserted"
    return "deleted" if max(claimed) > len(claimed) else "reordered"


def look_outside(events: Sequence[Event], end: tuple[int, str] | None, seen: dict[int, str]) -> Found | None:
    """The same for a chain that fits in itself, against its end and what was witnessed."""
    length, agreed, gone = len(events), 0, "tail cut" if events else "all deleted"
    for number in sorted(seen):
        if number > length:
            return length + 1, gone, f"{number} events were known outside; there are {length}."
        if events[number - 1].digest != seen[number]:
            return agreed + 1, "rewritten", f"It fits in itself, but event {number} is not the one known outside."
        agreed = number
    if end is None:
        return length, "deleted", "Nothing says where the chain ends."
    if end[0] > length:
        return length + 1, gone, f"The chain should have {end[0]} events."
    if end != (length, events[-1].digest if events else ZERO):
        return length, "changed", "Its end is not where it should be."
    return None


def check(dump: Dump, witnesses: Witnesses, only: str, with_heads: bool) -> tuple[list[str], dict[str, Found]]:
    """A line for each chain, and the first break of each that has one."""
    lines, breaks = [], {}
    for one in [only] if only else sorted({*dump.events, *dump.ends, *witnesses.digests}):
        events, seen = dump.events.get(one, []), witnesses.digests.get(one, {})
        found = look_inside(events) or look_outside(events, dump.ends.get(one), seen)
        if found is None and with_heads and not witnesses.fault:
            found = late(events, max(seen, default=0), dump.as_of)
        if found:
            breaks[one] = found
        lines.append(f"{'broken' if found else 'whole':7} {one}: {len(events)} events, {len(seen)} witnesses")
    if not witnesses.fault:
        put_back(breaks, {one: len(events) for one, events in dump.events.items()}, witnesses)
    return lines, breaks


def late(events: Sequence[Event], seen: int, as_of: datetime) -> Found | None:
    """Events that the heads should tell of, and do not."""
    if len(events) <= seen or as_of - datetime.fromisoformat(events[seen].at) <= LATE:
        return None
    return seen + 1, "heads cut", "No head tells of this event: the end of the heads is missing, or none were written."


def put_back(breaks: dict[str, Found], lengths: dict[str, int], witnesses: Witnesses) -> None:
    """Chains that all end at one moment are one database that was put back to an earlier state."""
    short = {one for one, (_, kind, _) in breaks.items() if kind in ("tail cut", "all deleted")}
    gone = False
    for one, number in witnesses.moves:
        is_there = number <= lengths.get(one, 0)
        if gone and is_there:
            return
        gone = gone or (one in short and not is_there)
    if gone and len(short) > 1:
        for one in short:
            place, _, why = breaks[one]
            breaks[one] = place, "rolled back", f"{why} Others end at the same moment."


def add_sealed(witnesses: Witnesses, paths: Sequence[Path]) -> None:
    """Where the chain stood, by the data inside sealed reports."""
    for path in paths:
        content = json.loads(path.read_bytes())
        known, mark = witnesses.digests.setdefault(content["organisation"]["id"], {}), content["audit"]
        if known.setdefault(mark["sequence"], mark["digest"]) != mark["digest"]:
            witnesses.fault = (
                f"event {mark['sequence']}: heads changed. {path} tells of another one than other witnesses."
            )


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("dump", type=Path, nargs="+", help="what export_audit wrote; or both tables as .sql of pg_dump")
    parser.add_argument("--heads", type=Path, help="folder of signed heads")
    parser.add_argument("--key", type=Path, action="append", default=[], help="public key (PEM) that signed the heads")
    parser.add_argument("--sealed", type=Path, action="append", default=[], help="assessment.json of a sealed report")
    parser.add_argument("--organisation", default="", help="look at this one only, where the dump holds no other")
    parser.add_argument("--as-of", type=datetime.fromisoformat, help="when the dump was made, with its time zone")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str], say: Callable[[str], object] = print) -> int:
    """The whole program."""
    given = read_arguments(arguments)
    try:
        dump = read_dump(given.dump)
        dump.as_of = given.as_of or dump.as_of
        witnesses = read_heads(given.heads, read_keys(given.key)) if given.heads else Witnesses()
        add_sealed(witnesses, given.sealed)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        say(f"Cannot be checked: {problem!r}")
        return 2
    if not given.heads:
        say("No heads were given: a tail cut off, a chain rewritten or emptied may not be seen.")
    lines, breaks = check(dump, witnesses, given.organisation, bool(given.heads))
    broken = [f"BROKEN heads: {witnesses.fault}"] if witnesses.fault else []
    broken += [f"BROKEN {one}: event {place}: {kind}. {why}" for one, (place, kind, why) in breaks.items()]
    for line in (*lines, *broken):
        say(line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
