"""A real embedded PostgreSQL of its own, apart from the one that the other tests use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.embedded import EmbeddedServer


@pytest.fixture(scope="session")
def reachable_folder() -> Iterator[Path]:
    """A folder with a space in its name that every account may enter, as the server's account must."""
    folder = Path(tempfile.mkdtemp(prefix="frc tools "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(reachable_folder: Path) -> Iterator[EmbeddedServer]:
    """Up for the whole session."""
    found = EmbeddedServer(reachable_folder / "shared")
    found.start()
    yield found
    found.stop()
