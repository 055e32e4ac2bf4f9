"""`manage.py recompute`: what a report says of itself, followed by nobody's word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.domain.canonical import to_bytes, to_json
from assessments.domain.findings import Verdict
from assessments.domain.revision import EditionMark, digest, to_canonical
from assessments.management.commands import recompute as command
from assessments.report.attached import NoContent, attached
from tests.domain.test_recomputing import attested, place, with_findings, with_place
from tests.report.samples import sample, with_places

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parent.parent.parent


def run(file: Path, *options: str) -> tuple[int, str, str]:
    """Exit code, output, errors."""
    out, err = StringIO(), StringIO()
    try:
        call_command("recompute", str(file), *options, stdout=out, stderr=err)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The data of a report, with one verdict turned."""
    whole = sample("g-03")
    first, *rest = whole.assessed.findings
    file = tmp_path / "assessment.json"
    turned = replace(first, verdict=Verdict.UNDETERMINED)
    file.write_bytes(to_canonical(with_findings(whole, turned, *rest)))
    return file


def test_a_report_whose_verdicts_follow_from_its_answers(short: bytes, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(short)
    code, out, err = run(file)
    assert (code, err) == (0, "")
    assert "All 71 verdicts follow from the answers" in out
    assert digest(attached(short)) in out
    code, out, _ = run(file, "--json")
    said = json.loads(out)
    assert (code, said["verdicts"], said["differences"], said["edition"]) == (0, 71, [], "2026-11")


@pytest.mark.parametrize(("language", "words"), [("en", "“Undetermined”, computed"), ("zh-hans", "“无法判定”，计算为")])
def test_a_turned_verdict_is_named_in_the_words_of_the_reader(content: Path, language: str, words: str) -> None:
    code, out, _ = run(content, "--language", language)
    assert code == 1
    assert words in out
    said = json.loads(run(content, "--json")[1])
    assert [each["matter"] for each in said["differences"]] == ["verdict"]


def test_a_difference_at_a_place_names_the_place(tmp_path: Path) -> None:
    places = attested(with_places())
    number, mark = place(places, "二号店 Shop 2")
    file = tmp_path / "places.json"
    file.write_bytes(to_canonical(with_place(places, number, replace(mark, findings=mark.findings[1:]))))
    code, out, _ = run(file)
    assert code == 1
    assert "二号店 Shop 2: " in out
    assert "the report says “(" in out


def test_other_matters_are_told_too(tmp_path: Path) -> None:
    whole = sample("g-05")
    file = tmp_path / "other.json"
    file.write_bytes(to_canonical(replace(whole, route=(), edition=replace(whole.edition, digest="0" * 64))))
    code, out, _ = run(file)
    assert code == 1
    assert "The edition here is not the one that was applied" in out
    assert "Other questions are asked: only in the report nothing" in out


def test_what_cannot_be_judged_again_is_said(tmp_path: Path) -> None:
    file = tmp_path / "x"
    elsewhere = EditionMark("../../x", "0" * 64, sample("g-05").as_of)
    cases = {
        b"hello": "The data cannot be read",
        b"%PDF-1.7 hello": "no PDF that carries the data",
        to_bytes({**_json(), "edition": to_json(elsewhere)}): "does not have",
        to_bytes({**_json(), "answers": [{**_answer(), "value": "no such choice"}]}): "An answer is none",
    }
    for raw, words in cases.items():
        file.write_bytes(raw)
        code, out, err = run(file)
        assert (code, out) == (2, "")
        assert words in err
    assert run(tmp_path / "none")[0] == 2
    assert run(tmp_path)[0] == 2


def _json() -> dict[str, object]:
    found: dict[str, object] = json.loads(to_canonical(sample("g-05")))
    return found


def _answer() -> dict[str, object]:
    answers = _json()["answers"]
    assert isinstance(answers, list)
    found: dict[str, object] = answers[0]
    return found


def test_only_one_attachment_of_our_name_is_taken(short: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoContent):
        attached(short.replace(b"%PDF-", b"%PDX-"))
    monkeypatch.setattr(command, "LARGEST_FILE_BYTES", 10)
    monkeypatch.setattr("assessments.report.attached.LARGEST_FILE_BYTES", 10)
    with pytest.raises(NoContent):
        attached(short)


def test_it_needs_no_database(content: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    environment["DJANGO_SETTINGS_MODULE"] = "frcompliance.settings"
    asked = [sys.executable, "manage.py", "recompute", str(content)]
    ran = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, b"")
