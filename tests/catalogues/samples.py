"""Broken samples: the small edition, or a case, with one thing wrong, and every line that is then said about it.

`broken/<rule>.yaml` holds a list of samples for the rule; each has

- `what`: what is wrong, in a few words;
- `change`: steps that break the small edition: `put` or `add` a `value` at a path, `drop` a path, `write` a file from
  a `text` (in an `encoding`), or make a `folder`; or `case`: the text of a case file, with more `files` beside it;
- `edition`: the edition that is asked for, where it is not the small one;
- `later`: editions after the small one, each the small one after a `change`, with the content of its `changes` file;
- `faults`: file, text of the line (`at`), key, rule, message and mend of each fault, all of them, in order.

DIGEST stands for the digest of the edition as it is after the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessments.catalogues.faults import Fault
from assessments.catalogues.loader import edition_digest
from assessments.catalogues.pins import FILE as PINS
from tests.small import EDITION, KEY, Change, Files, add, drop, put, small_edition, write
from tests.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "broken"


@dataclass(frozen=True)
class Sample:
    """One broken edition or case."""

    rule: str
    """The rule whose file it stands in."""
    what: str
    changes: tuple[Change, ...]
    case: str | None
    files: dict[str, str]
    """Further case files by name."""
    edition: str
    later: tuple[dict[str, Any], ...]
    faults: tuple[dict[str, str], ...]

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


def read_samples() -> list[Sample]:
    """Every sample of every rule."""
    return [sample for path in sorted(FOLDER.glob("*.yaml")) for sample in _read(path)]


def _read(path: Path) -> list[Sample]:
    return [
        Sample(
            path.stem,
            each["what"],
            tuple(_change(step) for step in each.get("change", ())),
            each.get("case"),
            each.get("files", {}),
            each.get("edition", KEY),
            tuple(each.get("later", ())),
            tuple(each["faults"]),
        )
        for each in read_yaml(path)
    ]


def _change(step: dict[str, Any]) -> Change:
    match step:
        case {"put": [name], "value": value}:
            return _write(f"{name}.yaml", value)
        case {"put": [name, *path], "value": value}:
            return put(value, name, *path)
        case {"add": [name, *path], "value": value}:
            return add(value, name, *path)
        case {"drop": [name, *path]}:
            return drop(name, *path)
        case {"write": name, "text": str(text)}:
            return _write(name, text.encode(step.get("encoding", "utf-8")))
        case {"folder": name}:
            return _write(name, None)
    raise AssertionError(step)


def _write(name: str, content: object) -> Change:
    def change(files: Files) -> None:
        files[name] = content

    return change


def write_broken(editions: Path, sample: Sample) -> str:
    """Puts the small edition, broken as the sample says, into the folder `editions`; gives its digest."""
    files = small_edition()
    for change in sample.changes:
        change(files)
    place = write(editions, files)
    for each in sample.later:
        write(editions, _later(each), each["key"])
    digest = edition_digest(place) if all(path.is_file() for path in place.rglob("*.yaml")) else ""
    if (editions / PINS).exists():
        record = (editions / PINS).read_text(encoding="utf-8")
        (editions / PINS).write_text(record.replace("DIGEST", digest), encoding="utf-8")
    return digest


def _later(edition: dict[str, Any]) -> Files:
    files = small_edition()
    for step in edition.get("change", ()):
        _change(step)(files)
    put(edition["key"], EDITION, "key")(files)
    if "changes" in edition:
        files["changes.yaml"] = edition["changes"]
    return files


def as_expected(fault: Fault, folder: Path, digest: str = "") -> dict[str, str]:
    """A fault as a sample writes it, with the text of its line; files are named from `folder`."""
    path = folder / fault.file
    lines = [*path.read_text(encoding="utf-8").splitlines(), "(end of the file)"] if fault.line else []
    found = {
        "file": fault.file,
        "at": lines[fault.line - 1].strip() if fault.line else "(the whole file)",
        "key": fault.key,
        "rule": fault.rule,
        "message": fault.message,
        "mend": fault.mend,
    }
    return {name: text.replace(digest, "DIGEST") if digest else text for name, text in found.items()}
