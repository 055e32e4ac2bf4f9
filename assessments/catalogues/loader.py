"""Reads an edition's folder into a Catalogue, or says everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from assessments.catalogues.checks import check_edition
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
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = read_document(path, name)
        except FileFaults as problem:
            faults.extend(problem.faults)
    faults.extend(Fault(name, 0, "file", "is missing") for name in SINGLE_FILES if name not in found)
    if faults:
        raise FileFaults(tuple(faults))
    return found


def _items(documents: dict[str, Located], prefix: str, name: str, reading: Reading) -> Iterable[Located]:
    for path, document in documents.items():
        if path.startswith(prefix):
            fields = Fields(document, reading.faults, reading.parameters, name)
            yield from fields.nodes(name)


def _build(folder: Path, documents: dict[str, Located], reading: Reading) -> Catalogue:
    top = Fields(documents["edition.yaml"], reading.faults, reading.parameters)
    for name, node in top.entries("parameters"):
        if isinstance(node.value, int):
            reading.parameters[name] = node.value
    steps = [read_step(each, n, reading) for n, each in enumerate(_step_files(documents), start=1)]
    catalogue = Catalogue(
        key=EditionKey(top.string("key")),
        title=top.text("title"),
        law_as_of=top.day("law_as_of") or _no_day(top),
        published=top.flag("published"),
        digest=edition_digest(folder),
        gates=tuple(QuestionKey(each) for each in top.strings("gates")),
        parameters=dict(reading.parameters),
        penalties={name: top.text_of(node, name) for name, node in top.entries("penalties")},
        sources={
            e.key: e
            for e in (read_source(n, reading) for n in _items(documents, "sources", "sources", reading))
        },
        notes_on_provisions=tuple(
            read_provision_note(n, reading) for n in _items(documents, "sources", "provisions", reading)
        ),
        facts={
            e.key: e for e in (read_fact(n, reading) for n in _items(documents, "facts", "facts", reading))
        },
        steps=tuple(step for step, _ in steps),
        questions={question.key: question for _, questions in steps for question in questions},
        groups=tuple(read_groups(top, reading)),
        obligations={
            e.key: e
            for e in (
                read_obligation(n, reading) for n in _items(documents, "obligations/", "obligations", reading)
            )
        },
        deadlines={e.key: e for e in (read_deadline(n, reading) for n in top.nodes("deadlines"))},
        holidays={e.year: e for e in (read_holidays(n, reading) for n in top.nodes("holidays"))},
        uncertain_points={
            e.key: e
            for e in (
                read_uncertain_point(n, reading)
                for n in _items(documents, "uncertain", "uncertain_points", reading)
            )
        },
        watch_list=tuple(_read_watched(n, reading) for n in top.nodes("watch_list")),
    )
    top.finish()
    return catalogue


def _step_files(documents: dict[str, Located]) -> tuple[Located, ...]:
    return tuple(document for path, document in documents.items() if path.startswith("steps/"))


def _no_day(top: Fields) -> date:
    top.note("law_as_of", "is missing")
    return date.min


def _read_watched(node: Located, reading: Reading) -> Watched:
    one = Fields(node, reading.faults, reading.parameters, "title")
    watched = Watched(one.text("title"), one.text("note"))
    one.finish()
    return watched


if __name__ == "__main__":
    import runpy

    runpy.run_module("assessments.catalogues")
