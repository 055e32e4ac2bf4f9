"""Sessions and the cache are in no backup, and none comes back with a restore, nor out of an older backup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.tools.test_backup import TABLES, Making, backed_up, new_database
from tools import backup, restore
from tools.databases import Database
from tools.manifest import DUMP, NAME, NOT_KEPT, digests_in, write_manifest
from tools.restore import restore_into

__all__ = ["new_database"]
FILL = """
    INSERT INTO django_session VALUES ('a-live-key');
    INSERT INTO assessments_cache VALUES ('an-address');
"""


@pytest.fixture(autouse=True)
def nothing_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    def manage(environment: Mapping[str, str], *arguments: str) -> str:
        return ""

    monkeypatch.setattr(restore, "manage", manage)
    monkeypatch.setattr(restore, "ask_store", lambda *_: {})


def kept_in(found: Database) -> dict[str, int]:
    """How many rows each of the tables has that a backup leaves out."""
    counted = {}
    with psycopg.connect(found.owner) as connection:
        for table in NOT_KEPT:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            counted[table] = int(row[0]) if row else -1
    return counted


def test_no_key_of_a_session_is_in_a_backup_and_a_restore_leaves_the_tables_empty(
    new_database: Making, tmp_path: Path
) -> None:
    source, target = new_database(TABLES + FILL), new_database("")
    manifest = backed_up(source, tmp_path / "backup")
    assert not NOT_KEPT & set(manifest.rows)
    done = restore_into(target, {}, tmp_path / "backup")
    assert done.faults == []
    assert set(kept_in(source).values()) == {1}
    assert set(kept_in(target).values()) == {0}
    assert "Sessions do not come back: everybody signs in again." in restore.told(done)


def test_sessions_of_a_backup_from_before_do_not_come_back(
    new_database: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "NOT_KEPT", frozenset())
    folder, target = tmp_path / "backup", new_database("")
    manifest = backed_up(new_database(TABLES + FILL), folder)
    old = replace(manifest, rows={**manifest.rows, **dict.fromkeys(NOT_KEPT, 1)}, files=dict(digests_in(folder)))
    (folder / NAME).unlink()
    write_manifest(folder, old)
    assert (folder / DUMP).exists()
    assert restore_into(target, {}, folder).faults == []
    assert set(kept_in(target).values()) == {0}
