"""`python -m benchmarks.goals`: the goals, what the commands found last on this machine, and how long ago.

Nothing is measured here: each line names the command that does. Exits with 1 where a figure misses its goal, is older
than thirty days, or is not there; of several that make one line, all have to be.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from assessments.domain.texts import REPORT_LANGUAGES
from benchmarks.results import age_of, kept

Figures = Mapping[str, float | str]
OLDEST = timedelta(days=30)
"""Older figures tell of another product than the one that is here."""
BESIDE_STOCK = (
    *("first page", "what waits for review", "red lines in review", "last page"),
    *("searched, many", "searched, few", "searched, two characters", "searched, none"),
)
"""Pages of the desk to which the stock change list has one that answers the same question."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One line."""

    number: str
    what: str
    at_most: float | None
    """Or at least, where this is None."""
    at_least: float | None
    command: str
    figure: Callable[[Figures], float]

    def is_reached(self, found: float) -> bool:
        """Whether a figure is good enough."""
        return (self.at_most is None or found <= self.at_most) and (self.at_least is None or found >= self.at_least)

    @property
    def wanted(self) -> str:
        """In words."""
        return f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}"


def _of(name: str) -> Callable[[Figures], float]:
    return lambda figures: float(figures[name])


def _most(*names: str) -> Callable[[Figures], float]:
    """The greatest of these figures. One that is missing leaves nothing to be said of the others."""
    return lambda figures: max(float(figures[name]) for name in names)


def _flat(figures: Figures) -> float:
    """The slowest growth from 100,000 to 1,000,000 of the first, a filtered, a searched and the last page."""
    pages = ("first page", "what waits for review", "searched, few", "last page")
    return max(float(figures[f"1000000 {page} ms"]) / float(figures[f"100000 {page} ms"]) for page in pages)


def _scaling(figures: Figures) -> float:
    return median(float(figures[f"two to one, round {turn}"]) for turn in range(int(figures["rounds"])))


GOALS = (
    Goal("G1", "processor time of a step ÷ logged-in floor", 1.5, None, "playing", _of("to_floor")),
    Goal("G1", "processor time of a step ÷ stock wizard with verdict", 0.7, None, "playing", _of("to_stock")),
    Goal("G2", "processor time of a step, 96 ÷ 12 steps", 1.1, None, "growth", _of("ours")),
    Goal("G2", "different query counts over 12, 24, 48 and 96 steps", 1, None, "growth", _of("kinds of query counts")),
    Goal("G2", "forms built for a request", 1, None, "growth", _of("most forms")),
    Goal("G2", "writes on showing a step", 0, None, "growth", _of("writes on reading")),
    Goal("G3", "p95 ÷ p50 of a step, 16 people", 2.5, None, "playing", _of("late")),
    Goal("G4", "assessments a minute ÷ stock wizard, 16 people", None, 1.6, "playing", _of("a_minute_to_stock")),
    Goal("G5", "processor time ÷ RDMO", 0.01, None, "playing", _of("share of RDMO 2.5")),
    Goal("G5", "processor time ÷ CISO Assistant", 0.005, None, "playing", _of("share of CISO Assistant 3.10")),
    Goal("G6", "assess, complete case, nothing remembered, ms", 10, None, "engine", _of("first ms")),
    Goal("G6", "10,000 cases, s", 60, None, "engine", _of("crowd s")),
    Goal("G7", "results page ÷ a page of the logged-in floor", 3, None, "pages", _of("findings ratio")),
    Goal("G7", "page of all answers ÷ a page of the logged-in floor", 3, None, "pages", _of("check ratio")),
    Goal(
        "G8",
        "render + seal, full report ÷ bare WeasyPrint",
        1.15,
        None,
        "report",
        _most(*(f"{each} full ratio" for each in REPORT_LANGUAGES)),
    ),
    Goal(
        "G8",
        "the same by the forking process",
        1.15,
        None,
        "report",
        _most(*(f"{each} full warm ratio" for each in REPORT_LANGUAGES)),
    ),
    Goal("G8", "peak memory of the bilingual report, MB", 350, None, "report", _of("both full memory")),
    Goal("G9", "reports a minute, two workers ÷ one", None, 1.5, "report", _scaling),
    Goal(
        "G10",
        "desk ÷ stock change list, 100,000, slowest page",
        0.3,
        None,
        "desk",
        _most(*(f"100000 {each} ratio" for each in BESIDE_STOCK)),
    ),
    Goal("G10", "desk, 1,000,000 ÷ 100,000, slowest of four pages", 1.5, None, "desk", _flat),
    Goal("G11", "two web nodes ÷ one", None, 1.7, "nodes", _of("ratio")),
    Goal("G12", "step page, first visit, kB", 60, None, "transfers", _of("biggest step first kB")),
    Goal("G12", "step page, later, kB", 15, None, "transfers", _of("biggest step later kB")),
)


def line(goal: Goal) -> tuple[str, bool]:
    """A line of the table; whether the figure is there and good enough."""
    figures, command = kept(goal.command), f"`python -m benchmarks.{goal.command}`"
    try:
        found = goal.figure(figures)
    except (KeyError, ValueError):
        return f"| {goal.number} | {goal.what} | {goal.wanted} | not measured here | {command} | |", False
    age, reached = age_of(figures), goal.is_reached(found)
    old = f"{age.days} d" if age.days else f"{age.seconds // 60} min"
    verdict = "" if reached else " **missed**"
    if age > OLDEST:
        verdict, reached = " **too old**", False
    return f"| {goal.number} | {goal.what} | {goal.wanted} | {found:.3g}{verdict} | {command} | {old} |", reached


def main() -> int:
    """The table."""
    print("| | what | goal | found | command | ago |\n|---|---|---|---|---|---|")
    lines = [line(goal) for goal in GOALS]
    print("\n".join(text for text, _ in lines))
    return 0 if all(reached for _, reached in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
