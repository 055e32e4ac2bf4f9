"""The editions of the catalogue: data files, and the loader that turns them into domain values."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assessments.catalogues.changes import check_base, check_changes
from assessments.catalogues.faults import FileFaults
from assessments.catalogues.loader import load_edition
from assessments.domain.catalogue import Catalogue

EDITIONS = Path(__file__).parent / "editions"
FURTHER: tuple[Path, ...] = ()
"""Folders with further editions. The product has none; tests put theirs here."""
CURRENT = "2026-11"
"""The edition that new assessments are started on. Read it through `current_edition`, so that it can be exchanged."""


def edition_folders() -> dict[str, Path]:
    """The folder of each edition by its key, oldest first."""
    found = [each for place in (EDITIONS, *FURTHER) for each in place.iterdir() if each.is_dir()]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}


def edition_keys() -> tuple[str, ...]:
    """The keys of all editions, oldest first."""
    return tuple(edition_folders())


@cache
def edition(key: str) -> Catalogue:
    """The edition with this key, read once per process, with its changes checked against its base.

    Raises FileFaults.
    """
    folders = edition_folders()
    folder = folders.get(key, EDITIONS / key)
    found = load_edition(folder)
    faults = check_base(folder, found, tuple(each for each in folders if each < key))
    if not faults and found.changes is not None:
        faults = check_changes(folder, (*lineage(found.changes.base), found))
    if faults:
        raise FileFaults(faults)
    return found


def lineage(key: str) -> tuple[Catalogue, ...]:
    """The edition with all that its changes build on, oldest first."""
    found = edition(key)
    return (*lineage(found.changes.base), found) if found.changes else (found,)


def current_edition() -> Catalogue:
    """The edition that new assessments are started on."""
    return edition(CURRENT)


def editions_since(key: str, until: str | None = None) -> tuple[Catalogue, ...]:
    """The edition `key` and those after it up to `until` (the current one), each the base of the next.

    Empty where no way of declared changes leads from one to the other.
    """
    chain = lineage(until or CURRENT)
    keys = [str(each.key) for each in chain]
    return chain[keys.index(key) :] if key in keys else ()
