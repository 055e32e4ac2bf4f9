"""The command that judges one case file: its output in both languages and as data, its faults, and no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.engine import assess
from assessments.domain.findings import AnswerState, Branch, DeadlineState, Verdict
from assessments.domain.kinds import Severity

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases" / CURRENT
LATE = CASES / "g-08-filing-one-day-late.yaml"
MEND = "check its name, and that you may read it"
YEAR_OPEN = CASES / "g-09-filing-year-not-published.yaml"


def run(*arguments: str | Path) -> tuple[str, str, int]:
    """Output, errors and exit code of the command."""
    out, err = StringIO(), StringIO()
    try:
        call_command("assess_case", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        return out.getvalue(), err.getvalue(), int(end.code or 0)
    return out.getvalue(), err.getvalue(), 0


def as_data(path: Path) -> dict[str, Any]:
    """What the command prints with --json."""
    out, err, code = run(path, "--json")
    assert (err, code) == ("", 0)
    found: dict[str, Any] = json.loads(out)
    return found


def found(data: dict[str, Any], obligation: str) -> dict[str, Any]:
    """The finding for one obligation."""
    (one,) = (each for each in data["findings"] if each["obligation"] == obligation)
    assert isinstance(one, dict)
    return one


def test_it_needs_no_database_no_settings_and_no_network() -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "SECRET_KEY")}
    environment |= {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "DJANGO_SETTINGS_MODULE": "frcompliance.settings",
    }
    ran = subprocess.run(
        [sys.executable, "manage.py", "assess_case", str(LATE), "--json"],
        cwd=ROOT, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr.decode()
    assert json.loads(ran.stdout)["edition"] == CURRENT
    assert ran.stderr == b""


def test_a_faulty_file_leaves_with_two_and_prints_nothing_but_faults(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("q_role: boss\nq_peak: no\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "manage.py", "assess_case", str(tmp_path / "case.yaml")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stdout == ""
    place = tmp_path / "case.yaml"
    assert ran.stderr.splitlines() == [
        f"{place}:1: assess_date: is missing; add a line such as assess_date: 2026-11-02",
        f'{place}:1: q_role: "boss" is not a choice of this question; write a list of one or more of: '
        "decide, joint, for_client, supplier, site_owner; or unknown",
        f'{place}:2: q_peak: "no" is not a whole number; write a whole number from 0 to 10000000000, or unknown',
    ]


@pytest.mark.parametrize("output", [[], ["--json"], ["--language", "zh-hans"]])
def test_a_file_that_is_missing_or_a_folder_is_a_fault(output: list[str], tmp_path: Path) -> None:
    assert run(tmp_path, *output) == ("", f"{tmp_path}:0: file: cannot be read: Is a directory; {MEND}\n", 2)
    missing = tmp_path / "none.yaml"
    assert run(missing, *output) == ("", f"{missing}:0: file: cannot be read: No such file or directory; {MEND}\n", 2)


def test_the_data_hold_exactly_what_the_engine_found() -> None:
    data = as_data(LATE)
    case = read_case(LATE, current_edition())
    assessed = assess(current_edition(), case.answers, case.as_of)
    assert set(data) == {"edition", "as_of", "overall", "findings"}
    assert (data["edition"], data["as_of"], data["overall"]) == (CURRENT, "2026-10-29", "gaps")
    assert [(each["obligation"], each["verdict"], each["severity"]) for each in data["findings"]] == [
        (each.obligation, each.verdict.value, each.severity.value) for each in assessed.findings
    ]


def test_each_finding_has_its_reasons_sources_and_deadline() -> None:
    filing = found(as_data(LATE), "M15-filing")
    assert set(filing) == {
        "obligation", "verdict", "severity", "reasons", "sources", "deadline",
        "not_in_force_before", "counsel", "by_our_reading",
    }  # fmt: skip
    assert filing["verdict"] == "not_met"
    assert {"source": "FRM", "article": "15(1)", "citation": "Measures art. 15(1)"} in filing["sources"]
    assert filing["deadline"] == {
        "rule": "D1",
        "state": "computed",
        "start": "2026-09-10",
        "due": "2026-10-28",
        "due_without_make_up": "2026-10-30",
        "missing_year": None,
    }
    decisive = [each for each in filing["reasons"] if each["decisive"]]
    assert {each["branch"] for each in decisive} == {"not_met"}
    (filed,) = (each for each in decisive if each["question"] == "q_filed")
    assert filed == {
        "question": "q_filed",
        "state": "given",
        "value": "progress",
        "facts": [],
        "branch": "not_met",
        "holds": True,
        "decisive": True,
        "sentence": filed["sentence"],
    }
    assert filed["sentence"].startswith("To question 14.3, “")
    through_facts = [each["facts"] for each in filing["reasons"] if each["branch"] == "applies"]
    assert all(facts[0] == {"fact": "FILE", "holds": True} for facts in through_facts if facts)


def test_a_date_that_cannot_be_computed_names_the_year() -> None:
    deadline = found(as_data(YEAR_OPEN), "M15-filing")["deadline"]
    assert (deadline["state"], deadline["due"], deadline["missing_year"]) == ("year_not_published", None, 2027)
    out, _, _ = run(YEAR_OPEN)
    assert "  Deadline: Holiday notice not published (2027); Within 30 working days" in out


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_case_file_gives_well_formed_data(path: Path) -> None:
    data = as_data(path)
    assert len(data["findings"]) == len(current_edition().obligations)
    for finding in data["findings"]:
        assert finding["verdict"] in set(Verdict)
        assert finding["severity"] in set(Severity)
        assert finding["sources"]
        assert finding["reasons"], finding["obligation"]
        for reason in finding["reasons"]:
            assert reason["branch"] in set(Branch)
            assert reason["state"] in set(AnswerState)
            assert (reason["value"] is not None) == (reason["state"] == "given")
            assert reason["sentence"].endswith((".", "”."))
        if finding["deadline"] is not None:
            assert finding["deadline"]["state"] in set(DeadlineState)
            assert finding["deadline"]["due"] is None or date.fromisoformat(finding["deadline"]["due"])


def test_the_text_says_the_whole_first_and_then_every_obligation() -> None:
    out, err, code = run(LATE)
    assert (err, code) == ("", 0)
    lines = out.splitlines()
    assert lines[:5] == [
        "Facial recognition in mainland China, edition of November 2026",
        "Day of the assessment: 29 October 2026",
        "",
        "Gaps found",
        lines[4],
    ]
    assert lines[4].startswith("Gaps in ")
    for obligation in current_edition().obligations.values():
        assert f"{obligation.key}  {obligation.title.en}" in lines
    filing = lines[lines.index("M15-filing  File at 100,000 people") :]
    assert filing[1] == "  Not met (High)."
    assert filing[2].startswith("  Not met, because question 14.3 (“Is it filed with the CAC?”) was answered “")
    assert filing[2].endswith(
        ", and the last day, 28 October 2026 (counted from 10 September 2026, question 14.2), "
        "had passed on the day of the assessment, 29 October 2026."
    )
    assert any(line.startswith("  Sources: Measures art. 15(1); Filing Announcement") for line in filing)
    assert any(line.startswith("  Deadline: 28 October 2026; Within 30 working days") for line in filing)


def test_the_text_is_chinese_where_chinese_is_asked_for() -> None:
    out, _, code = run(LATE, "--language", "zh-hans")
    assert code == 0
    assert out.startswith("中国境内人脸识别技术应用合规题库（2026年11月版）\n评估日：2026年10月29日\n\n存在差距\n")
    assert "  不满足（高）。\n  不满足，因为" in out
    assert "  依据：《办法》第十五条第一款；《备案公告》\n" in out
    assert "  期限：2026年10月28日；" in out
    english = [line for line in out.splitlines() if "Measures" in line or "question" in line]
    assert english == []


def test_data_carry_sentences_in_the_language_asked_for() -> None:
    out, _, _ = run(LATE, "--json", "--language", "zh-hans")
    filing = found(json.loads(out), "M15-filing")
    assert filing["sources"][0]["citation"] == "《办法》第十五条第一款"
    assert all(reason["sentence"].endswith("。") for reason in filing["reasons"])


STOCK = CASES / "g-10-opening-stock.yaml"


def test_the_same_file_can_be_assessed_on_another_day() -> None:
    the_day_before, _, code = run(STOCK, "--as-of", "2025-05-31")
    assert code == 0
    lines = the_day_before.splitlines()
    assert lines[1] == "Day of the assessment: 31 May 2025"
    filing = lines[lines.index("M15-filing  File at 100,000 people") :]
    assert filing[1].startswith("  Not applicable ")
    assert filing[2] == (
        "  Does not apply, because the obligation binds only from 1 June 2025 and the day of the assessment is "
        "31 May 2025."
    )
    on_the_day = found(json.loads(run(STOCK, "--json", "--as-of", "2025-06-01")[0]), "M15-filing")
    assert (on_the_day["not_in_force_before"], on_the_day["deadline"]["due"]) == (None, "2025-07-14")
    before = found(json.loads(run(STOCK, "--json", "--as-of", "2025-05-31")[0]), "M15-filing")
    assert (before["not_in_force_before"], before["deadline"]) == ("2025-06-01", None)
    chinese, _, _ = run(STOCK, "--as-of", "2025-05-31", "--language", "zh-hans")
    assert "  不适用，因为该项规定自2025年6月1日起施行，而评估日为2025年5月31日。\n" in chinese


@pytest.mark.parametrize("day", ["soon", "1989-12-31", "2101-01-01", "2025-02-30", "20250531", ""])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    out, err, code = run(STOCK, "--as-of", day)
    assert (out, code) == ("", 2)
    assert err == "--as-of: must be a date from 1990-01-01 to 2100-12-31, such as 2025-05-31\n"


def test_where_counsel_disagrees_both_readings_are_printed() -> None:
    case = CASES / "u-01-station-sells-its-visitors-counsel-disagrees.yaml"
    lock = found(as_data(case), "P26-purpose-lock")
    assert (lock["verdict"], lock["by_our_reading"], lock["counsel"]) == ("needs_judgement", "not_met", ["U10"])
    out, _, _ = run(case)
    assert "By this edition’s reading: not met. Counsel takes another view on U10; therefore left to judgement." in out
    assert "only because counsel takes another view" in out.splitlines()[4]
    chinese, _, _ = run(case, "--language", "zh-hans")
    assert "按本版题库的理解：不满足。律师对U10持不同意见，故留待专业判断。" in chinese
