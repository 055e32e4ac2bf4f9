"""Writers at the same moment, on real connections: nothing is lost, nothing overwritten, every loser sees both texts.

`RACE_SAVES=2000 python -m pytest -s tests/services/test_races.py` is the full size and prints what happened.
"""

from __future__ import annotations

import os

import pytest

from assessments.services import entries
from tests.conftest import make_cast
from tests.services.racing import faults_of, run_race

SAVES = int(os.environ.get("RACE_SAVES", "84"))
WRITERS = range(2, 9)
SEED = 7


@pytest.mark.no_cover
def test_of_writers_at_once_each_is_accepted_or_shown_both_texts(committed: None) -> None:
    cast, conflicts = make_cast(), 0
    for writers in WRITERS:
        saves = -(-SAVES // len(WRITERS))
        race = run_race(cast, writers, saves, SEED + writers)
        print(f"{writers} writers: {len(race.accepted)} accepted, {len(race.refused)} refused, seed {SEED + writers}")
        assert faults_of(race, saves) == []
        conflicts += len(race.refused)
    assert conflicts > 0


@pytest.mark.no_cover
def test_control_without_the_version_condition_writers_overwrite_each_other(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_refuse_stale", lambda *given: None)
    race = run_race(make_cast(), 4, 24, SEED)
    assert race.refused == []
    assert any("and became entry" in each for each in faults_of(race, 24))
