"""Stages, their lines, and their verdict."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import checking
from tools.checking import failing_at_once, numbered_run, passes
from tools.stages import Stage, long_stages, quick_stages


def stage(code: str, *, is_live: bool = False) -> Stage:
    return Stage("a stage", (sys.executable, "-c", code), is_live=is_live)


def test_a_good_stage_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert passes(stage("print('much to say')"), {})
    assert capfd.readouterr().out.startswith("ok   a stage")


def test_a_failed_stage_shows_why(capfd: pytest.CaptureFixture[str]) -> None:
    assert not passes(stage("import sys; print('because'); sys.exit(4)"), {})
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == "because"
    assert lines[1].startswith("FAIL a stage")


def test_a_live_stage_shows_its_output_as_it_comes(capfd: pytest.CaptureFixture[str]) -> None:
    assert passes(stage("print('progress')", is_live=True), {})
    lines = capfd.readouterr().out.splitlines()
    assert lines[:2] == ["---- a stage", "progress"]


def test_of_stages_run_at_once_those_that_fail_are_named_in_order(capfd: pytest.CaptureFixture[str]) -> None:
    codes = {"one": "import sys; sys.exit(1)", "two": "pass", "three": "import sys; sys.exit(3)"}
    stages = [Stage(name, (sys.executable, "-c", code)) for name, code in codes.items()]
    assert failing_at_once(stages, {}) == ["one", "three"]
    lines = capfd.readouterr().out.splitlines()
    assert sorted(line.split()[1] for line in lines) == ["one", "three", "two"]


def test_runs_at_the_same_time_have_different_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "VAR", tmp_path)
    monkeypatch.setattr(checking, "COVERAGE_FOLDER", tmp_path / "coverage")
    with numbered_run() as first, numbered_run() as second:
        assert (first, second) == (0, 1)
    with numbered_run() as again:
        assert again == 0


def test_browser_tests_come_last_and_pytest_speaks_last() -> None:
    stages = [*quick_stages(), *long_stages()]
    assert stages[-1].name == "browser tests"
    assert stages[-1].is_live
    assert len({each.name for each in stages}) == len(stages)
