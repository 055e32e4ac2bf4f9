"""A product on a database server of its own, for checks that kill the server under it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tools.databases import embedded_database
from tools.embedded import EmbeddedServer
from trust.product import TEMPLATE, Product, database_of, make_product
from trust.server import own_server

LOOSENED = ("PGOPTIONS", "DATABASE_URL", TEMPLATE)
"""Variables that belong to another server or change what this one promises."""
GONE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """Web server and worker, and the server under them."""

    server: EmbeddedServer
    product: Product

    def superuser(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection to the product's database that sees every row."""
        address = self.server.superuser_address(database_of(self.product))
        return psycopg.connect(address, autocommit=True, options="-c synchronous_commit=on")

    def kill_server(self) -> None:
        """kill -9 of PostgreSQL, all of its processes."""
        postmaster = int((self.server.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGSTOP)  # It would answer the death of one process by ending the others in order.
        for process in (*children(postmaster), postmaster):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_until_gone(postmaster)

    def start_server(self) -> None:
        """Again, on the same data."""
        self.server.start()


@contextmanager
def own_product(folder: Path) -> Iterator[OwnProduct]:
    """Nothing runs yet but the server."""
    folder.mkdir(exist_ok=True)
    before = {name: os.environ.pop(name, None) for name in LOOSENED}
    with own_server() as server:
        os.environ["DATABASE_URL"] = embedded_database(server).owner
        try:
            product = make_product(folder, demo=False)
        finally:
            del os.environ["DATABASE_URL"]
            os.environ.update({name: value for name, value in before.items() if value is not None})
        product.without = LOOSENED
        try:
            yield OwnProduct(server, product)
        finally:
            for name in list(product.processes):
                product.kill(name)


def children(process: int) -> list[int]:
    """Processes that it started and that are there."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    if not listed.exists():  # not Linux
        done = subprocess.run(["pgrep", "-P", str(process)], stdout=subprocess.PIPE, text=True, check=False)
        return [int(each) for each in done.stdout.split()]
    return [int(each) for each in listed.read_text().split()]


def wait_until_gone(process: int) -> None:
    """Until it has ended; one that nobody has waited for counts as ended."""
    for _ in range(GONE_SECONDS * 50):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.02)
    raise TimeoutError(f"process {process} does not end")
