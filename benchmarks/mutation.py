"""`python -m benchmarks.mutation [--survivors]`: how many changed conditions the cases notice.

Each leaf of each condition is changed, one at a time; a change is caught when a case comes out otherwise than it says.
A change that makes no difference to the verdicts, whatever the answers, is told apart by proof, and not counted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from os import cpu_count
from pathlib import Path

from assessments.catalogues import current_edition
from assessments.catalogues.cases import Case, read_case
from assessments.domain.catalogue import Catalogue, ObligationKey
from assessments.domain.lazy import LazyView, verdict_of
from benchmarks.mutants import Mutant, mutants_of
from benchmarks.telling_apart import told_apart

CASES = Path(__file__).parent.parent / "tests" / "cases" / current_edition().key


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mutant."""

    place: str
    change: str
    fate: str
    """caught, survived, or alike (no answers whatever tell it from the edition)."""
    example: str
    """For a survivor: answers that tell it from the edition, with both verdicts."""


def read_cases(folder: Path, catalogue: Catalogue) -> tuple[Case, ...]:
    """The cases in a folder; without those in which counsel disagrees, for they set the edition aside."""
    found = (read_case(each, catalogue) for each in sorted(folder.glob("*.yaml")))
    return tuple(each for each in found if not each.counsel)


@lru_cache(maxsize=1)
def _cases() -> tuple[Case, ...]:
    return read_cases(CASES, current_edition())


@lru_cache(maxsize=1)
def _mutants() -> tuple[Mutant, ...]:
    return tuple(mutants_of(current_edition()))


def is_caught(mutant: Mutant, cases: Sequence[Case]) -> bool:
    """Whether some case comes out otherwise than it says."""
    return any(_notices(case, mutant) for case in cases)


def _notices(case: Case, mutant: Mutant) -> bool:
    view = LazyView(mutant.catalogue, case.answers.get, case.as_of)
    for key, verdict in case.expect.items():
        if mutant.obligation is not None and key != mutant.obligation.key:
            continue
        if verdict_of(mutant.catalogue.obligations[ObligationKey(key)], view) is not verdict:
            return True
    return False


def _fate(number: int) -> Fate:
    mutant = _mutants()[number]
    if is_caught(mutant, _cases()):
        return Fate(mutant.place, mutant.change, "caught", "")
    example = told_apart(current_edition(), mutant)
    return Fate(mutant.place, mutant.change, "survived" if example else "alike", example or "")


def main(show_survivors: bool) -> None:
    """Print the figure, and each survivor where asked for."""
    numbers = range(len(_mutants()))
    with ProcessPoolExecutor(cpu_count()) as pool:
        fates = list(pool.map(_fate, numbers, chunksize=20))
    counts = {fate: sum(each.fate == fate for each in fates) for fate in ("caught", "survived", "alike")}
    compared = counts["caught"] + counts["survived"]
    for each in fates:
        if show_survivors and each.fate != "caught":
            print(f"{each.fate}: {each.place}: {each.change}{': ' if each.example else ''}{each.example}")
    print(
        f"{len(fates)} mutants, {counts['alike']} make no difference to any verdict; "
        f"of the other {compared} the cases catch {counts['caught']} ({100 * counts['caught'] / compared:.1f} %)"
    )


if __name__ == "__main__":
    main("--survivors" in sys.argv)
