"""`python -m benchmarks.big_data [FOLDER] [--assessments N] [--organisations N]`: the main pages and jobs in a large
installation: 10,000 organisations, 1,000,000 assessments with 3 entries each, their trail, revisions and reports.

A tenth of everything belongs to one organisation, and its pages are measured. Every query is run under the rights of
the runtime role with EXPLAIN (ANALYZE, BUFFERS); the plans go to plans.txt in FOLDER. The server in FOLDER is one of
its own and stays there, filled, for the next time; without FOLDER it goes with the command.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks.trail import say, seconds
from tools.databases import embedded_database
from tools.embedded import EmbeddedServer
from tools.roles import RUNTIME, prepare_roles
from trust.product import Product, free_port, prepare

ORGANISATIONS, ASSESSMENTS = 10_000, 1_000_000
MEASURED = "Measured"
FAST = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "'16GB'", "maintenance_work_mem": "'1GB'"}
"""While it is filled only."""
LARGE = {"shared_buffers": "'2GB'", "work_mem": "'16MB'", "effective_cache_size": "'8GB'", "random_page_cost": "1.1"}
"""As one would set them for a database of this size (the disk is one without moving parts)."""


@contextmanager
def big_server(home: Path) -> Iterator[EmbeddedServer]:
    """A server whose data stays in the folder."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    found = EmbeddedServer(home)
    try:
        found.start()
        prepare_roles(found)
        set_up(found, LARGE)
        yield found
    finally:
        found.stop()


def set_up(server: EmbeddedServer, wanted: dict[str, str]) -> None:
    """Settings of the server, by starting it again."""
    with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
        for name, value in wanted.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
    server.stop()
    server.start()


def is_filled(server: EmbeddedServer) -> bool:
    """Whether an earlier run has filled it to the end."""
    with psycopg.connect(embedded_database(server).backup) as connection:
        row = connection.execute("SELECT to_regclass('big_done')").fetchone()
        return row is not None and row[0] is not None


def product_on(server: EmbeddedServer, folder: Path) -> Product:
    """The product on the server's database; prepared where it is not yet."""
    product = Product(folder, embedded_database(server).owner, free_port())
    product.without = ("PGOPTIONS",)
    if not (folder / "seal.p12").exists():
        prepare(product)
    return product


def work_as(product: Product) -> None:
    """This process works as the product does, under the rights of the runtime role."""
    os.environ.pop("PGOPTIONS", None)
    os.environ.update(
        product.environment() | {"DATABASE_POOL_SIZE": "0", "DJANGO_SETTINGS_MODULE": "frcompliance.settings"}
    )
    import django

    django.setup()


def main(given: list[str]) -> None:
    """Fill where needed, then all figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.big_data", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--assessments", type=int, default=ASSESSMENTS)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    chosen = parser.parse_args(given)
    os.environ.setdefault("TEST_RUNTIME_ROLE", RUNTIME)
    with TemporaryDirectory(prefix="frc-big-") as temporary:
        home = (chosen.folder or Path(temporary)).resolve()
        with big_server(home / "server") as server:
            (home / "product").mkdir(exist_ok=True)
            work_as(product_on(server, home / "product"))
            fill_once(server, chosen.organisations, chosen.assessments)
            from benchmarks.big_data_pages import measure_all

            measure_all(home / "plans.txt", embedded_database(server).backup)
            say("room left on the disk", f"{shutil.disk_usage(home).free / 1e9:.0f} GB")


def fill_once(server: EmbeddedServer, organisations: int, assessments: int) -> None:
    """Everything, unless it is there; with the settings for filling."""
    if is_filled(server):
        return
    from django.db import connections

    from benchmarks.big_data_filling import fill

    set_up(server, FAST)
    took = seconds(lambda: fill(embedded_database(server).backup, organisations, assessments))
    connections.close_all()  # the server starts again
    with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
        for name in FAST:
            connection.execute(f"ALTER SYSTEM RESET {name}".encode())
    server.stop()
    server.start()
    say(f"filling: {organisations:,} organisations, {assessments:,} assessments", f"{took:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
