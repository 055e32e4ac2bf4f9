"""PgBouncer in transaction mode in front of a product's database."""

from __future__ import annotations

import os
import pwd
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from trust.product import RUNTIME_ROLE, Product, database_of, free_port

SERVER_CONNECTIONS = 2
"""Fewer than the product opens to the pooler, so that they change hands all the time."""
START_SECONDS = 10


@contextmanager
def pooler(product: Product) -> Iterator[str]:
    """The address of the product's database through a pooler, under the rights of the runtime role."""
    with TemporaryDirectory(prefix="frc-pooler-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        settings = folder / "pgbouncer.ini"
        settings.write_text(_settings(product, port))
        command = ["pgbouncer", "--quiet", str(settings)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, **_account(product))
        address = f"postgresql://anybody@127.0.0.1:{port}/{database_of(product)}"
        try:
            _wait_for(address)
            yield address
        finally:
            process.kill()
            process.wait()


def _account(product: Product) -> dict[str, Any]:
    """Whom PgBouncer runs as: it refuses the superuser, and the socket of a server may be open to its account only."""
    if os.geteuid() != 0:
        return {}
    folder = dict(parse_qsl(urlsplit(product.owner_url).query)).get("host")
    sockets = Path(folder).glob(".s.PGSQL.*[0-9]") if folder else ()
    owner = next((socket.stat().st_uid for socket in sockets), 0)
    return {"user": owner or pwd.getpwnam("nobody").pw_uid, "group": "nogroup", "extra_groups": []}


def _settings(product: Product, port: int) -> str:
    parts = urlsplit(product.owner_url)
    query = dict(parse_qsl(parts.query))
    given = {
        "host": query.get("host", parts.hostname or "127.0.0.1"),
        "port": query.get("port", str(parts.port or 5432)),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "connect_query": f"SET ROLE {RUNTIME_ROLE}",
    }
    known = " ".join(f"{name}='{value}'" for name, value in given.items() if value)
    return (
        f"[databases]\n{database_of(product)} = dbname={database_of(product)} {known}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = {SERVER_CONNECTIONS}\n"
    )


def _wait_for(address: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address, options="").close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
