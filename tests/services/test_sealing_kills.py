"""Workers that are killed, doubled or paused while they seal: one report for each revision, and none is lost.

SEAL_KILLS raises the number of kills; `python -m benchmarks.seal_kills` does more, with real workers and a control.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from tests.conftest import Cast, make_cast, start
from tests.services.killing import Sealing
from tests.services.test_sealing import approved, key

__all__ = ["key"]
KILLS = int(os.environ.get("SEAL_KILLS", "5"))


@pytest.fixture
def people(committed: None) -> Cast:
    return make_cast()


def frozen(cast: Cast) -> Sealing:
    revision_id: UUID = approved(cast, start(cast.assessor))
    return Sealing(cast.organisation_id, revision_id).prepare()


@pytest.mark.no_cover
def test_each_revision_gets_one_report_whenever_its_workers_die(people: Cast, key: Path) -> None:
    dice, left, sealed = Random(7), KILLS, []
    while left > 0:
        one = frozen(people)
        while left > 0 and one.reports() == 0:
            one.kill_one(dice)
            left -= 1
        one.double()
        sealed.append(one)
    assert [(each.reports(), each.status()) for each in sealed] == [(1, "sealed")] * len(sealed)
    assert sum(each.killed for each in sealed) > 0


@pytest.mark.no_cover
def test_a_paused_worker_that_wakes_late_publishes_nothing(people: Cast, key: Path) -> None:
    one = frozen(people)
    assert one.pause_with_seal_in_hand() == 0
    assert (one.reports(), one.status()) == (1, "sealed")
