"""Which database the commands work on: the embedded server, or one that DATABASE_URL names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.addresses import checked_database_address
from tools.embedded import EmbeddedServer
from tools.given import given_runtime_address, refuse_privileged
from tools.paths import VAR
from tools.roles import DATABASE, OWNER, RUNTIME, prepare_roles
from tools.settings import setting


@dataclass(frozen=True, slots=True)
class Database:
    """The addresses of one database, by what they are for."""

    owner: str
    """Migrations and tests."""
    runtime: str
    """Web and worker: bound by row-level security."""
    backup: str
    """Sees every row."""
    programs: Path | None
    """The folder of pg_dump; None: whatever is installed."""
    is_embedded: bool
    keep_running: Callable[[], bool]
    """Starts an embedded server again if it is gone; says whether that was needed."""


@contextmanager
def database() -> Iterator[Database]:
    """The database, up and with its roles, for as long as the block runs."""
    if setting("DATABASE_URL"):
        yield given_database(setting("DATABASE_URL"), setting("DATABASE_OWNER_URL"), setting("DATABASE_BACKUP_URL"))
        return
    server = EmbeddedServer(VAR)
    try:
        server.start()
        prepare_roles(server)
        yield embedded_database(server)
    finally:
        server.stop()


def embedded_database(server: EmbeddedServer) -> Database:
    """The addresses on the embedded server."""
    return Database(
        owner=server.address(DATABASE, OWNER),
        runtime=server.address(DATABASE, RUNTIME),
        backup=server.superuser_address(DATABASE),
        programs=server.binaries.folder,
        is_embedded=True,
        keep_running=server.keep_running,
    )


def given_database(address: str, owner_address: str, backup_address: str = "") -> Database:
    """The addresses on a server of the user's own; an address alone is the owner's."""
    checked_database_address(address, "DATABASE_URL")
    if owner_address:
        owner, runtime = checked_database_address(owner_address, "DATABASE_OWNER_URL"), address
    else:
        owner, runtime = address, given_runtime_address(address)
    refuse_privileged(runtime)
    backup = checked_database_address(backup_address, "DATABASE_BACKUP_URL") if backup_address else owner
    return Database(owner, runtime, backup, None, is_embedded=False, keep_running=lambda: False)
