"""A backup restores, completely and provably; and one that would not is told before anything relies on it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from uuid import UUID

from django.utils import timezone

from assessments.domain.catalogue import QuestionKey
from assessments.services.access import scope
from assessments.services.evidence import Details, Upload, add_file
from assessments.services.heads import write_heads
from assessments.services.sealing import seal_revision
from tools.backup import make_backup
from tools.databases import Database, embedded_database
from tools.embedded import EmbeddedServer
from tools.manifest import DUMP, EVIDENCE, HEADS
from tools.problem import Problem
from tools.restore import Restored, restore_into
from tools.restored import lost_since
from tools.roles import DATABASE, execute
from trust.backups import backed_up, connect_as_superuser, signs_in
from trust.cast import Cast, answer_all, approved, demo_answers, make_cast, start
from trust.checking import Check, Run, Tally
from trust.product import Product
from trust.server import own_server

QUESTION = QuestionKey("q_orgkind")


def filled(organisations: int) -> Cast:
    """So many organisations, each with evidence, a sealed report and a draft; the cast of the last."""
    for _ in range(organisations):
        cast = make_cast(timezone.now())
        assessment_id = start(cast.assessor)
        answer_all(cast.assessor, assessment_id, demo_answers())
        put_on_record(cast, assessment_id)
        revision_id = approved(cast, assessment_id)
        seal_revision(cast.organisation_id, revision_id, timezone.now)
        start(cast.assessor, "Draft 草稿")
    write_heads(timezone.now())
    return cast


def put_on_record(cast: Cast, assessment_id: UUID) -> None:
    """A short note as evidence."""
    content = f"Signs stand before gate {assessment_id}.\n".encode()
    with TemporaryFile() as file, scope(cast.organisation_id):
        file.write(content)
        file.flush()
        upload = Upload("note.txt", file, len(content), hashlib.sha256(content).hexdigest())
        assert add_file(cast.assessor, assessment_id, QUESTION, upload, Details())


def run(run: Run) -> Tally:
    """A whole round, onto a server that knows later heads of the trail; then backups that were damaged."""
    tally = Tally()
    cast = filled(run.size(quick=1, deep=10))
    backup = make(backed_up(run.product), run, "whole")
    start(cast.assessor, "After the backup 备份之后")
    write_heads(timezone.now())
    with own_server() as server:
        tally.add(round_trip(run, server, backup, cast))
        tally.add(sabotaged(run, server, backup, is_checked=True))
    return tally


def make(source: Database, run: Run, name: str) -> Path:
    """A backup of the product of this run."""
    folder = run.folder / name
    made = make_backup(source, run.product.environment(), folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    run.say(f"backup {name}: {sum(made.rows.values())} rows, {made.reports} reports, {size / 1e6:.1f} MB")
    return folder


def restored(
    run: Run, server: EmbeddedServer, backup: Path, name: str, *, is_checked: bool = True
) -> tuple[Restored, Product]:
    """The backup in a database and folders of its own on a server that has never seen the product, and that knows the
    heads outside."""
    with connect_as_superuser(server) as connection:
        execute(connection, "CREATE DATABASE {} OWNER {}", name, "frc_owner")
    target = on_database(embedded_database(server), name)
    product = replace(run.product.beside(), folder=run.folder / f"{name}-product", owner_url=target.owner, processes={})
    product.folder.mkdir()
    for key in ("seal.p12", "passphrase", "trail.pem"):  # never in a backup; the operator brings them
        shutil.copy(run.product.folder / key, product.folder)
    product.further = {
        "DATABASE_URL": target.runtime,
        "TRAIL_FOLDER": str(run.product.folder / "heads"),
        "STATIC_ROOT": str(run.product.folder / "static"),
    }
    done = restore_into(target, product.environment(), backup, is_checked=is_checked)
    return done, product


def on_database(found: Database, name: str) -> Database:
    """The same addresses for another database of the server."""
    here, there = f"/{DATABASE}?", f"/{name}?"
    return replace(
        found,
        owner=found.owner.replace(here, there),
        runtime=found.runtime.replace(here, there),
        backup=found.backup.replace(here, there),
    )


def round_trip(run: Run, server: EmbeddedServer, backup: Path, cast: Cast) -> Tally:
    """Everything compared; what happened after the backup is told, and nothing else; somebody signs in."""
    tally = Tally()
    done, product = restored(run, server, backup, "whole")
    said = done.manifest
    run.say(f"restored and compared in {done.seconds:.1f} s; lost, as heads outside tell: {len(done.lost)} chain")
    tally.cases += len(said.rows) + said.reports + len(said.evidence) + len(said.heads)
    tally.faults += done.faults
    tally.expect(said.reports > 0 and len(said.evidence) > 0, "the backup holds too little")
    tally.expect(len(done.lost) == 1, "nobody noticed that the backup is older than the newest head outside")
    tally.expect([*lost_since(said, backup / HEADS)] == [], "losses are told where there are none")
    tally.expect(signs_in(product, cast.assessor), "nobody can sign in to what was restored")
    return tally


def flip(folder: Path) -> None:
    """One bit in the middle of the dump."""
    content = bytearray((folder / DUMP).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / DUMP).write_bytes(content)


def lose(folder: Path) -> None:
    """One file of evidence is missing."""
    next((folder / EVIDENCE).rglob("*/*")).unlink()


def alter(folder: Path) -> None:
    """One word in a file of evidence, of the same length."""
    path = next((folder / EVIDENCE).rglob("*/*"))
    path.write_bytes(path.read_bytes().replace(b"Signs", b"Sings"))


def cut(folder: Path) -> None:
    """The last head of the trail."""
    path = next((folder / HEADS).iterdir())
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


SABOTAGE: tuple[Callable[[Path], None], ...] = (flip, lose, alter, cut)


def sabotaged(run: Run, server: EmbeddedServer, backup: Path, *, is_checked: bool) -> Tally:
    """Each kind in a copy; whether restoring it is refused or told."""
    tally = Tally()
    for bend in SABOTAGE if is_checked else (alter,):
        copy = run.folder / f"{bend.__name__}-backup"
        shutil.copytree(backup, copy)
        bend(copy)
        try:
            done, _ = restored(run, server, copy, bend.__name__, is_checked=is_checked)
            tally.expect(bool(done.faults), f"nobody noticed: {str(bend.__doc__).rstrip('.').lower()}")
        except Problem as problem:
            tally.expect(f"{copy} is not whole" in problem.sentence, f"{bend.__name__}: {problem.sentence}")
    return tally


def control(run: Run) -> Tally:
    """One altered file of evidence, and nothing compared."""
    with own_server() as server:
        return sabotaged(run, server, make(backed_up(run.product), run, "unchecked"), is_checked=False)


CHECK = Check(
    "A backup restores completely, and a damaged or older one is told.", run, control, "comparing what comes back"
)
