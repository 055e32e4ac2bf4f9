"""Reports rendered and sealed once for all tests that only look at them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessments.report.sealing import SealKey, load_seal_key, make_self_issued_key, seal
from tests.report.samples import printed, sample

SEALED_AT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
PASSPHRASE = "a passphrase"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes run the tests, one of them has all of these, and makes each report once."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("report"))


def make_key(folder: Path, name: str = "Lanting Plaza 兰庭") -> SealKey:
    """A fresh self-issued key."""
    path = folder / "seal.p12"
    make_self_issued_key(path, PASSPHRASE, name, SEALED_AT)
    return load_seal_key(path, PASSPHRASE)


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
