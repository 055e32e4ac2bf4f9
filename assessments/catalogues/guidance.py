"""Reads the guide: the glossary, and who usually knows. What must hold of it beyond its form, tests say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assessments.catalogues.documents import read_document
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.fields import Fields
from assessments.domain.catalogue import StepKey
from assessments.domain.guide import GlossaryTerm, Guide

FOLDER = Path(__file__).parent / "guide"


@cache
def guide() -> Guide:
    """The product's own guide, read once per process."""
    return load_guide(FOLDER)


def load_guide(folder: Path) -> Guide:
    """The guide in a folder. Raises FileFaults with every fault of form."""
    faults: list[Fault] = []
    glossary = Fields(read_document(folder / "glossary.yaml"), faults, {})
    terms = tuple(_term(Fields(node, faults, {})) for node in glossary.nodes("terms"))
    known = Fields(read_document(folder / "who_knows.yaml"), faults, {})
    people = {key: known.text_of(node, "people") for key, node in known.entries("people")}
    knowers = dict(_knowers(Fields(node, faults, {}, "step")) for node in known.nodes("steps"))
    for each in (glossary, known):
        each.finish()
    if faults:
        raise FileFaults(tuple(sorted(faults)))
    return Guide(terms, people, knowers)


def _term(fields: Fields) -> GlossaryTerm:
    term = GlossaryTerm(
        key=fields.name(),
        name=fields.text("name"),
        meaning=fields.text("meaning"),
        provisions=fields.provisions(),
        forms=fields.strings("forms"),
        forms_zh=fields.strings("forms_zh"),
    )
    fields.finish()
    return term


def _knowers(fields: Fields) -> tuple[StepKey, tuple[str, ...]]:
    found = StepKey(fields.name("step")), fields.strings("people")
    fields.finish()
    return found
