"""Reads an edition's folder into a Catalogue, or says everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from assessments.catalogues.changes import read_changes
from assessments.catalogues.consistency import check_edition
from assessments.catalogues.documents import Located, read_document
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.fields import Fields
from assessments.catalogues.parts import (
    Lines,
    Reading,
    read_deadline,
    read_fact,
    read_groups,
    read_holidays,
    read_obligation,
    read_provision_note,
    read_source,
    read_step,
    read_uncertain_point,
)
from assessments.domain.catalogue import Catalogue, EditionKey, QuestionKey, Watched

SINGLE_FILES = ("edition.yaml", "sources.yaml", "facts.yaml", "uncertain.yaml")
CHANGES = "changes.yaml"
"""May be missing: the oldest edition has none. Whether it is true is checked against the base in `changes`."""
FOLDERS = ("steps/", "obligations/")


Entry = TypeVar("Entry")


def load_edition(folder: Path) -> Catalogue:
    """The edition in `folder`. Raises FileFaults with every fault found."""
    documents = _read_all(folder)
    faults: list[Fault] = []
    reading = Reading(faults, {}, Lines())
    catalogue = _build(folder, documents, reading)
    if not faults:
        faults.extend(check_edition(catalogue, reading.lines))
    if faults:
        raise FileFaults(tuple(sorted(set(faults))))
    return catalogue


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
        raise FileFaults((Fault(folder.name, 0, "edition", "has no folder of this name"),))
    found: dict[str, Located] = {}
    faults: list[Fault] = []
    names = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    for name, path in names.items():
        try:
            found[name] = read_document(path, name)
        except FileFaults as problem:
            faults.extend(problem.faults)
    faults.extend(Fault(name, 0, "file", "is missing") for name in SINGLE_FILES if name not in names)
    faults.extend(
        Fault(name, 0, "folder", "has no file") for name in FOLDERS if not any(n.startswith(name) for n in names)
    )
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
                self.reading.faults.append(top.node.fault("file", "has no place in an edition"))
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
        gates=tuple(QuestionKey(each) for each in top.strings("gates")),
        parameters=dict(reading.parameters),
        penalties={name: top.text_of(node, name) for name, node in top.entries("penalties")},
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
    )
    files.finish()
    return catalogue


def _read_parameters(top: Fields, reading: Reading) -> None:
    for name, node in top.entries("parameters"):
        if isinstance(node.value, int) and not isinstance(node.value, bool):
            reading.parameters[name] = node.value
        else:
            reading.faults.append(node.fault(name, "is a parameter and must be a whole number"))


def _edition_key(top: Fields, folder: Path) -> str:
    key = top.string("key")
    if key and key != folder.name:
        top.note("key", f"must be the name of the folder, {folder.name}")
    return key


def _step_files(documents: dict[str, Located]) -> tuple[Located, ...]:
    return tuple(document for path, document in documents.items() if path.startswith("steps/"))


def _read_watched(node: Located, reading: Reading) -> Watched:
    one = Fields(node, reading.faults, reading.parameters, "title")
    watched = Watched(one.text("title"), one.text("note"))
    one.finish()
    return watched
