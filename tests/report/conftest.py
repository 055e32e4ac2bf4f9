"""Reports rendered and sealed once for all tests that only look at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments.report.keys import SealKey
from assessments.report.sealing import seal
from tests.report.samples import printed, sample
from trust.forging.material import SEALED_AT, make_key


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes run the tests, one of them has all of these, and makes each report once."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("report"))


@pytest.fixture(scope="session")
def english() -> bytes:
    """A report with many findings."""
    return printed(sample("g-03", "en"))


@pytest.fixture(scope="session")
def chinese() -> bytes:
    """The same report in Chinese."""
    return printed(sample("g-03", "zh-hans"))


@pytest.fixture(scope="session")
def bilingual() -> bytes:
    """A short report in both languages: nothing applies."""
    return printed(sample("g-05", "both"))


@pytest.fixture(scope="session")
def short() -> bytes:
    """A short report in English: nothing applies."""
    return printed(sample("g-05", "en"))


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    """The key of the organisation."""
    return make_key(tmp_path_factory.mktemp("key"))


@pytest.fixture(scope="session")
def sealed(short: bytes, key: SealKey) -> bytes:
    """The short report with its seal."""
    return seal(short, key, reason="兰庭广场 · 6f1f9a52", at=SEALED_AT)
