"""A second edition for tests, `2026-11-test`: the published one with the edits of this folder laid over it.

Each file of the folder is laid over the file of the same name: `top` replaces fields of the file, `set` fields of an
entry, `choices` single choices (null removes one), `remove` takes entries out, `add` puts new ones after another,
`extend` appends to a list of the file.
`changes.yaml` is taken as it stands. The law in it is made up.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assessments import catalogues
from tests.yaml_files import read_yaml, write_yaml

BASE, KEY = "2026-11", "2026-11-test"
EDITS = Path(__file__).parent / KEY
LISTS = ("questions", "obligations", "deadlines")


_MADE = TemporaryDirectory(prefix="editions-")


@cache
def folder_with_test_edition() -> Path:
    """A folder that holds the test edition, made once; put it into `catalogues.FURTHER`."""
    place = Path(_MADE.name)
    edits = {each.relative_to(EDITS).as_posix(): read_yaml(each) for each in sorted(EDITS.rglob("*.yaml"))}
    lay_over(catalogues.EDITIONS / BASE, place / KEY, edits)
    return place


def lay_over(base: Path, made: Path, edits: dict[str, dict[str, Any]]) -> None:
    """The edition in the folder `made`: a copy of the one in `base` with edits laid over, by the name of the file."""
    shutil.copytree(base, made)
    for name, one in edits.items():
        target = made / name
        keeps = name == "changes.yaml" or not target.exists()
        write_yaml(target, one if keeps else _laid_over(read_yaml(target), one))


def _laid_over(file: dict[str, Any], edits: dict[str, Any]) -> dict[str, Any]:
    file |= edits.get("top", {})
    for name, more in edits.get("extend", {}).items():
        file[name] = [*file[name], *more]
    entries: list[dict[str, Any]] = next((file[name] for name in LISTS if name in file), [])
    by_key = {one["key"]: one for one in entries}
    for key, fields in edits.get("set", {}).items():
        by_key[key] |= fields
    for key, choices in edits.get("choices", {}).items():
        new = [choices.get(one["key"], one) for one in by_key[key]["choices"]]
        by_key[key]["choices"] = [one for one in new if one is not None]
    for one in edits.get("add", ()):
        entries.insert(entries.index(by_key[one["after"]]) + 1, one["entry"])
    for key in edits.get("remove", ()):
        entries.remove(by_key[key])
    return file
