"""The small edition, read once, for tests of the pure rules."""

from __future__ import annotations

import pytest

from assessments.domain.catalogue import Catalogue
from tests.small import load


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The small edition without a change."""
    return load(tmp_path_factory.mktemp("small"))
