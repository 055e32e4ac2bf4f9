"""`python -m benchmarks.places`: what many places cost on the page of findings, in milliseconds of one evaluation.

Complete common answers; at each place some questions are answered at random. Each line is a number of places with
exceptions, all different, and beside it the same number where five kinds of exceptions repeat.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer
from assessments.domain.catalogue import Catalogue
from assessments.domain.engine import assess
from assessments.domain.places import MOST_PLACES, find_common, judge_places, may_differ
from assessments.domain.route import plan_route
from benchmarks.engine import any_answers, measure

ROUNDS = 20
SEED = 2026
CASE = Path("tests") / "cases" / CURRENT / "g-01-airport-lounges-in-order.yaml"
NUMBERS = (1, 10, 60, 200, MOST_PLACES)
KINDS = 5
LARGE, SMALL = 10, 2
"""Questions that differ at one place."""


def exceptions(catalogue: Catalogue, random: Random, many: int) -> dict[str, Answer]:
    """Answers to some of the questions that may differ."""
    found = any_answers(catalogue, random)
    keys = [str(key) for key, each in catalogue.questions.items() if may_differ(each)]
    return {key: found[key] for key in random.sample(keys, many)}


def main() -> None:
    """Time the common result, then places of both kinds."""
    catalogue = current_edition()
    case = read_case(CASE, catalogue)
    common = find_common(catalogue, case.answers, case.as_of)
    print(f"edition {catalogue.key}, {len(case.answers)} common answers, {len(catalogue.obligations)} obligations")
    measure("common result", [lambda: find_common(catalogue, case.answers, case.as_of)] * ROUNDS)
    measure(
        "one place judged from the start",
        [lambda: (assess(catalogue, case.answers, case.as_of), plan_route(catalogue, case.answers))] * ROUNDS,
    )
    for size in (SMALL, LARGE):
        random = Random(SEED)
        kinds = [exceptions(catalogue, random, size) for _ in range(KINDS)]
        for many in NUMBERS:
            different = {n: exceptions(catalogue, random, size) for n in range(many)}
            alike = {n: kinds[n % KINDS] for n in range(many)}
            named = f"{many} places, {size} exceptions"
            measure(f"{named}, different", [lambda here=different: judge_places(common, here)] * ROUNDS)  # type: ignore[misc]
            measure(f"{named}, alike", [lambda here=alike: judge_places(common, here)] * ROUNDS)  # type: ignore[misc]


if __name__ == "__main__":
    main()
