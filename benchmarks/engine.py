"""`python -m benchmarks.engine [CASE.yaml]`: how long the engine and the route take for complete sets of answers.

One case over and over, which the process remembers after the first time; then 10,000 different ones in one process, in
processor time. All figures are milliseconds of one call.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.cases import Case, read_case
from assessments.domain.alternatives import what_would_meet
from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import Catalogue, Question, QuestionKind
from assessments.domain.engine import assess
from assessments.domain.route import plan_route
from benchmarks.results import keep

ROUNDS = 200
DIFFERENT = 10_000
SEED = 2026
CASES = Path("tests") / "cases" / CURRENT
COMPLETE = CASES / "g-01-airport-lounges-in-order.yaml"
NEGLECTED = CASES / "d-02-scenic-spot-neglected.yaml"


def measure(name: str, runs: Iterable[Callable[[], object]], clock: Callable[[], float] = perf_counter) -> list[float]:
    """Print median, 95th percentile, least and greatest time of one call, in milliseconds; all of these times."""
    times = []
    for run in runs:
        began = clock()
        run()
        times.append((clock() - began) * 1000)
    last = quantiles(times, n=20)[-1]
    print(
        f"{name:<32} {len(times):>6} calls   median {median(times):6.2f}   p95 {last:6.2f}   "
        f"min {min(times):6.2f}   max {max(times):6.2f}"
    )
    return times


def any_answers(catalogue: Catalogue, random: Random) -> dict[str, Answer]:
    """A legal answer to every question; whatever is not on the route does not count."""
    return {str(key): _any_answer(one, random) for key, one in catalogue.questions.items()}


def _any_answer(question: Question, random: Random) -> Answer:
    match question.kind:
        case QuestionKind.NUMBER:
            return random.choice((0, 40, 9_999, 10_000, 99_999, 100_000, 1_000_000, 20_000_000))
        case QuestionKind.DATE:
            return date(2024, 6, 1) + timedelta(days=random.randrange(880))
        case QuestionKind.TEXT:
            return random.choice(("", "某法第五条"))
        case QuestionKind.MULTI:
            alone = [str(each.key) for each in question.choices if each.exclusive]
            free = [str(each.key) for each in question.choices if not each.exclusive]
            if alone and random.random() < 0.2:
                return Several((random.choice(alone),))
            chosen = set(random.sample(free, random.randint(1, len(free))))
            return Several(tuple(each for each in free if each in chosen))
    return str(random.choice(question.choices).key)


def main(arguments: list[str]) -> None:
    """Read the case once and time what is done for every page; then the crowd."""
    began = perf_counter()
    catalogue = current_edition()
    loaded = (perf_counter() - began) * 1000
    case = read_case(Path(arguments[0]) if arguments else COMPLETE, catalogue)
    route = plan_route(catalogue, case.answers)
    print(f"edition {catalogue.key}, loaded once in {loaded:.0f} ms")
    print(f"{route.answered_count} answers, {route.open_count} open, {len(catalogue.obligations)} obligations")
    first = _processor_milliseconds(lambda: assess(catalogue, case.answers, case.as_of))
    measure("assess, one case", [lambda: assess(catalogue, case.answers, case.as_of)] * ROUNDS)
    measure("plan_route, one case", [lambda: plan_route(catalogue, case.answers)] * ROUNDS)
    neglected = read_case(NEGLECTED, catalogue)
    measure("what would meet all its gaps", [lambda: _alternatives(catalogue, neglected)] * ROUNDS)
    random = Random(SEED)
    crowd = [any_answers(catalogue, random) for _ in range(DIFFERENT)]
    different = measure(
        "assess, different cases", [_assessing(catalogue, each, case.as_of) for each in crowd], process_time
    )
    print(f"the first assess of the process {first:.1f} ms; {DIFFERENT:,} different ones {sum(different) / 1000:.1f} s")
    keep("engine", {"first ms": first, "median ms": median(different), "crowd s": sum(different) / 1000})


def _processor_milliseconds(act: Callable[[], object]) -> float:
    began = process_time()
    act()
    return (process_time() - began) * 1000


def _alternatives(catalogue: Catalogue, case: Case) -> None:
    for finding in assess(catalogue, case.answers, case.as_of).findings:
        what_would_meet(finding, catalogue, case.answers, case.as_of)


def _assessing(catalogue: Catalogue, answers: dict[str, Answer], as_of: date) -> Callable[[], object]:
    return lambda: assess(catalogue, answers, as_of)


if __name__ == "__main__":
    main(sys.argv[1:])
