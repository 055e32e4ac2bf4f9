"""The database server on which checks make databases of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.databases import embedded_database
from tools.embedded import EmbeddedServer
from tools.roles import RUNTIME, prepare_roles

PREFIX = "frc-trust-pg-"


@contextmanager
def server() -> Iterator[None]:
    """DATABASE_URL names a server as a role that may make databases: a given one, or one started for this."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with own_server() as own:
        found = embedded_database(own)
        os.environ["DATABASE_URL"], os.environ["DATABASE_BACKUP_URL"] = found.owner, found.backup
        os.environ.setdefault("TEST_RUNTIME_ROLE", RUNTIME)
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"], os.environ["DATABASE_BACKUP_URL"]


@contextmanager
def own_server() -> Iterator[EmbeddedServer]:
    """A server with its roles, for checks that kill or bend it; gone afterwards."""
    with TemporaryDirectory(prefix=PREFIX) as folder:
        Path(folder).chmod(0o755)  # The account of the server is another one where this runs as root.
        found = EmbeddedServer(Path(folder))
        try:
            found.start()
            prepare_roles(found)
            yield found
        finally:
            found.stop()
