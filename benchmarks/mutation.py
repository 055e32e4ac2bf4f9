"""`python -m benchmarks.mutation [CASES] [--survivors]`: how many changed conditions the cases notice.

Each leaf of each condition is changed, one at a time; a change is caught when a case comes out otherwise than it says.
A change inside an obligation that makes no difference to any answers whatever is told apart by proof, and not counted.
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
from assessments.catalogues.proofs.unproven import answers_in_words
from assessments.domain.catalogue import ObligationKey
from assessments.domain.classes import classes_of
from assessments.domain.diagrams import Diagram
from assessments.domain.examining import differences, known_class
from assessments.domain.findings import Verdict
from assessments.domain.lazy import LazyView, verdict_of
from assessments.domain.reading import branches_of
from benchmarks.mutants import Mutant, mutants_of

CASES = Path("tests/cases") / current_edition().key


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mutant."""

    place: str
    change: str
    fate: str
    """caught, survived, or alike (no answers whatever tell it from the edition)."""
    example: str
    """For a survivor inside an obligation: answers that tell it from the edition, with both verdicts."""


@lru_cache(maxsize=1)
def _cases(folder: Path) -> tuple[Case, ...]:
    found = (read_case(each, current_edition()) for each in sorted(folder.glob("*.yaml")))
    return tuple(each for each in found if not each.counsel)


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
    if is_caught(mutant, _cases(CASES)):
        return Fate(mutant.place, mutant.change, "caught", "")
    if mutant.obligation is None:
        return Fate(mutant.place, mutant.change, "survived", "")
    example = _told_apart(mutant)
    return Fate(mutant.place, mutant.change, "survived" if example else "alike", example or "")


def _told_apart(mutant: Mutant) -> str | None:
    assert mutant.obligation is not None
    catalogue = current_edition()
    original = catalogue.obligations[mutant.obligation.key]
    both = (*branches_of(original), *branches_of(mutant.obligation))
    day = catalogue.law_as_of
    diagram = Diagram(catalogue, classes_of(both, catalogue, day), day)
    pair = diagram.decision(original), diagram.decision(mutant.obligation)
    for usable in (known_class, None):
        found = differences(diagram, *pair, usable) if usable else differences(diagram, *pair)
        for each in found:
            if isinstance(each.first, Verdict) and isinstance(each.second, Verdict):
                return f"{each.first} -> {each.second} for {answers_in_words(each.example)}"
    return None


def main(show_survivors: bool) -> None:
    """Print the figure, and each survivor where asked for."""
    numbers = range(len(_mutants()))
    with ProcessPoolExecutor(cpu_count()) as pool:
        fates = list(pool.map(_fate, numbers, chunksize=20))
    counts = {fate: sum(each.fate == fate for each in fates) for fate in ("caught", "survived", "alike")}
    told_apart = counts["caught"] + counts["survived"]
    for each in fates:
        if show_survivors and each.fate != "caught":
            print(f"{each.fate}: {each.place}: {each.change}{': ' if each.example else ''}{each.example}")
    print(
        f"{len(fates)} mutants, {counts['alike']} make no difference to any answers; "
        f"of the other {told_apart} the cases catch {counts['caught']} ({100 * counts['caught'] / told_apart:.1f} %)"
    )


if __name__ == "__main__":
    main("--survivors" in sys.argv)
