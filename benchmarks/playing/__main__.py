"""`python -m benchmarks.playing [ROUNDS]`: the whole questionnaire played in the product, in a stock wizard and at two
floors, by one person and by 16 at once; in turn, on one database, behind web servers of the same shape.

A step is saved, redirected, and the next page arrives; findings stand beside the questions. Processor time is that of
the web workers and of PostgreSQL's backends; medians of the rounds, ratios taken within each round.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.playing.browser import HIDDEN, TOKEN, Play, Played, play
from benchmarks.playing.systems import (
    BARE,
    FLOOR,
    NAMES,
    OURS,
    STOCK,
    Player,
    System,
    give_assessments,
    make_players,
    plays,
    running,
)
from benchmarks.processors import Backends, seconds_of
from benchmarks.results import keep
from trust.in_process import product_here
from trust.server import server

ROUNDS = 5
ALONE, TOGETHER = 1, 16
PLAYS_ALONE = 3
PEERS = {"RDMO 2.5": 238, "CISO Assistant 3.10": 487}
"""Their processor time for the same step, as a multiple of the logged-in floor's; measured once, not in this run."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What some people cost who played at the same time."""

    app: float
    """Processor milliseconds of the web workers, of one step; so `database` for PostgreSQL's."""
    database: float
    seconds: Sequence[float]
    """Of each step, until the next page was there."""
    a_minute: float
    """Assessments."""

    @property
    def cost(self) -> float:
        """Processor milliseconds of one step."""
        return self.app + self.database

    def late(self, percent: int) -> float:
        """So many of a hundred steps took no more milliseconds."""
        return quantiles(self.seconds, n=100)[percent - 1] * 1000


def measure(
    system: System, backends: Backends, players: Sequence[Player], play_of: Callable[[Player], Play], times: int
) -> Measured:
    """Everybody plays so many times."""

    def work(player: Player) -> list[Played]:
        return [play(system.browser(player), play_of(player)) for _ in range(times)]

    workers, served = system.pids(), backends.pids()
    app, database, began = seconds_of(workers), seconds_of(served), perf_counter()
    with ThreadPoolExecutor(len(players)) as people:
        played = [one for each in people.map(work, players) for one in each]
    took = perf_counter() - began
    app, database = seconds_of(workers) - app, seconds_of(served) - database
    steps = sum(len(one.pages) for one in played) / 1000
    return Measured(app / steps, database / steps, [s for one in played for s in one.seconds], len(played) * 60 / took)


def record_pages(system: System, player: Player, play_of: Callable[[Player], Play], folder: Path) -> float:
    """Keep the pages of the product for the floors, with a mark for the token; kilobytes of a page on average."""
    pages = play(system.browser(player), play_of(player)).pages
    for number, page in enumerate(pages, 1):
        token = dict(HIDDEN.findall(page))["csrfmiddlewaretoken"]
        (folder / f"{number}.html").write_text(page.replace(token, TOKEN), encoding="utf-8")
    return sum(len(page.encode()) for page in pages) / len(pages) / 1000


def say_table(title: str, found: dict[str, list[Measured]]) -> None:
    """A line for each system."""
    print(f"\n{title}\n| system | app | PostgreSQL | ÷ floor | p50 | p95 | p99 | a minute |")
    print("|---|---|---|---|---|---|---|---|")
    for name, rounds in found.items():
        ratio = median(each.cost / floor.cost for each, floor in zip(rounds, found[FLOOR], strict=True))
        app, database = median(each.app for each in rounds), median(each.database for each in rounds)
        late = [median(each.late(percent) for each in rounds) for percent in (50, 95, 99)]
        times = " | ".join(f"{each:.0f} ms" for each in late)
        number = median(each.a_minute for each in rounds)
        print(
            f"| {NAMES[name]} | {app:.2f} ms | {database:.2f} ms | {ratio:.2f} | {times} | {number:.0f} |", flush=True
        )


def summary(alone: dict[str, list[Measured]], together: dict[str, list[Measured]]) -> dict[str, float]:
    """The ratios that the goals name."""

    def ratio(of: dict[str, list[Measured]], one: str, other: str, value: Callable[[Measured], float]) -> float:
        return median(value(a) / value(b) for a, b in zip(of[one], of[other], strict=True))

    to_floor = ratio(alone, OURS, FLOOR, lambda each: each.cost)
    return {
        "to_floor": to_floor,
        "to_stock": ratio(alone, OURS, STOCK, lambda each: each.cost),
        "late": median(each.late(95) / each.late(50) for each in together[OURS]),
        "a_minute_to_stock": ratio(together, OURS, STOCK, lambda each: each.a_minute),
        "cost_together_to_stock": ratio(together, STOCK, OURS, lambda each: each.cost),
        **{f"share of {name}": to_floor / multiple for name, multiple in PEERS.items()},
    }


def main(rounds: int) -> None:
    """All figures."""
    with TemporaryDirectory() as kept, server(), product_here(Path(kept)) as product:
        pages = Path(kept) / "pages"
        pages.mkdir()
        players, play_of = make_players(product, TOGETHER), plays()
        backends = Backends(product.owner_url)
        alone: dict[str, list[Measured]] = {name: [] for name in NAMES}
        together: dict[str, list[Measured]] = {name: [] for name in NAMES}
        with running(product, pages) as systems:
            give_assessments(players[:1], 1)
            size = record_pages(systems[OURS], players[0], play_of[OURS], pages)
            for turn in range(rounds + 1):  # The first one warms up and does not count.
                give_assessments(players, 1)
                give_assessments(players[:1], PLAYS_ALONE)
                for name, system in systems.items():
                    crowd = measure(system, backends, players, play_of[name], 1)
                    single = measure(system, backends, players[:ALONE], play_of[name], PLAYS_ALONE)
                    if turn:
                        together[name].append(crowd)
                        alone[name].append(single)
        print(f"{len(play_of[BARE](players[0]).sent)} steps, {size:.0f} kB a page before compression")
        say_table("One person", alone)
        say_table(f"{TOGETHER} people at once", together)
        found = summary(alone, together)
        print("\n" + "\n".join(f"{name}: {value:.4f}" for name, value in found.items()))
        print(f"queries of a step and growth: python -m benchmarks.growth; peers: {PEERS} × the logged-in floor")
        keep("playing", found | {"rounds": rounds, "page_kB": size})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
