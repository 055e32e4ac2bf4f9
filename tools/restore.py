"""./run restore: a backup into an empty database, and everything compared afterwards."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from tools.addresses import DEFAULT_BIND, read_bind
from tools.backup import ask_store, manage
from tools.client_programs import find_program, run_program
from tools.databases import Database, database
from tools.environment import as_owner, product_environment
from tools.locked_backup import opened
from tools.manifest import DUMP, EVIDENCE, HEADS, NOT_KEPT, Manifest, read_manifest
from tools.paths import called_from
from tools.problem import Problem
from tools.restored import differences, lost_since
from tools.settings import setting
from tools.verify_backup import MOST_SHOWN, refuse_faults

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


@dataclass(slots=True)
class Restored:
    """What was put back, what does not fit, and how long it took."""

    manifest: Manifest
    faults: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """What happened after the backup, as heads outside tell it."""
    seconds: float = 0.0


def restore(arguments: list[str]) -> int:
    """Into the embedded database or that of DATABASE_URL; 0 where everything fits."""
    if len(arguments) != 1:
        raise Problem("restore needs a backup.", "./run restore FOLDER")
    with opened(called_from() / arguments[0]) as folder, database() as found:
        environment = product_environment(found, read_bind(setting("BIND", DEFAULT_BIND)))
        done = restore_into(found, environment, folder)
    print("\n".join(told(done)))
    return 1 if done.faults else 0


def restore_into(found: Database, environment: Mapping[str, str], folder: Path, *, is_checked: bool = True) -> Restored:
    """Check the backup, restore it, compare. Nothing is written where the backup is not whole. Raises Problem."""
    began = time.monotonic()
    done = Restored(read_manifest(folder))
    if is_checked:
        refuse_faults(folder, done.manifest)
    refuse_filled(found)
    # The store comes first, as it takes the same files again, and a filled database takes nothing: where the store
    # fails, the same can be run again.
    way = ("--in", str(folder / EVIDENCE)) if done.manifest.holds_evidence else ("--look",)
    in_store = ask_store(environment, [*done.manifest.evidence], *way)
    put_back_with_heads(found, environment, folder, done)
    if is_checked:
        done.faults += differences(found.backup, done.manifest)
    owner = as_owner(dict(environment), found)
    manage(owner, "prepare_database", "--runtime-role", runtime_role(found))
    if is_checked:
        done.faults += evidence_faults(in_store, done.manifest)
        done.faults += trail_faults(environment, done.manifest, folder)
    done.seconds = time.monotonic() - began
    return done


def refuse_filled(found: Database) -> None:
    """Raises Problem for a database in which anything is."""
    with psycopg.connect(found.owner, connect_timeout=10) as connection:
        row = connection.execute(TABLES).fetchone()
    if row and row[0]:
        raise Problem(
            "The database is not empty, and nothing is overwritten.",
            "name an empty database in DATABASE_URL, or move var/ aside",
        )


def runtime_role(found: Database) -> str:
    """As which role web and worker work, whoever connects for them."""
    with psycopg.connect(found.runtime, connect_timeout=10) as connection:
        row = connection.execute("SELECT current_user").fetchone()
    return str(row[0]) if row else ""


def put_back_with_heads(found: Database, environment: Mapping[str, str], folder: Path, done: Restored) -> None:
    """The database, and the heads that belong to it before anything else can fail. Raises Problem."""
    heads = Path(environment.get("TRAIL_FOLDER", ""))
    # Before heads of the backup come there: only those that others have kept can tell of anything later.
    done.lost += lost_since(done.manifest, heads)
    put_back(found, done.manifest, folder)
    empty(found)
    keep_heads(folder / HEADS, heads)


def put_back(found: Database, manifest: Manifest, folder: Path) -> None:
    """All of the dump or nothing, as the owner of the tables. Raises Problem."""
    with psycopg.connect(found.owner, connect_timeout=10) as connection:
        server_major = connection.info.server_version // 10_000
    program = find_program("pg_restore", max(server_major, manifest.dumped_with), found.programs)
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    name = psycopg.conninfo.conninfo_to_dict(found.owner)["dbname"]
    if run_program(program, found.owner, *options, f"--dbname={name}", folder / DUMP):
        raise Problem("pg_restore failed (see above); the database is as empty as before.", "see above")


def empty(found: Database) -> None:
    """What older backups hold of tables that are not kept goes: nobody comes back into a session that has ended."""
    with psycopg.connect(found.owner, connect_timeout=10) as connection:
        for table in sorted(NOT_KEPT):
            row = connection.execute("SELECT to_regclass(%s)", [f"public.{table}"]).fetchone()
            if row and row[0]:
                connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))


def evidence_faults(in_store: Mapping[str, str], manifest: Manifest) -> Iterator[str]:
    """Files of evidence that the store does not have as they were."""
    for name, digest in in_store.items():
        if digest != manifest.evidence[name]:
            yield f"evidence {name} {'is missing from the store' if not digest else 'is another file in the store'}"


def trail_faults(environment: Mapping[str, str], manifest: Manifest, folder: Path) -> Iterator[str]:
    """Chains of the audit trail that do not fit, in themselves or with the heads of the backup."""
    heads = ("--heads", str(folder / HEADS)) if any((folder / HEADS).iterdir()) else ()
    key = folder / "keys" / "trail.pub"
    keys = ("--key", str(key)) if heads and key.exists() else ()
    without = {name: value for name, value in environment.items() if name != "TRAIL_FOLDER"}
    try:
        manage(without, "verify_audit", "--as-of", manifest.made_at, *heads, *keys)
    except Problem:
        yield "the audit trail does not fit (see above)"


def keep_heads(source: Path, target: Path) -> None:
    """Heads of the backup become those of the installation where it has none. Others are never touched."""
    if not target.name or any(target.glob("heads-*.jsonl")):
        return
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in source.glob("heads-*.jsonl"):
        shutil.copyfile(path, target / path.name)


def told(done: Restored) -> Iterator[str]:
    """For people: what there is, what is lost, what does not fit."""
    made_at = datetime.fromisoformat(done.manifest.made_at)
    age = datetime.now(UTC) - made_at
    yield (
        f"Restored {sum(done.manifest.rows.values())} rows, {done.manifest.reports} sealed reports and "
        f"{len(done.manifest.evidence)} files of evidence in {done.seconds:.0f} s (recovery time)."
    )
    minutes = age.total_seconds() / 60
    yield f"The state is that of {made_at:%Y-%m-%d %H:%M:%S} UTC, {minutes:.0f} minutes ago (recovery point)."
    yield from done.lost
    yield from (f"DOES NOT FIT: {each}" for each in done.faults[:MOST_SHOWN])
    if not done.faults:
        yield "Everything fits: rows, seals, evidence, audit trail. Second factors need the same SECRET_KEY as before."
        yield "Sessions do not come back: everybody signs in again."
