"""The table of goals: a goal is reached by all its figures together, and by recent ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assessments.domain.texts import REPORT_LANGUAGES
from benchmarks import goals, results
from benchmarks.desk import STOCK
from benchmarks.goals import BESIDE_STOCK, GOALS, OLDEST, Goal, line

REPORT = {f"{each} full {kind}": 1.1 for each in REPORT_LANGUAGES for kind in ("ratio", "warm ratio")}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    return tmp_path


def keep(folder: Path, name: str, figures: Mapping[str, float], age: timedelta = timedelta()) -> None:
    taken = (datetime.now(UTC) - age).isoformat()
    (folder / f"{name}.json").write_text(json.dumps({**figures, results.TAKEN: taken}))


def goal(words: str) -> Goal:
    (found,) = (each for each in GOALS if words in each.what)
    return found


def test_a_goal_is_reached_by_all_languages_or_not_at_all(folder: Path) -> None:
    one = goal("÷ bare WeasyPrint")
    keep(folder, "report", REPORT)
    assert line(one)[1]
    keep(folder, "report", {**REPORT, "both full ratio": 1.2})
    assert "1.2 **missed**" in line(one)[0]
    keep(folder, "report", {name: value for name, value in REPORT.items() if not name.startswith("both")})
    text, reached = line(one)
    assert ("not measured here" in text, reached) == (True, False)
    assert not line(goal("forking process"))[1]


def test_every_page_of_the_desk_and_every_round_is_asked_for(folder: Path) -> None:
    assert set(BESIDE_STOCK) == set(STOCK)
    pages = {f"100000 {each} ratio": 0.2 for each in BESIDE_STOCK}
    keep(folder, "desk", pages)
    assert line(goal("slowest page"))[1]
    keep(folder, "desk", dict([*pages.items()][1:]))
    assert not line(goal("slowest page"))[1]
    rounds = {"rounds": 2, "two to one, round 0": 1.9}
    keep(folder, "report", rounds)
    assert not line(goal("two workers"))[1]
    keep(folder, "report", {**rounds, "two to one, round 1": 1.8})
    assert line(goal("two workers"))[1]


def test_figures_that_are_too_old_reach_nothing(folder: Path) -> None:
    one = goal("÷ bare WeasyPrint")
    keep(folder, "report", REPORT, OLDEST - timedelta(minutes=1))
    assert line(one)[1]
    keep(folder, "report", REPORT, OLDEST + timedelta(minutes=1))
    text, reached = line(one)
    assert ("1.1 **too old**" in text, reached) == (True, False)


def test_without_any_figures_no_goal_is_reached(capsys: pytest.CaptureFixture[str]) -> None:
    assert goals.main() == 1
    assert capsys.readouterr().out.count("not measured here") == len(GOALS)
