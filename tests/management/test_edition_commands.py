"""The commands about an edition: the coverage matrix as Markdown and CSV, the drawing; faults, files, no database."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.route_drawing import draw_route
from assessments.domain.coverage import coverage_of
from assessments.domain.texts import LANGUAGES

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases" / CURRENT
_BARS = re.compile(r"(?<!\\)\|")


def run(*arguments: str | Path) -> str:
    """Output of a command."""
    out = StringIO()
    call_command(str(arguments[0]), *map(str, arguments[1:]), stdout=out)
    return out.getvalue()


def tables(markdown: str) -> list[list[str]]:
    """The lines of each table."""
    found: list[list[str]] = []
    before = ""
    for line in markdown.splitlines():
        if line.startswith("|"):
            if not before.startswith("|"):
                found.append([])
            found[-1].append(line)
        before = line
    return found


@pytest.mark.parametrize("command", ["coverage_matrix", "draw_catalogue"])
def test_they_need_no_database(command: str) -> None:
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    environment["DJANGO_SETTINGS_MODULE"] = "frcompliance.settings"
    ran = subprocess.run(
        [sys.executable, "manage.py", command], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout


@pytest.mark.parametrize("command", ["coverage_matrix", "draw_catalogue"])
def test_an_unknown_edition_is_refused_with_those_that_exist(command: str) -> None:
    with pytest.raises(CommandError, match=f"There is no edition 1999-01; there is: .*{CURRENT}"):
        run(command, "1999-01")


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("command", ["coverage_matrix", "draw_catalogue"])
def test_a_file_holds_what_would_be_printed(command: str, tmp_path: Path) -> None:
    assert run(command, "--language", "zh-hans", "--output", tmp_path / "out") == ""
    assert (tmp_path / "out").read_text(encoding="utf-8") == run(command, "--language", "zh-hans")
    with pytest.raises(CommandError, match="cannot be written"):
        run(command, "--output", tmp_path)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_markdown_tables_are_well_formed(language: str) -> None:
    found = tables(run("coverage_matrix", "--language", language))
    for table in found:
        assert {len(_BARS.findall(line)) for line in table} == {len(_BARS.findall(table[0]))}
        assert set(table[1]) <= set("| -")
    covered = [each for each in coverage_of(current_edition()) if each.articles]
    assert [len(table) - 2 for table in found[:-1]] == [len(each.articles) for each in covered]
    assert len(found[-1]) - 2 == len(current_edition().obligations)


def test_the_markdown_says_what_is_asked_and_what_is_not_and_why() -> None:
    text = run("coverage_matrix")
    (sign,) = (line for line in text.splitlines() if line.startswith("| PIPL art. 26 |"))
    assert "5.10" in sign
    assert "M13-signage" in sign
    (aim,) = (line for line in text.splitlines() if line.startswith("| Measures art. 1 |"))
    assert "Aim of the Measures and the laws behind them" in aim
    (notice,) = (line for line in text.splitlines() if line.startswith("| Measures art. 5 |"))
    assert "Measures art. 5(3): An exception from notice" in notice
    (complaints,) = (line for line in text.splitlines() if line.startswith("| PIPL art. 65 |"))
    assert "through 14.11" in complaints
    assert "No obligation rests on it, because: It explains the Measures" in text
    assert "The edition cites no article of it." in text
    assert "## Drafts being watched" in text


def test_the_csv_comes_back_with_a_row_for_each_provision() -> None:
    text = run("coverage_matrix", "--format", "csv", "--language", "zh-hans")
    assert text.startswith("\ufeff")
    head, *rows = list(csv.reader(StringIO(text[1:], newline=""), strict=True))
    assert head[:3] == ["代号", "来源", "条文"]
    assert {len(row) for row in rows} == {len(head)}
    covered = coverage_of(current_edition())
    expected = sum(max(1, sum(len(row.places) for row in each.articles)) for each in covered)
    assert len(rows) == expected
    assert {row[0] for row in rows} == set(current_edition().sources)
    (signed,) = (row for row in rows if row[0] == "FRM" and row[2] == "《办法》第十三条第一款")
    assert signed[5].splitlines() == ["M13-security-need", "M13-zone", "M13-signage"]
    assert "d-01-scenic-spot-in-order" in signed[8].splitlines()


def test_each_case_is_counted_under_its_verdict(tmp_path: Path) -> None:
    for name, verdict in (("one", "met"), ("two", "met"), ("three", "not_met")):
        lines = f"assess_date: 2026-11-02\nexpect: {{M13-signage: {verdict}}}\n"
        (tmp_path / f"{name}.yaml").write_text(lines, encoding="utf-8")
    text = run("coverage_matrix", "--cases", tmp_path)
    (row,) = (line for line in text.splitlines() if line.startswith("| M13-signage |"))
    assert row.split(" | ")[2:] == ["2", "0", "1", "0", "0", "0", "one, three, two |"]
    (article,) = (line for line in text.splitlines() if line.startswith("| PIPL art. 26 |"))
    assert article.endswith("| 3 |")


def test_where_no_cases_are_shipped_nothing_is_said_about_them(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    text = run("coverage_matrix")
    assert "case" not in text.split("\n## ")[1].splitlines()[4]
    assert "Obligations and the case files" not in text
    head = next(csv.reader(StringIO(run("coverage_matrix", "--format", "csv"))))
    assert "Case files" not in head


def test_faulty_cases_are_told_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.yaml").write_text("assess_date: 2026-11-02\nq_gone: a\n", encoding="utf-8")
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("coverage_matrix", "--cases", str(tmp_path), stderr=err)
    assert end.value.code == 2
    assert "q_gone: is not a question of this edition" in err.getvalue()
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError, match="is no folder of case files"):
        run("coverage_matrix", "--cases", tmp_path / "none")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_is_the_one_of_the_edition(language: str) -> None:
    text = run("draw_catalogue", CURRENT, "--language", language)
    assert text == draw_route(current_edition(), language)
    assert fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  our own drawing
