"""Everything that can be said against an edition, collected for `manage.py check_catalogue`.

Further examinations, such as proofs or the fonts of a layer that this one does not know, are handed in by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assessments import catalogues
from assessments.catalogues.faults import Fault, FileFaults
from assessments.catalogues.linter import lint
from assessments.catalogues.loader import ReadEdition, read_edition
from assessments.catalogues.pins import pin_faults
from assessments.domain.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of an examination, for people."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination found."""

    faults: tuple[Fault, ...] = ()
    tables: tuple[Table, ...] = ()


Examination: TypeAlias = Callable[[ReadEdition], Examined]


@dataclass(frozen=True, slots=True)
class EditionReport:
    """One edition, examined."""

    edition: str
    digest: str
    """Empty where it does not load."""
    counts: Mapping[str, int]
    """How many questions, obligations … it holds; empty where it does not load."""
    faults: tuple[Fault, ...]
    tables: tuple[Table, ...]


def check_edition(key: str, further: Sequence[Examination] = ()) -> EditionReport:
    """All faults of one edition. What it means is examined only once it loads."""
    folder = catalogues.edition_folders().get(key, catalogues.EDITIONS / key)
    try:
        catalogue = catalogues.edition(key)
    except FileFaults as problem:
        return EditionReport(key, "", {}, problem.faults, ())
    edition = read_edition(folder)
    examined = [each(edition) for each in further]
    found = {*pin_faults(folder, catalogue), *lint(edition)}
    found.update(fault for each in examined for fault in each.faults)
    tables = tuple(table for each in examined for table in each.tables)
    return EditionReport(key, catalogue.digest, counts_of(catalogue), tuple(sorted(found)), tables)


def counts_of(catalogue: Catalogue) -> Mapping[str, int]:
    """How much an edition holds, by what it is called."""
    return {
        "steps": len(catalogue.steps),
        "questions": len(catalogue.questions),
        "facts": len(catalogue.facts),
        "obligations": len(catalogue.obligations),
        "sources": len(catalogue.sources),
        "deadlines": len(catalogue.deadlines),
        "uncertain points": len(catalogue.uncertain_points),
    }
