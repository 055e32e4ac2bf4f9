"""The product's own worker, or what it has started, killed while it seals."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from assessments.models import Revision
from assessments.services.access import scope
from trust.cast import Cast
from trust.killing import Sealing
from trust.product import Product
from trust.short import short_revision

LONGEST_SECONDS = 120


def seconds_to_report(product: Product, cast: Cast, dice: Random, *, children_only: bool) -> float:
    """From the kill to the report; more than allowed where there is none, or a second one. A killed worker is started
    again, as whatever watches over it would do."""
    product.start("worker")
    one = Sealing(cast.organisation_id, short_revision(cast))
    wait(lambda: attempts(one) > 0, LONGEST_SECONDS)
    time.sleep(dice.uniform(0, 3))
    began = time.perf_counter()
    if children_only:
        for process in children(product.processes["worker"].pid):
            os.kill(process, signal.SIGKILL)
    else:
        product.kill("worker")
        product.start("worker")
    wait(lambda: one.reports() > 0, LONGEST_SECONDS)
    waited = time.perf_counter() - began
    product.kill("worker")
    return waited if one.reports() == 1 else 2.0 * LONGEST_SECONDS


def children(parent: int) -> list[int]:
    """Processes that this one started and that live."""
    return [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def attempts(one: Sealing) -> int:
    """How many times the revision was begun."""
    with scope(one.organisation_id):
        return int(Revision.objects.values_list("attempts", flat=True).get(id=one.revision_id))


def wait(until: Callable[[], bool], seconds: float) -> None:
    """Until it is so, at most so long."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and not until():
        time.sleep(0.2)
