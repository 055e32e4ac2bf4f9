"""`python -m benchmarks.growth [STEPS …]`: what a saved step costs as the questionnaire grows, beside a stock wizard.

Synthetic editions of 12, 24, 48 and 96 steps through the real loader and wizard: processor time of this process for one
step (save and next page; PostgreSQL's is not in it), queries and forms of a page and of a save, and writes on reading.
The stock wizard stands in the same process with the same questions.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.playing.browser import HIDDEN, Fields, Play
from benchmarks.results import keep
from trust.in_process import product_here
from trust.server import server

if TYPE_CHECKING:
    from django.test import Client

    from assessments.services.access import Actor

STEPS = (12, 24, 48, 96)
TIMES = 2
WRITING = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one step."""

    milliseconds: float
    """Of processor time, the mean over all steps, least of some plays."""
    queries: tuple[int, int]
    """To show the last step, and to save it."""
    forms: tuple[int, int]
    """Built for the same."""
    writes: int
    """On showing it."""

    @property
    def cells(self) -> str:
        """As a table has it: to show, to save."""
        queries, forms = (f"{one}/{two}" for one, two in (self.queries, self.forms))
        return f"{self.milliseconds:.1f} ms | {queries} | {forms} | {self.writes}"


def send(client: Client, page: str, address: str, fields: Fields) -> str:
    """Save a step; where that leads."""
    sent: dict[str, list[str]] = {}
    for name, value in (*HIDDEN.findall(page), *fields):
        sent.setdefault(name, [])
        if value not in sent[name]:
            sent[name].append(value)
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.status_code
    return str(answer.headers["Location"])


def play(client: Client, what: Play) -> float:
    """Processor milliseconds of a step, on average over the questionnaire."""
    page = client.get(what.first, follow=True).content.decode()
    took = []
    gc.collect()
    for address, fields in list(zip(what.addresses, what.sent, strict=True))[:-1]:
        began = process_time()
        leads_to = send(client, page, address, fields)
        page = client.get(leads_to).content.decode()
        took.append(process_time() - began)
    return mean(took) * 1000


def count(client: Client, what: Play) -> tuple[tuple[int, int], tuple[int, int], int]:
    """Queries, forms and writes at the last step of a questionnaire that `play` has filled up to there."""
    from django.db import connection
    from django.forms.forms import BaseForm
    from django.test.utils import CaptureQueriesContext

    built, plain, address = [0], BaseForm.__init__, what.addresses[-1]

    def counting(form: BaseForm, *args: object, **kwargs: object) -> None:
        built[0] += 1
        plain(form, *args, **kwargs)  # type: ignore[arg-type]

    with patch.object(BaseForm, "__init__", counting):
        with CaptureQueriesContext(connection) as shown:
            page = client.get(address).content.decode()
        to_show, built[0] = built[0], 0
        with CaptureQueriesContext(connection) as saved:
            send(client, page, address, what.sent[-1])
    writes = sum(each["sql"].startswith(WRITING) for each in shown.captured_queries)
    return (len(shown), len(saved)), (to_show, built[0]), writes


def measure(client: Client, plays: Sequence[Play]) -> Cost:
    """Play several times and count at the end."""
    took = [play(client, each) for each in plays]
    return Cost(min(took[1:]), *count(client, plays[-1]))


def costs(assessor: Actor, client: Client, folder: Path, steps: int) -> dict[str, Cost]:
    """Ours and the stock wizard's."""
    from assessments import catalogues
    from assessments.services.access import scope
    from assessments.services.deployments import create_deployment
    from benchmarks import growing
    from benchmarks.synthetic import write_synthetic

    (folder / str(steps)).mkdir()
    key, catalogue = write_synthetic(folder / str(steps), steps)
    catalogues.EDITIONS, catalogues.CURRENT = folder / str(steps), key
    script = growing.add(steps, catalogue)
    _forget_addresses()
    made = []
    for number in range(TIMES + 1):
        with scope(assessor.organisation_id):
            made.append(create_deployment(assessor, f"Gates {steps} {number}").assessment_id)
    return {
        "ours": measure(client, [script.ours(each) for each in made]),
        "stock": measure(client, [script.stock(f"stock{steps}")] * (TIMES + 1)),
    }


def _forget_addresses() -> None:
    from django.urls import clear_url_caches, get_resolver

    clear_url_caches()
    get_resolver().__dict__.pop("url_patterns", None)


def say(found: dict[int, dict[str, Cost]]) -> dict[str, float]:
    """A table, and how both grow."""
    print("| steps | ours | queries | forms | writes on GET | stock | queries | forms | writes on GET |")
    print("|---|---|---|---|---|---|---|---|---|")
    for steps, both in found.items():
        cells = [each.cells for each in both.values()]
        print(f"| {steps} | {' | '.join(cells)} |", flush=True)
    least, most = found[min(found)], found[max(found)]
    growth = {name: most[name].milliseconds / least[name].milliseconds for name in least}
    print(f"{max(found)} ÷ {min(found)} steps: ours {growth['ours']:.2f}, stock {growth['stock']:.2f}")
    ours = [each["ours"] for each in found.values()]
    return {
        **growth,
        "kinds of query counts": len({each.queries for each in ours}),
        "most forms": max(max(each.forms) for each in ours),
        "writes on reading": sum(each.writes for each in ours),
        "queries to show": ours[0].queries[0],
        "queries to save": ours[0].queries[1],
    }


def main(numbers: Sequence[int]) -> None:
    """All figures."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        stack.enter_context(server())
        (folder / "product").mkdir()
        stack.enter_context(product_here(folder / "product", "benchmarks.growing_settings"))
        from django.test import Client
        from django.utils import timezone

        from assessments.domain.lifecycle import Role
        from assessments.models import Person
        from assessments.services.organisations import NewMember, found_organisation

        people = [NewMember(Role.ASSESSOR, "a@example.cn", "A", "x")]
        (assessor,) = found_organisation("Measured", people, timezone.now())
        client = Client()
        client.force_login(
            Person.objects.get(id=assessor.person_id), backend="django.contrib.auth.backends.ModelBackend"
        )
        found = {}
        for number in sorted(numbers):
            found[number] = costs(assessor, client, folder, number)
            print(number, {name: each.cells for name, each in found[number].items()}, flush=True)
        keep("growth", say(found))


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or STEPS)
