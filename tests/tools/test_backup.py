"""Backups: what is refused before anything is written, and what is found. `trust restore` makes a whole round."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tools import backup, client_programs, restore, verify_backup
from tools.backup import copy_heads, describe, dump, make_backup
from tools.client_programs import find_program, libpq_environment, major_of
from tools.databases import Database, embedded_database
from tools.embedded import EmbeddedServer
from tools.locked_backup import lock, locked, opened, recipient
from tools.manifest import (
    DUMP,
    EVIDENCE,
    HEADS,
    NAME,
    Manifest,
    digest_of,
    digests_in,
    faults_of,
    read_manifest,
    write_manifest,
)
from tools.problem import Problem
from tools.restore import keep_heads, refuse_filled, restore_into
from tools.restored import lost_since, newest_heads
from tools.roles import OWNER, RUNTIME, prepare_roles
from tools.snapshot import snapshot

FILE = "8d0f0b8e-7a53-4f4b-9d0a-5f0a6d3f2b11/0123456789abcdef0123456789abcdef"
ORGANISATION = "8d0f0b8e-7a53-4f4b-9d0a-5f0a6d3f2b11"
OTHER_FILE = f"{ORGANISATION}/fedcba9876543210fedcba9876543210"
LARGER_THAN_A_PIPE = 1 << 20
TABLES = """
    CREATE TABLE django_migrations (app text, name text);
    CREATE TABLE assessments_organisation (id uuid, trial_expires_at timestamptz);
    CREATE TABLE assessments_audithead (organisation_id uuid, sequence int, digest text);
    CREATE TABLE assessments_report (id int, pdf bytea, pdf_digest text);
    CREATE TABLE assessments_evidence (kind text, storage_name text, digest text);
    CREATE TABLE assessments_evidenceerasure (storage_name text);
    CREATE TABLE django_session (session_key text);
    CREATE TABLE assessments_cache (cache_key text);
"""
"""As much of the product's as a backup reads."""
Making = Callable[[str], Database]


@pytest.fixture
def new_database(server: EmbeddedServer) -> Making:
    """A database of its own on the server, after some SQL of its owner."""
    prepare_roles(server)

    def make(statements: str) -> Database:
        name = f"backup_{uuid4().hex}"
        with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (name, OWNER))))
        found = replace(
            embedded_database(server),
            owner=server.address(name, OWNER),
            runtime=server.address(name, RUNTIME),
            backup=server.superuser_address(name),
        )
        with psycopg.connect(found.owner) as connection:
            connection.execute(statements.encode())
        return found

    return make


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Ends what would hang for ever."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def made(folder: Path) -> Manifest:
    """A folder as a backup leaves it."""
    (folder / EVIDENCE / FILE).parent.mkdir(parents=True)
    (folder / EVIDENCE / FILE).write_bytes(b"Signs stand.\n")
    (folder / DUMP).write_bytes(b"PGDMP")
    manifest = Manifest(
        made_at="2026-11-26T02:00:00+00:00",
        product="0.1.0",
        server="18.6",
        dumped_with=18,
        migrations=["assessments.0001_tables"],
        rows={"assessments_entry": 3},
        reports=0,
        reports_digest="",
        evidence={FILE: digest_of(folder / EVIDENCE / FILE)},
        holds_evidence=True,
        heads={ORGANISATION: [7, "0" * 64]},
        files=dict(digests_in(folder)),
    )
    write_manifest(folder, manifest)
    return manifest


def test_a_whole_backup_has_no_faults_and_is_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = made(tmp_path)
    assert read_manifest(tmp_path) == manifest
    assert [*faults_of(tmp_path, manifest)] == []
    assert verify_backup.verify_backup([str(tmp_path), digest_of(tmp_path / NAME)]) == 0
    said = capsys.readouterr().out
    assert "3 rows in 1 tables, 0 sealed reports, 1 files of evidence, 1 chains" in said
    assert digest_of(tmp_path / NAME) in said


def test_what_is_missing_changed_or_added_is_named(tmp_path: Path) -> None:
    manifest = made(tmp_path)
    (tmp_path / DUMP).write_bytes(b"PGDMQ")
    (tmp_path / EVIDENCE / FILE).unlink()
    (tmp_path / "more").touch()
    assert [*faults_of(tmp_path, manifest)] == [
        "database.dump is not as it was written",
        f"evidence/{FILE} is missing",
        "more does not belong to the backup",
    ]
    with pytest.raises(Problem, match=r"not whole: database\.dump is not as it was written"):
        verify_backup.verify_backup([str(tmp_path)])


def test_a_manifest_that_was_made_to_fit_is_found_by_the_digest_written_down(tmp_path: Path) -> None:
    made(tmp_path)
    with pytest.raises(Problem, match="another SHA-256"):
        verify_backup.verify_backup([str(tmp_path), "0" * 64])


def test_evidence_must_be_what_the_database_names(tmp_path: Path) -> None:
    manifest = replace(made(tmp_path), evidence={FILE: "0" * 64}, files={})
    faults = [*faults_of(tmp_path, manifest)]
    assert "database.dump was never part of it" in faults
    assert f"evidence/{FILE} is not the file that the database names" in faults
    assert [*faults_of(tmp_path, replace(manifest, holds_evidence=False))] == faults[:-1]


@pytest.mark.parametrize(
    "content", ["", "{}", '{"schema": "frcompliance/backup/1"}', '{"schema": "frcompliance/backup/9"}']
)
def test_a_folder_without_a_readable_manifest_is_no_backup(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(Problem, match=r"no whole backup|another version"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (backup.backup, []),
        (backup.backup, ["--fast"]),
        (verify_backup.verify_backup, []),
        (restore.restore, ["a", "b"]),
    ],
)
def test_a_wrong_command_line_is_told_the_right_one(command: object, arguments: list[str]) -> None:
    with pytest.raises(Problem) as caught:
        command(arguments)  # type: ignore[operator]
    assert caught.value.mend.startswith("./run ")


def test_no_backup_overwrites_anything(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="exists"):
        backup.backup([str(tmp_path)])
    with pytest.raises(Problem, match="or its folder does not"):
        backup.backup([str(tmp_path / "no" / "where")])


def test_no_backup_takes_the_name_of_an_encrypted_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin() -> None:
        raise AssertionError("a backup was begun")

    monkeypatch.setattr(backup, "database", begin)
    locked(tmp_path / "nightly").write_bytes(b"yesterday")
    with pytest.raises(Problem, match=r"nightly\.tar\.age exists"):
        backup.backup([str(tmp_path / "nightly")])


def test_a_backup_may_take_longer_than_requests(new_database: Making) -> None:
    found = new_database(TABLES)
    with psycopg.connect(found.backup, autocommit=True) as connection:
        role, database = map(sql.Identifier, (connection.info.user, connection.info.dbname))
        for limit in ("idle_in_transaction_session_timeout", "statement_timeout"):
            statement = sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = '500ms'")
            connection.execute(statement.format(role, database, sql.Identifier(limit)))
    with snapshot(found.backup) as moment:
        before = moment.rows()
        time.sleep(1)
        moment.ask("SELECT pg_sleep(0.8)")
        assert moment.rows() == before


def test_a_database_that_fails_during_a_backup_is_told_in_a_sentence(new_database: Making) -> None:
    found = new_database(TABLES)
    with pytest.raises(Problem, match="The database failed: terminating connection"), snapshot(found.backup) as moment:
        moment.ask("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(Problem, match="The database failed: relation"), snapshot(found.backup) as moment:
        moment.ask("SELECT * FROM nowhere")
    with pytest.raises(Problem, match="The database failed: connection"), snapshot(f"{found.backup}/nowhere"):
        pass


def sweeping(found: Database, erased: str) -> Callable[..., dict[str, str]]:
    """A store in which no file is any more; of one, the sweep has put on record that it erased it just now."""

    def ask(environment: Mapping[str, str], names: list[str], *what: str) -> dict[str, str]:
        with psycopg.connect(found.owner) as connection:
            connection.execute("INSERT INTO assessments_evidenceerasure VALUES (%s)", [erased])
        return dict.fromkeys(names, "")

    return ask


def test_evidence_that_is_erased_during_a_backup_is_not_called_missing(
    new_database: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "INSERT INTO assessments_evidence VALUES ('file', '{}', 'digest');"
    found = new_database(TABLES + row.format(FILE))
    monkeypatch.setattr(backup, "ask_store", sweeping(found, FILE))
    with pytest.raises(Problem, match=r"erased \(1\)") as caught:
        make_backup(found, {}, tmp_path / "backup")
    assert caught.value.mend.startswith("make the backup again")
    found = new_database(TABLES + row.format(FILE) + row.format(OTHER_FILE))
    monkeypatch.setattr(backup, "ask_store", sweeping(found, FILE))
    with pytest.raises(Problem, match=f"{OTHER_FILE} of evidence is missing"):
        make_backup(found, {}, tmp_path / "backup")
    assert [*tmp_path.iterdir()] == []


def backed_up(found: Database, folder: Path) -> Manifest:
    """A backup of the small database, with a file of evidence and a head."""
    evidence = made(folder).evidence
    (folder / NAME).unlink()
    (folder / DUMP).unlink()
    (folder / HEADS).mkdir()
    (folder / HEADS / "heads-2026-11.jsonl").write_text("{}\n")
    with psycopg.connect(found.owner) as connection:
        connection.execute("INSERT INTO assessments_evidence VALUES ('file', %s, %s)", [FILE, evidence[FILE]])
    with snapshot(found.backup) as moment:
        dumped_with = dump(found, moment, folder / DUMP)
        manifest = describe(moment, folder, evidence, dumped_with, holds_evidence=True)
    write_manifest(folder, manifest)
    return manifest


def test_a_restore_that_failed_in_the_store_can_be_run_again(
    new_database: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = backed_up(new_database(TABLES), tmp_path / "backup")
    commands = []

    def manage(environment: Mapping[str, str], *arguments: str) -> str:
        commands.append((arguments[0], [each.name for each in (tmp_path / "heads").glob("*")]))
        return ""

    monkeypatch.setattr(restore, "manage", manage)
    empty, store = new_database(""), tmp_path / "store"
    store.write_text("a file, where a folder should be")
    places = {"EVIDENCE_DIR": str(store), "TRAIL_FOLDER": str(tmp_path / "heads")}
    environment = {**os.environ, **places, "DJANGO_SETTINGS_MODULE": "frcompliance.settings"}
    with pytest.raises(Problem, match="evidence_files failed"):
        restore_into(empty, environment, tmp_path / "backup")
    refuse_filled(empty)
    assert (commands, (tmp_path / "heads").exists()) == ([], False)
    store.unlink()
    done = restore_into(empty, environment, tmp_path / "backup")
    assert (done.manifest, done.faults, done.lost) == (manifest, [], [])
    assert digest_of(store / FILE) == manifest.evidence[FILE]
    kept = ["heads-2026-11.jsonl"]
    assert commands == [("prepare_database", kept), ("verify_audit", kept)], "heads come with the database"


def test_nothing_is_restored_over_something(server: EmbeddedServer) -> None:
    prepare_roles(server)
    found = embedded_database(server)
    refuse_filled(found)
    with snapshot(found.backup) as moment:
        assert (moment.rows(), moment.server_major) == ({}, server.binaries.major)
    filled = replace(found, owner=server.superuser_address("template1"))
    with psycopg.connect(filled.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE something ()")
        with pytest.raises(Problem, match="not empty"):
            refuse_filled(filled)
        connection.execute("DROP TABLE something")


def test_a_role_that_does_not_see_every_row_makes_no_backup(server: EmbeddedServer) -> None:
    prepare_roles(server)
    with pytest.raises(Problem, match="frc_owner does not see every row"), snapshot(embedded_database(server).owner):
        pass


def test_the_program_is_the_oldest_that_fits_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {Path("a"): 15, Path("b"): 18, Path("c"): 17, Path("d"): 17, Path("e"): 0}
    monkeypatch.setattr(client_programs, "places", lambda name, preferred: iter(here))
    monkeypatch.setattr(client_programs, "major_of", here.__getitem__)
    assert find_program("pg_dump", 17, None) == Path("c")
    assert find_program("pg_dump", 15, None) == Path("a")
    with pytest.raises(Problem, match="No pg_dump of PostgreSQL 19"):
        find_program("pg_dump", 19, None)


def test_programs_are_asked_for_their_release(server: EmbeddedServer) -> None:
    assert major_of(server.binaries.folder / "pg_dump") == server.binaries.major
    assert major_of(Path("/no/such/pg_dump")) == 0


def test_addresses_go_through_the_environment() -> None:
    assert libpq_environment("postgresql://r:p%40@h:5433/n?sslmode=require") == {
        "PGUSER": "r",
        "PGPASSWORD": "p@",
        "PGHOST": "h",
        "PGPORT": "5433",
        "PGDATABASE": "n",
        "PGSSLMODE": "require",
    }


def test_heads_come_back_only_where_none_are(tmp_path: Path) -> None:
    inside, outside = tmp_path / "backup", tmp_path / "outside"
    inside.mkdir()
    (inside / "heads-2026-11.jsonl").write_text("{}\n")
    keep_heads(inside, outside)
    assert (outside / "heads-2026-11.jsonl").read_text() == "{}\n"
    (inside / "heads-2026-11.jsonl").write_text("older\n")
    keep_heads(inside, outside)
    assert (outside / "heads-2026-11.jsonl").read_text() == "{}\n"
    keep_heads(inside, Path())
    copy_heads(outside, tmp_path / "copy")
    assert (tmp_path / "copy" / "heads-2026-11.jsonl").read_text() == "{}\n"
    copy_heads(Path(), tmp_path / "none")
    assert [*(tmp_path / "none").iterdir()] == []


def test_what_happened_after_the_backup_is_told_by_heads_outside(tmp_path: Path) -> None:
    manifest = made(tmp_path / "backup")
    line = '{"organisation": "%s", "sequence": %d, "at": "2026-11-26T03:00:00Z"}\n'
    heads = tmp_path / "heads"
    heads.mkdir()
    (heads / "heads-2026-11.jsonl").write_text(line % (ORGANISATION, 7) + '{"torn')
    assert [*lost_since(manifest, heads)] == []
    (heads / "heads-2026-12.jsonl").write_text(line % (ORGANISATION, 9) + line % ("other", 1))
    assert newest_heads(heads)[ORGANISATION] == (9, "2026-11-26T03:00:00Z")
    first, second = lost_since(manifest, heads)
    assert first.startswith(f"LOST: events 8 to 9 of organisation {ORGANISATION}")
    assert "events 1 to 1 of organisation other" in second
    assert [*lost_since(manifest, Path())] == []


def test_an_encrypted_backup_opens_with_the_private_key_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "key"
    subprocess.run(["age-keygen", "--output", key], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True).stdout.strip()
    monkeypatch.setenv("BACKUP_RECIPIENT", public)
    folder = tmp_path / "backup"
    manifest = made(folder)
    locked = lock(folder, recipient())
    assert (locked.name, folder.exists()) == ("backup.tar.age", False)
    assert b"PGDMP" not in locked.read_bytes()
    with pytest.raises(Problem, match="is encrypted"), opened(locked):
        pass
    monkeypatch.setenv("BACKUP_IDENTITY_FILE", str(key))
    with opened(locked) as inside:
        assert [*faults_of(inside, manifest)] == []
    assert not inside.exists()
    subprocess.run(["age-keygen", "--output", tmp_path / "other"], check=True, capture_output=True)
    monkeypatch.setenv("BACKUP_IDENTITY_FILE", str(tmp_path / "other"))
    with pytest.raises(Problem, match="could not be decrypted"), opened(locked):
        pass


def test_a_backup_that_cannot_be_encrypted_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "backup"
    made(folder)
    with pytest.raises(Problem, match="stays open in"):
        lock(folder, "age1-no-key")
    assert (folder / DUMP).exists()
    assert [each.name for each in tmp_path.iterdir()] == ["backup"]
    monkeypatch.setenv("BACKUP_RECIPIENT", "age1x")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Problem, match="age is not here"):
        recipient()


def test_an_open_folder_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKUP_RECIPIENT", raising=False)
    assert recipient() == ""
    with opened(tmp_path) as folder:
        assert folder == tmp_path


def test_a_wrong_recipient_is_told_before_anything_is_dumped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin() -> None:
        raise AssertionError("a backup was begun")

    monkeypatch.setattr(backup, "database", begin)
    monkeypatch.setenv("BACKUP_RECIPIENT", "age1-no-key")
    with pytest.raises(Problem, match="BACKUP_RECIPIENT is no public key"):
        backup.backup([str(tmp_path / "backup")])


def test_encrypting_that_fails_ends_however_large_the_backup(tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    made(folder)
    (folder / "large").write_bytes(bytes(LARGER_THAN_A_PIPE))
    with no_longer_than(20), pytest.raises(Problem, match="Encrypting failed"):
        lock(folder, "age1-no-key")
    assert (folder / DUMP).exists()


def test_decrypting_ends_when_there_is_no_room_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "key"
    subprocess.run(["age-keygen", "--output", key], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True).stdout.strip()
    folder = tmp_path / "backup"
    made(folder)
    (folder / "large").write_bytes(bytes(LARGER_THAN_A_PIPE))
    encrypted = lock(folder, public)
    failing = tmp_path / "programs" / "tar"
    failing.parent.mkdir()
    failing.write_text("#!/bin/sh\nexit 2\n")
    failing.chmod(0o755)
    monkeypatch.setenv("PATH", str(failing.parent), prepend=os.pathsep)
    monkeypatch.setenv("BACKUP_IDENTITY_FILE", str(key))
    with no_longer_than(20), pytest.raises(Problem, match="could not be decrypted"), opened(encrypted):
        pass
