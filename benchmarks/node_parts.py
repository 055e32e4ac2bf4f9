"""The parts of the installation that benchmarks.nodes plays on, and what is in them afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psycopg

from benchmarks.hosts import NETWORK, OUTSIDE, Host
from benchmarks.trail import say
from tools.embedded import EmbeddedServer
from tools.private_files import keep_secret
from tools.roles import DATABASE, RUNTIME
from trust.playing import Player
from trust.product import ROOT, Product, free_port
from trust.server import own_server

ACCESS_KEY, SECRET_KEY, BUCKET = "MEASUREDACCESSKEY001", "a secret of this run", "evidence"
START_SECONDS = 30
KEPT: dict[str, str] = {
    "entries whose numbers have a gap": """
        SELECT assessment_id FROM assessments_entry GROUP BY assessment_id HAVING max(number) <> count(*)""",
    "revisions with more than one report": """
        SELECT revision_id FROM assessments_report GROUP BY revision_id HAVING count(*) > 1""",
    "revisions without a report": """
        SELECT id FROM assessments_revision v
        WHERE NOT EXISTS (SELECT FROM assessments_report r WHERE r.revision_id = v.id)""",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What is up."""

    folder: Path
    hosts: Mapping[str, Host]
    server: EmbeddedServer
    product: Product
    store: str
    """The address of the S3-compatible server."""

    def environment(self, host: Host, name: str) -> dict[str, str]:
        """What a process "web", "worker" or "signer" on the host is given: its own temporary folder and no file of
        another host but the keys that it may have."""
        own = self.folder / host.name
        (own / "tmp").mkdir(parents=True, exist_ok=True)
        password = quote(keep_secret(self.server.place.secret(RUNTIME)), safe="")
        heads = {"TRAIL_FOLDER": str(own / "heads")} if name == "worker" else {}
        return (
            self.product.environment_of(name)
            | heads
            | {
                "DATABASE_URL": f"postgresql://{RUNTIME}:{password}@{OUTSIDE}:5432/{DATABASE}",
                "TMPDIR": str(own / "tmp"),
                "EVIDENCE_S3_BUCKET": BUCKET,
                "EVIDENCE_S3_ENDPOINT": self.store,
                "EVIDENCE_S3_REGION": "us-east-1",
                "EVIDENCE_S3_ACCESS_KEY": ACCESS_KEY,
                "EVIDENCE_S3_SECRET_KEY": SECRET_KEY,
            }
        )


@contextmanager
def opened_server() -> Iterator[EmbeddedServer]:
    """A database server that the hosts reach over TCP."""
    with own_server() as server:
        with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET listen_addresses = '{OUTSIDE}'".encode())
            # A host that is gone lets go of its locks within seconds.
            for name, value in (("idle", 5), ("interval", 2), ("count", 3)):
                connection.execute(f"ALTER SYSTEM SET tcp_keepalives_{name} = {value}".encode())
            connection.execute("ALTER SYSTEM SET tcp_user_timeout = '10s'")
            # Two web nodes, three workers and three signers hold more than the embedded server lends.
            connection.execute("ALTER SYSTEM SET max_connections = 200")
        with (server.data / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {NETWORK}.0/24 scram-sha-256\n")
        server.stop()
        server.start()
        yield server


@contextmanager
def store(folder: Path) -> Iterator[str]:
    """An S3-compatible server with one bucket, which the hosts reach; its address."""
    (folder / BUCKET).mkdir(parents=True)
    port = free_port()
    program = str(Path(sys.executable).with_name("rclone"))
    command = [program, "serve", "s3", "--config", os.devnull, "--addr", f"{OUTSIDE}:{port}"]
    keys = ["--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", str(folder)]
    process = subprocess.Popen([*command, *keys], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_port(port)
        yield f"http://{OUTSIDE}:{port}"
    finally:
        process.kill()
        process.wait()


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection((OUTSIDE, port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def start_web(parts: Parts, host: Host) -> None:
    """A web node."""
    command = [sys.executable, "-m", "gunicorn", "-k", "frcompliance.patience.PatientWorker", "-w", "2"]
    where = [
        "--threads",
        "4",
        "--no-control-socket",
        "--chdir",
        str(ROOT),
        "-b",
        f"{host.address}:8200",
        parts.product.application,
    ]
    host.start([*command, *where], parts.environment(host, "web"), parts.folder / f"{host.name}.log")


def start_worker(parts: Parts, host: Host) -> None:
    """A worker, and a signer beside it."""
    for name, task in (("worker", "work"), ("signer", "sign")):
        command = [sys.executable, str(ROOT / "manage.py"), task]
        host.start(command, parts.environment(host, name), parts.folder / f"{host.name}-{name}.log")


def say_what_is_kept(parts: Parts, players: list[Player]) -> None:
    """The journals against the database and the store."""
    with psycopg.connect(parts.server.superuser_address(DATABASE)) as connection:
        for what, query in KEPT.items():
            say(what, str(len(connection.execute(query.encode()).fetchall())))
        say("acknowledged saves, reports and files that are missing", str(sum(_lost(connection, parts, players))))
    acknowledged = sum(sum(one.journal.saves.values()) for one in players)
    files = sum(len(one.journal.evidence) for one in players)
    say("acknowledged saves, files", f"{acknowledged}, {files}")


def _lost(connection: psycopg.Connection[tuple[object, ...]], parts: Parts, players: list[Player]) -> Iterator[int]:
    files = (each for each in (parts.folder / "store" / BUCKET).rglob("*") if each.is_file())
    stored = {sha256(each.read_bytes()).hexdigest() for each in files}
    for one in players:
        for key, saves in one.journal.saves.items():
            rows = connection.execute("SELECT number FROM assessments_entry WHERE assessment_id = %s", [key])
            yield max(0, saves - len(rows.fetchall()))
        for key, digest in one.journal.digests.items():
            query = "SELECT 1 FROM assessments_report WHERE revision_id = %s AND pdf_digest = %s"
            yield int(connection.execute(query, [key, digest]).fetchone() is None)
        for key, digest in one.journal.evidence.items():
            query = "SELECT 1 FROM assessments_evidence WHERE assessment_id = %s AND digest = %s"
            yield int(digest not in stored or connection.execute(query, [key, digest]).fetchone() is None)
