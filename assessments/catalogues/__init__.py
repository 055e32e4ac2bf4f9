"""The editions of the catalogue: data files, and the loader that turns them into domain values."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assessments.catalogues.loader import load_edition
from assessments.domain.catalogue import Catalogue

EDITIONS = Path(__file__).parent / "editions"
CURRENT = "2026-11"
"""The edition that new assessments are started on."""


def edition_keys() -> tuple[str, ...]:
    """The keys of all editions, oldest first."""
    return tuple(sorted(each.name for each in EDITIONS.iterdir() if each.is_dir()))


@cache
def edition(key: str) -> Catalogue:
    """The edition with this key, read once per process. Raises FileFaults."""
    return load_edition(EDITIONS / key)


def current_edition() -> Catalogue:
    """The edition that new assessments are started on."""
    return edition(CURRENT)
