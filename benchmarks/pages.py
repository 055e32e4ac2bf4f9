"""`python -m benchmarks.pages [ROUNDS]`: what the results page and the page of all answers cost, beside a page of the
same bytes at the logged-in floor; behind the same web server, in turn, for the case with most findings.

Processor time of the web workers and of PostgreSQL's backends; medians of the rounds, ratios within each round.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.playing.browser import HIDDEN, TOKEN, Browser
from benchmarks.playing.systems import FLOOR, OURS, Player, make_players, running
from benchmarks.processors import Backends, seconds_of
from benchmarks.results import keep
from trust.in_process import product_here
from trust.server import server

if TYPE_CHECKING:
    from uuid import UUID

PAGES = ("findings", "check")
ROUNDS = 5
VISITS = 20


def answered(player: Player) -> UUID:
    """An assessment with all answers of the case."""
    from django.db import transaction
    from django.utils import timezone

    from assessments.models import Person
    from assessments.services.access import load_actor
    from benchmarks.playing.script import read_script
    from trust.cast import answer_all, start

    person = Person.objects.get(id=player.person_id)
    with transaction.atomic():
        actor = load_actor(person.pk, person.name, timezone.now())
    assessment_id = start(actor)
    answer_all(actor, assessment_id, dict(read_script().answers))
    return assessment_id


def record(browser: Browser, address: str, number: int, folder: Path) -> int:
    """Keep a page for the floor; its bytes."""
    browser.get(address)
    token = dict(HIDDEN.findall(browser.page))["csrfmiddlewaretoken"]
    (folder / f"{number}.html").write_text(browser.page.replace(token, TOKEN), encoding="utf-8")
    return len(browser.page.encode())


def milliseconds(pids: list[int], browser: Browser, address: str) -> float:
    """Processor time of one visit."""
    began = seconds_of(pids)
    for _ in range(VISITS):
        browser.get(address)
    return (seconds_of(pids) - began) / VISITS * 1000


def main(rounds: int) -> None:
    """Both pages."""
    with TemporaryDirectory() as kept, server(), product_here(Path(kept)) as product:
        folder = Path(kept) / "pages"
        folder.mkdir()
        (player,), backends = make_players(product, 1), Backends(product.owner_url)
        assessment_id = answered(player)
        found: dict[str, float] = {}
        with running(product, folder, (OURS, FLOOR)) as systems:
            windows = {name: each.browser(player) for name, each in systems.items()}
            for number, page in enumerate(PAGES, 1):
                address = f"/assessments/{assessment_id}/{page}/"
                size = record(windows[OURS], address, number, folder)
                ways = {OURS: address, FLOOR: f"/floor/{number}/"}
                pids = {name: [*each.pids(), *backends.pids()] for name, each in systems.items()}
                turns = [
                    {name: milliseconds(pids[name], windows[name], ways[name]) for name in ways}
                    for _ in range(rounds + 1)
                ][1:]  # The first one warms up.
                ratio = median(turn[OURS] / turn[FLOOR] for turn in turns)
                ours, floor = (median(turn[name] for turn in turns) for name in (OURS, FLOOR))
                print(f"{page:10} {size / 1000:5.0f} kB  ours {ours:6.2f} ms  floor {floor:5.2f} ms  ratio {ratio:.2f}")
                found |= {f"{page} ratio": ratio, f"{page} ms": ours}
        keep("pages", found)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
