"""Reads an edition's folder into a Catalogue, or says everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from assessments.catalogues.changes import read_changes
from assessments.catalogues.consistency import check_edition
from assessments.catalogues.documents import Located, read_document
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.fields import Fields
from assessments.catalogues.obligations import read_obligation
from assessments.catalogues.parts import (
    EDITION_FILE,
    Lines,
    Reading,
    read_deadline,
    read_fact,
    read_groups,
    read_holidays,
    read_not_asked,
    read_provision_note,
    read_source,
    read_step,
    read_uncertain_point,
)
from assessments.catalogues.rules.fields import FieldRule
from assessments.catalogues.rules.files import FileRule
from assessments.domain.catalogue import Catalogue, EditionKey, QuestionKey, UncertainPointKey, Watched
from assessments.domain.texts import Text

SINGLE_FILES = (EDITION_FILE, "sources.yaml", "facts.yaml", "uncertain.yaml")
CHANGES = "changes.yaml"
"""May be missing: the oldest edition has none. Whether it is true is checked against the base in `changes`."""
FOLDERS = ("steps/", "obligations/")


Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class ReadEdition:
    """A catalogue together with the files it came from, for whoever has to name a place in them."""

    catalogue: Catalogue
    documents: Mapping[str, Located]
    """Content of each file by its path in the edition."""
    lines: Lines


def load_edition(folder: Path) -> Catalogue:
    """The edition in `folder`. Raises FileFaults with every fault found."""
    return read_edition(folder).catalogue


def read_edition(folder: Path) -> ReadEdition:
    """The same, with its files and the places of its keys."""
    documents = _read_all(folder)
    faults: list[Fault] = []
    reading = Reading(faults, {}, Lines())
    catalogue = _build(folder, documents, reading)
    if not faults:
        faults.extend(check_edition(catalogue, reading.lines))
    if faults:
        raise FileFaults(tuple(sorted(set(faults))))
    return ReadEdition(catalogue, documents, reading.lines)


def edition_digest(folder: Path) -> str:
    """SHA-256, lower-case hex, over names and contents of the edition's files in the order of their names."""
    found = hashlib.sha256()
    for path in _files(folder):
        content = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.rglob("*.yaml"), key=lambda path: path.relative_to(folder).as_posix()))


def _read_all(folder: Path) -> dict[str, Located]:
    if not folder.is_dir():
        raise FileFaults((Fault.of(folder.name, 0, "edition", FileRule.EDITION_MISSING),))
    found: dict[str, Located] = {}
    faults: list[Fault] = []
    names = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    for name, path in names.items():
        try:
            found[name] = read_document(path, name)
        except FileFaults as problem:
            faults.extend(problem.faults)
    faults.extend(Fault.of(name, 0, "file", FileRule.FILE_MISSING) for name in SINGLE_FILES if name not in names)
    empty = (name for name in FOLDERS if not any(each.startswith(name) for each in names))
    faults.extend(Fault.of(name, 0, "folder", FileRule.FOLDER_EMPTY) for name in empty)
    if faults:
        raise FileFaults(tuple(faults))
    return found


class _Files:
    """The files of one edition, and the lists that stand in them."""

    def __init__(self, documents: dict[str, Located], reading: Reading) -> None:
        self.reading = reading
        self.tops = {
            path: Fields(document, reading.faults, reading.parameters, path) for path, document in documents.items()
        }

    def items(self, prefix: str, name: str) -> Iterable[Located]:
        """The items of the list `name` in every file whose path begins with `prefix`."""
        for path, top in self.tops.items():
            if path.startswith(prefix):
                yield from top.nodes(name)

    def read(self, prefix: str, name: str, read: Callable[[Located, Reading], Entry]) -> Iterator[Entry]:
        """The same, each item read."""
        for each in self.items(prefix, name):
            yield read(each, self.reading)

    def finish(self) -> None:
        """Note whatever nothing has read: misspelt names and files in the wrong place."""
        for path, top in self.tops.items():
            if path not in (*SINGLE_FILES, CHANGES) and not path.startswith(FOLDERS):
                self.reading.faults.append(top.node.fault("file", FileRule.FILE_MISPLACED))
            elif not path.startswith("steps/"):
                top.finish()


def _build(folder: Path, documents: dict[str, Located], reading: Reading) -> Catalogue:
    files = _Files(documents, reading)
    top = files.tops["edition.yaml"]
    _read_parameters(top, reading)
    steps = [read_step(each, n, reading) for n, each in enumerate(_step_files(documents), start=1)]
    catalogue = Catalogue(
        key=EditionKey(_edition_key(top, folder)),
        title=top.text("title"),
        law_as_of=top.day("law_as_of", missing=date.min),
        published=top.flag("published"),
        digest=edition_digest(folder),
        gates=tuple(_read_gates(top, reading)),
        parameters=dict(reading.parameters),
        penalties=dict(_read_penalties(top, reading)),
        sources={each.key: each for each in files.read("sources", "sources", read_source)},
        notes_on_provisions=tuple(files.read("sources", "provisions", read_provision_note)),
        facts={each.key: each for each in files.read("facts", "facts", read_fact)},
        steps=tuple(step for step, _ in steps),
        questions={question.key: question for _, questions in steps for question in questions},
        groups=tuple(read_groups(top, reading)),
        obligations={each.key: each for each in files.read("obligations/", "obligations", read_obligation)},
        deadlines={each.key: each for each in files.read("edition.yaml", "deadlines", read_deadline)},
        holidays={each.year: each for each in files.read("edition.yaml", "holidays", read_holidays)},
        uncertain_points={each.key: each for each in files.read("uncertain", "uncertain_points", read_uncertain_point)},
        watch_list=tuple(files.read("edition.yaml", "watch_list", _read_watched)),
        changes=read_changes(files.tops[CHANGES], reading) if CHANGES in files.tops else None,
        not_asked=tuple(files.read("sources", "not_asked", read_not_asked)),
    )
    files.finish()
    return catalogue


def _read_parameters(top: Fields, reading: Reading) -> None:
    for name, node in top.entries("parameters"):
        reading.remember(f"parameter {name}", node, "parameter")
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            reading.parameters[name] = node.value
        else:
            reading.faults.append(node.fault(name, FieldRule.PARAMETER_NO_NUMBER))


def _read_penalties(top: Fields, reading: Reading) -> Iterator[tuple[str, Text]]:
    for name, node in top.entries("penalties"):
        reading.remember(f"penalty {name}", node, "penalty")
        yield name, top.text_of(node, name)


def _read_gates(top: Fields, reading: Reading) -> Iterator[QuestionKey]:
    for node, key in zip(top.nodes("gates"), top.strings("gates"), strict=False):
        reading.remember(f"gate {key}", node, "gate")
        yield QuestionKey(key)


def _edition_key(top: Fields, folder: Path) -> str:
    key = top.string("key")
    if key and key != folder.name:
        top.note("key", FieldRule.EDITION_KEY_DIFFERS, name=folder.name)
    return key


def _step_files(documents: dict[str, Located]) -> tuple[Located, ...]:
    return tuple(document for path, document in documents.items() if path.startswith("steps/"))


def _read_watched(node: Located, reading: Reading) -> Watched:
    one = Fields(node, reading.faults, reading.parameters, owner="watch_list")
    points = tuple(UncertainPointKey(each) for each in one.strings("uncertain_points"))
    watched = Watched(one.text("title"), one.text("note"), points)
    one.finish()
    return watched
