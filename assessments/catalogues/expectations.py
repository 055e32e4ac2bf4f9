"""Which case files expect a verdict of which obligation. The files are no part of an edition; a folder is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessments.catalogues.cases import read_case
from assessments.catalogues.faults import Fault, FileFaults
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.findings import Verdict


@dataclass(frozen=True, slots=True)
class Expectation:
    """One case file states one verdict of one obligation."""

    case: str
    """Name of the file without its ending."""
    verdict: Verdict


Expectations = Mapping[ObligationKey, tuple[Expectation, ...]]


def read_expectations(folder: Path, catalogue: Catalogue) -> Expectations:
    """What the case files of a folder expect, in the order of their names. Raises FileFaults with every fault found."""
    found: dict[ObligationKey, list[Expectation]] = {key: [] for key in catalogue.obligations}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            case = read_case(path, catalogue)
        except FileFaults as problem:
            faults.extend(problem.faults)
            continue
        for obligation, verdict in case.expect.items():
            found[obligation].append(Expectation(path.stem, verdict))
    if faults:
        raise FileFaults(tuple(faults))
    return {key: tuple(expected) for key, expected in found.items()}
