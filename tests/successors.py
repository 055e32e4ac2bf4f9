"""A later state of the small edition, with the changes that it declares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assessments.catalogues.changes import check_changes
from assessments.catalogues.loader import load_edition
from assessments.domain.catalogue import Catalogue
from tests.small import EDITION, KEY, Change, Files, put, small_edition, text, write

NEXT, AFTER = "2026-02", "2026-03"


def declare(key: str, change: str, **more: Any) -> dict[str, Any]:
    """One declared change."""
    return {"key": key, "class": change, "why": text(f"Because of {key}", f"因为{key}"), **more}


def succeed(
    folder: Path, changes: Sequence[Change], declared: object, *, key: str = NEXT, base: str = KEY
) -> tuple[Path, Catalogue]:
    """The small edition after `changes`, as the edition `key`, with its folder; the base is not looked at."""
    files: Files = small_edition()
    for change in (*changes, put(key, EDITION, "key")):
        change(files)
    files["changes.yaml"] = {"base": base, "changes": declared}
    place = write(folder, files, key)
    return place, load_edition(place)


def successor(small: Catalogue, folder: Path, changes: Sequence[Change], *declared: dict[str, Any]) -> Catalogue:
    """The same, checked: nothing is wrong with what it declares."""
    place, found = succeed(folder, changes, list(declared))
    assert check_changes(place, (small, found)) == ()
    return found


def declared_faults(
    small: Catalogue, folder: Path, changes: Sequence[Change], declared: Sequence[dict[str, Any]]
) -> list[str]:
    """What is wrong with the declarations; each as "line: key: message; mend"."""
    place, found = succeed(folder, changes, list(declared))
    return [
        f"{each.line > 0}: {each.key}: {each.message}; {each.mend}" for each in check_changes(place, (small, found))
    ]
