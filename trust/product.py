"""The whole product on a database of its own: web server and worker as processes, for checks and browser tests."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
RUNTIME_ROLE = os.environ.get("TEST_RUNTIME_ROLE", "frc_app")
START_SECONDS = 60
NOT_INHERITED = (
    *("DEBUG", "DJANGO_SETTINGS_MODULE", "PGOPTIONS", "DATABASE_STATEMENT_SECONDS"),
    *("DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"),
)
TEMPLATE, TEMPLATE_FOLDER = "FRC_TEMPLATE_DATABASE", "FRC_TEMPLATE_FOLDER"
"""A prepared database and the folder with its keys: copying them is quicker than preparing anew."""

BESIDE = {"worker": "signer"}
NOT_FOR = {"web": ("SEAL_", "TRAIL_"), "worker": ("SEAL_",), "signer": ("TRAIL_",)}
"""Settings that a process is not given."""


@dataclass
class Product:
    """Web server and worker on one fresh database with the demo organisation."""

    folder: Path
    owner_url: str
    port: int
    application: str = "frcompliance.wsgi:application"
    further: dict[str, str] = field(default_factory=dict)
    """Variables of the environment that only this one has."""
    without: tuple[str, ...] = ()
    """Variables of the environment that this one does not take over."""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the browser goes."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def runtime_url(self) -> str:
        """The same database under the rights of the runtime role."""
        return f"{self.owner_url}{'&' if '?' in self.owner_url else '?'}options={quote(f'-c role={RUNTIME_ROLE}')}"

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """What manage.py, gunicorn and the worker are given."""
        dropped = {*NOT_INHERITED, *self.without}
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        return {
            **kept,
            "DATABASE_URL": self.owner_url if as_owner else self.runtime_url,
            "DATABASE_POOL_SIZE": "4",
            "SECRET_KEY": "a secret for tests that nobody needs to keep to themselves",
            "SEAL_KEY_FILE": str(self.folder / "seal.p12"),
            "SEAL_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "STATIC_ROOT": str(self.folder / "static"),
            "EVIDENCE_DIR": str(self.folder / "evidence"),
            "TRAIL_FOLDER": str(self.folder / "heads"),
            "TRAIL_KEY_FILE": str(self.folder / "trail.pem"),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PUBLIC_ADDRESS": self.address,
            "INSECURE_HTTP": "1",
            "THROWAWAY_DATABASE": "1",
            **self.further,
        }

    def environment_of(self, name: str) -> dict[str, str]:
        """The same without what a process "web", "worker" or "signer" is not given."""
        return {each: value for each, value in self.environment().items() if not each.startswith(NOT_FOR[name])}

    def beside(self, **further: str) -> Product:
        """Another one on the same database and folder."""
        return Product(self.folder, self.owner_url, free_port(), self.application, further)

    def manage(self, *arguments: str, as_owner: bool = False) -> str:
        """Run one command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments],
            env=self.environment(as_owner=as_owner),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def administrator(self) -> tuple[str, str]:
        """Address and password of the administrator of a new organisation, whom no other test knows."""
        email = f"{secrets.token_hex(4)}@administrators.example"
        said = self.manage("create_organisation", f"New 新单位 {email}", "--member", f"administrator:{email}:Ad Min")
        line = next(line for line in said.splitlines() if email in line)
        return email, line.split()[-1]

    def start(self, name: str) -> None:
        """Start "web", or "worker" with "signer" beside it."""
        commands = {
            "web": [
                *(sys.executable, "-m", "gunicorn", "--config", "python:frcompliance.web_server", "-w", "1"),
                *("--threads", "8", "-b", f"127.0.0.1:{self.port}", self.application),
            ],
            "worker": [sys.executable, str(ROOT / "manage.py"), "work"],
            "signer": [sys.executable, str(ROOT / "manage.py"), "sign"],
        }
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            commands[name], env=self.environment_of(name), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        if name in BESIDE:
            self.start(BESIDE[name])

    def kill(self, name: str) -> None:
        """kill -9 of the process, where it is still there, of the one beside it, and of all that they started."""
        for each in (name, BESIDE.get(name)):
            if each in self.processes:
                process = self.processes.pop(each)
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def stop(self) -> None:
        """Stop everything."""
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            process.wait(timeout=40)
        self.processes.clear()

    def wait_until_ready(self) -> None:
        """Until the web server answers."""
        for _ in range(START_SECONDS * 5):
            try:
                urllib.request.urlopen(f"{self.address}/healthz/", timeout=5)
            except OSError:  # not there yet, or too busy to answer in time
                time.sleep(0.2)
            else:
                return
        raise TimeoutError((self.folder / "web.log").read_text())

    def wait_for_attempts(self, number: int) -> None:
        """Until the worker has begun the newest revision so many times."""
        for _ in range(START_SECONDS * 20):
            if self.attempts_of_newest() >= number:
                return
            time.sleep(0.05)
        raise TimeoutError((self.folder / "worker.log").read_text())

    def attempts_of_newest(self) -> int:
        """Attempts at sealing the newest revision of the demo organisation."""
        return self._ask("SELECT attempts FROM assessments_revision ORDER BY frozen_at DESC LIMIT 1")

    def reports_of_newest(self) -> int:
        """Sealed reports of the newest revision."""
        return self._ask(
            "SELECT count(*) FROM assessments_report WHERE revision_id ="
            " (SELECT id FROM assessments_revision ORDER BY frozen_at DESC LIMIT 1)"
        )

    def _ask(self, question: LiteralString) -> int:
        with psycopg.connect(self.owner_url) as connection:
            connection.execute(
                "SELECT set_config('app.person', id::text, true) FROM assessments_person WHERE email LIKE 'assessor@%'"
            )
            connection.execute(
                "SELECT set_config('app.organisation', organisation_id::text, true) FROM assessments_membership"
            )
            row = connection.execute(question).fetchone()
            return int(row[0]) if row else 0


def free_port() -> int:
    """A port of loopback on which nobody listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def make_product(folder: Path, application: str = Product.application, *, demo: bool = True) -> Product:
    """A product on a fresh database; nothing runs yet. A copy of the template where the environment names one."""
    given, name = os.environ["DATABASE_URL"], f"test_product_{secrets.token_hex(4)}"
    template = os.environ.get(TEMPLATE)
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template or "template1")
            )
        )
    product = Product(folder, address_of(given, name), free_port(), application)
    if template:
        shutil.copytree(os.environ[TEMPLATE_FOLDER], folder, dirs_exist_ok=True)
    else:
        prepare(product)
    if demo:
        product.manage("load_demo")
    return product


def prepare(product: Product) -> None:
    """Tables, a key to seal with, and static files."""
    product.manage("prepare_database", "--runtime-role", RUNTIME_ROLE, as_owner=True)
    product.manage("make_seal_key")
    product.manage("make_trail_key")
    product.manage("collectstatic", "--noinput")


def address_of(server: str, name: str) -> str:
    """The address of another database on the same server."""
    parts = urlsplit(server)
    # urlunsplit would drop the two slashes of an address without a host.
    address = urlunsplit(("http", parts.netloc or "-", f"/{name}", parts.query, ""))
    return address.replace("http://-/", "postgresql:///").replace("http://", "postgresql://")


def database_of(product: Product) -> str:
    """The name of its database."""
    return urlsplit(product.owner_url).path.lstrip("/")


def drop_database(product: Product) -> None:
    """Remove what `make_product` made."""
    name = database_of(product)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
