"""The limits of coverage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.coverage_limits import COMPLETE, FileCoverage, main, shortfalls

WHOLE = [FileCoverage(f"{folder}a.py", (), ()) for folder in COMPLETE]


def report(path: Path, overall: float, lines: list[int], branches: list[list[int]]) -> str:
    nothing: dict[str, list[int]] = {"missing_lines": [], "missing_branches": []}
    complete = {each.path: nothing for each in WHOLE}
    other = {"assessments/domain/b.py": {"missing_lines": lines, "missing_branches": branches}}
    path.write_text(json.dumps({"totals": {"percent_covered": overall}, "files": {**complete, **other}}))
    return str(path)


def test_all_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([report(tmp_path / "r.json", 97.25, [], [])]) == 0
    assert capsys.readouterr().out == "97.2 % of 4 files\n"


def test_a_missing_branch_in_a_complete_folder_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([report(tmp_path / "r.json", 99.0, [], [[4, 7], [9, -1]])]) == 1
    assert capsys.readouterr().out == "assessments/domain/b.py is not complete: 4→7, 9→exit\n"


def test_a_missing_line_in_a_complete_folder_fails(tmp_path: Path) -> None:
    assert main([report(tmp_path / "r.json", 99.0, [3], [])]) == 1


def test_elsewhere_only_the_whole_counts() -> None:
    elsewhere = FileCoverage("assessments/web/a.py", (1, 2), ())
    assert shortfalls(95.0, [*WHOLE, elsewhere]) == []
    assert shortfalls(94.9, [*WHOLE, elsewhere]) == ["overall 94.9 %, the limit is 95 %"]


def test_a_folder_that_was_not_measured_fails() -> None:
    assert shortfalls(100.0, WHOLE[1:]) == [f"{COMPLETE[0]} was not measured at all"]
