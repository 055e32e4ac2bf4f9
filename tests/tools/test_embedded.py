"""The embedded PostgreSQL, for real."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tools.accounts import own_name, server_account
from tools.embedded import EmbeddedServer
from tools.leftovers import read_pid
from tools.paths import ROOT
from tools.problem import Problem


def connect(server: EmbeddedServer) -> psycopg.Connection[tuple[object, ...]]:
    """With the server's own settings: ./run test lets its sessions commit without waiting for the disk."""
    return psycopg.connect(server.superuser_address(), autocommit=True, options="-c application_name=test")


def ask(server: EmbeddedServer, query: str) -> str:
    with connect(server) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("password_encryption", "scram-sha-256"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("log_min_error_statement", "panic"),
        ("log_min_duration_statement", "-1"),
    ],
)
def test_settings(server: EmbeddedServer, name: str, expected: str) -> None:
    assert ask(server, f"SHOW {name}") == expected


def test_nobody_enters_without_the_password(server: EmbeddedServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(server.place.socket), user="postgres", password="wrong", dbname="postgres")


def test_only_the_servers_account_sees_the_data(server: EmbeddedServer) -> None:
    account = server.place.account.uid if server.place.account else os.geteuid()
    for folder in (server.data, server.place.socket):
        found = folder.stat()
        assert (found.st_mode & 0o777, found.st_uid) == (0o700, account)
    assert server.place.secret("postgres").stat().st_mode & 0o777 == 0o600


def test_the_socket_is_not_inside_the_data(server: EmbeddedServer) -> None:
    assert not server.place.socket.is_relative_to(server.data)


def test_the_identity_says_who_made_it(server: EmbeddedServer) -> None:
    content = json.loads(server.place.identity_file.read_text())
    assert content["major"] == server.binaries.major
    assert content["version"] == server.binaries.version


def test_data_of_another_major_version_is_not_replaced_by_an_empty_database(reachable_folder: Path) -> None:
    home = reachable_folder / "old"
    home.mkdir()
    account = server_account(None)
    identity = {"major": 9, "version": "9.6", "account": account.name if account else own_name()}
    (home / "pg.json").write_text(json.dumps(identity))
    with pytest.raises(Problem, match=r"made by PostgreSQL 9, but only"):
        EmbeddedServer(home)
    assert not list(home.glob("pg*/"))


def test_the_last_user_stops_it_and_data_stays(reachable_folder: Path) -> None:
    home = reachable_folder / "life"
    first, second = EmbeddedServer(home), EmbeddedServer(home)
    first.start()
    second.start()
    with connect(first) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS value")
    assert not first.stop()
    assert ask(second, "SELECT value FROM kept") == "42"
    assert second.stop()
    assert not second.answers()
    again = EmbeddedServer(home)
    again.start()
    assert ask(again, "SELECT value FROM kept") == "42"
    assert again.stop()
    assert not again.stop()


def test_a_killed_user_does_not_keep_it_running(reachable_folder: Path) -> None:
    home = reachable_folder / "killed user"
    code = (
        "import time; from pathlib import Path; from tools.embedded import EmbeddedServer\n"
        f"EmbeddedServer(Path({str(home)!r})).start(); print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        process.kill()
    server = EmbeddedServer(home)
    assert server.answers()
    server.start()
    assert server.stop()


def test_a_killed_server_comes_back_with_its_data(reachable_folder: Path) -> None:
    server = EmbeddedServer(reachable_folder / "crash")
    server.start()
    with connect(server) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    assert not server.keep_running()
    pid = read_pid(server.data / "postmaster.pid")
    assert pid
    os.kill(pid, signal.SIGKILL)
    while server.accepts_connections():
        time.sleep(0.01)
    assert server.keep_running()
    assert ask(server, "SELECT value FROM kept") == "7"
    assert server.stop()


def test_a_half_made_cluster_is_made_anew(reachable_folder: Path) -> None:
    home = reachable_folder / "half"
    server = EmbeddedServer(home)
    draft = server.data.with_suffix(".draft")
    draft.mkdir(parents=True)
    (draft / "rubbish").touch()
    server.start()
    assert ask(server, "SELECT 1") == "1"
    assert server.stop()
    assert not draft.exists()


def test_a_long_path_gets_a_short_socket(reachable_folder: Path) -> None:
    home = reachable_folder / ("long" * 20)
    server = EmbeddedServer(home)
    assert server.place.socket.parent == Path("/tmp")  # noqa: S108
    server.start()
    try:
        assert ask(server, "SELECT 1") == "1"
    finally:
        server.stop()
        shutil.rmtree(server.place.socket, ignore_errors=True)


def test_a_socket_folder_of_somebody_else_is_refused(reachable_folder: Path) -> None:
    server = EmbeddedServer(reachable_folder / "squatted")
    server.place.socket.mkdir(mode=0o777)
    server.place.socket.chmod(0o777)
    with pytest.raises(Problem, match="made by somebody else"):
        server.start()
    server.stop()
