"""./run verify-backup: whether a backup is whole and unchanged. It needs no database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.locked_backup import opened
from tools.manifest import NAME, Manifest, digest_of, faults_of, read_manifest
from tools.paths import called_from
from tools.problem import Problem

MOST_SHOWN = 20


def verify_backup(arguments: list[str]) -> int:
    """0 where nothing is missing, changed or added."""
    if len(arguments) not in (1, 2):
        raise Problem("verify-backup needs a backup.", "./run verify-backup FOLDER [SHA-256 OF THE MANIFEST]")
    with opened(called_from() / arguments[0]) as folder:
        found = read_manifest(folder)
        refuse_faults(folder, found, *arguments[1:])
        print("\n".join(told(folder, found)))
    print("Whole: every file is as it was written. Restoring it somewhere is the only full proof: ./run restore")
    return 0


def refuse_faults(folder: Path, found: Manifest, digest: str = "") -> None:
    """Raises Problem with what is wrong."""
    faults = [*faults_of(folder, found)]
    if digest and digest_of(folder / NAME) != digest.lower():
        faults.insert(0, f"{NAME} has another SHA-256 than the one that you gave")
    if faults:
        more = f" (and {len(faults) - MOST_SHOWN} more)" if len(faults) > MOST_SHOWN else ""
        raise Problem(f"{folder} is not whole: {'; '.join(faults[:MOST_SHOWN])}{more}.", "take another backup")


def told(folder: Path, found: Manifest) -> Iterator[str]:
    """What it holds, for people."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    files = f"{len(found.evidence)} files of evidence{'' if found.holds_evidence else ' (not inside)'}"
    yield f"{folder}: {size / 1e6:.1f} MB, the state of {found.made_at}"
    yield (
        f"{sum(found.rows.values())} rows in {len(found.rows)} tables, {found.reports} sealed reports, {files}, "
        f"{len(found.heads)} chains of the audit trail; PostgreSQL {found.server}"
    )
    yield f"SHA-256 of the manifest (write it down elsewhere): {digest_of(folder / NAME)}"
