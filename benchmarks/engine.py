"""`python -m benchmarks.engine [CASE.yaml]`: how long the engine and the route take for a complete set of answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.engine import assess
from assessments.domain.route import plan_route

ROUNDS = 200
COMPLETE = Path("tests") / "cases" / CURRENT / "g-01-airport-lounges-in-order.yaml"


def measure(name: str, run: Callable[[], object]) -> None:
    """Print median, least and greatest time of one call, in milliseconds."""
    run()
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        run()
        times.append((perf_counter() - began) * 1000)
    print(f"{name:<12} median {median(times):6.2f} ms   min {min(times):6.2f} ms   max {max(times):6.2f} ms")


def main(arguments: list[str]) -> None:
    """Read the case once and time what is done for every page."""
    began = perf_counter()
    catalogue = current_edition()
    loaded = (perf_counter() - began) * 1000
    case = read_case(Path(arguments[0]) if arguments else COMPLETE, catalogue)
    route = plan_route(catalogue, case.answers)
    print(f"edition {catalogue.key}, loaded once in {loaded:.0f} ms")
    print(f"{route.answered_count} answers, {route.open_count} open, {len(catalogue.obligations)} obligations")
    measure("assess", lambda: assess(catalogue, case.answers, case.as_of))
    measure("plan_route", lambda: plan_route(catalogue, case.answers))


if __name__ == "__main__":
    main(sys.argv[1:])
