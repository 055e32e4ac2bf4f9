"""What a backup consists of: a folder of files, and manifest.json that names each with its SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.problem import Problem

SCHEMA = "frcompliance/backup/1"
NAME = "manifest.json"
DUMP = "database.dump"
EVIDENCE, HEADS, KEYS = "evidence", "heads", "keys"
"""Folders inside."""
NOT_KEPT = frozenset({"django_session", "assessments_cache"})
"""Tables without whose rows the installation rises again: live keys of sessions do not belong in a backup, and sessions
that have ended since must not come back with it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last: a folder without it is no backup."""

    made_at: str
    """The moment of the snapshot, by the database's clock: ISO 8601, UTC."""
    product: str
    server: str
    """Version of the server that was dumped."""
    dumped_with: int
    """Major version of pg_dump; pg_restore must not be older."""
    migrations: list[str]
    rows: dict[str, int]
    """Of every table."""
    reports: int
    reports_digest: str
    """SHA-256 over the digests of all sealed reports, in order."""
    evidence: dict[str, str]
    """Name in the store and SHA-256 of every file that the database counts on."""
    holds_evidence: bool
    """False where the store has a backup of its own."""
    heads: dict[str, list[object]]
    """Where the chain of every organisation ended: number and digest of its last event."""
    files: dict[str, str]
    """Path in the folder and SHA-256."""
    schema: str = SCHEMA


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write it, durably; its SHA-256."""
    content = (json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n").encode()
    descriptor = os.open(folder / NAME, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return hashlib.sha256(content).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Raises Problem where there is none, or one that this version cannot read."""
    try:
        said = json.loads((folder / NAME).read_bytes())
        if said["schema"] != SCHEMA:
            raise Problem(f"{folder} is a backup of another version: {said['schema']}.", "use the version that made it")
        return Manifest(**said)
    except (OSError, ValueError, KeyError, TypeError):
        raise Problem(f"{folder / NAME} is missing or damaged, so this is no whole backup.", "take another") from None


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests_in(folder: Path) -> Mapping[str, str]:
    """Of every file in the folder but the manifest, by its path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): digest_of(path) for path in found}


def faults_of(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Every file that is missing, changed, or not in the manifest; evidence that is not what the database says."""
    there = digests_in(folder)
    for path, digest in manifest.files.items():
        if path not in there:
            yield f"{path} is missing"
        elif there[path] != digest:
            yield f"{path} is not as it was written"
    yield from (f"{path} does not belong to the backup" for path in there if path not in manifest.files)
    if DUMP not in manifest.files:
        yield f"{DUMP} was never part of it"
    for name, digest in manifest.evidence.items() if manifest.holds_evidence else ():
        if manifest.files.get(f"{EVIDENCE}/{name}") != digest:
            yield f"{EVIDENCE}/{name} is not the file that the database names"
