"""Case files: what they may say, how they build on each other, and one sample for every fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.catalogues.cases import LONGEST_CHAIN, Case, read_case
from assessments.catalogues.faults import FileFaults
from assessments.domain.answers import NotSure, Several
from assessments.domain.catalogue import Catalogue, UncertainPointKey
from assessments.domain.findings import Overall, Verdict
from assessments.domain.texts import Text

ELSEWHERE = "is not the name of a case file in the same folder; write the name of one"
DAY = "assess_date: 2026-11-02\n"


def case(folder: Path, small: Catalogue, text: str) -> Case:
    """The case written in `text`."""
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return read_case(folder / "case.yaml", small)


def faults(folder: Path, small: Catalogue, text: str) -> list[str]:
    """The faults of the case written in `text`, each as "line: key: message; mend"."""
    with pytest.raises(FileFaults) as caught:
        case(folder, small, text)
    assert all(Path(each.file).parent == folder for each in caught.value.faults)
    return [f"{each.line}: {each.key}: {each.message}; {each.mend}" for each in caught.value.faults]


def test_every_kind_of_answer_can_be_written(tmp_path: Path, small: Catalogue) -> None:
    found = case(
        tmp_path,
        small,
        DAY + "q_kind: a\nq_use: [y, x]\nq_sure: yes\nq_count: 120\nq_day: 2026-01-05\nq_cite: 'art. 5'\n",
    )
    assert found.as_of == date(2026, 11, 2)
    assert found.answers == {
        "q_kind": "a",
        "q_use": Several(("x", "y")),
        "q_sure": "yes",
        "q_count": 120,
        "q_day": date(2026, 1, 5),
        "q_cite": "art. 5",
    }
    assert found.situation is None
    assert found.expect == {}


def test_not_sure_can_be_written_for_every_kind(tmp_path: Path, small: Catalogue) -> None:
    found = case(tmp_path, small, DAY + "".join(f"{key}: unknown\n" for key in small.questions))
    assert set(found.answers.values()) == {NotSure.NOT_SURE}
    assert len(found.answers) == len(small.questions)


def test_a_case_states_its_situation_and_what_is_expected(tmp_path: Path, small: Catalogue) -> None:
    found = case(
        tmp_path, small, DAY + "situation: {en: A gate, zh: 闸机}\nexpect: {O1-duty: met, overall: incomplete}\n"
    )
    assert found.situation == Text("A gate", "闸机")
    assert found.expect == {"O1-duty": Verdict.MET}
    assert found.overall is Overall.INCOMPLETE


def test_a_case_builds_on_another_one(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "base.yaml").write_text(
        DAY + "situation: {en: Base, zh: 基础}\nq_kind: a\nq_sure: no\nexpect: {O1-duty: met}\n", encoding="utf-8"
    )
    (tmp_path / "middle.yaml").write_text("like: base.yaml\nq_kind: b\n", encoding="utf-8")
    found = case(tmp_path, small, "like: middle.yaml\nq_sure: null\nq_count: 3\n")
    assert found == Case(date(2026, 11, 2), {"q_kind": "b", "q_count": 3}, None, {}, None)


def test_a_case_names_points_on_which_counsel_disagrees_and_passes_them_on(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "base.yaml").write_text(DAY + "counsel: [U1]\n", encoding="utf-8")
    assert case(tmp_path, small, "like: base.yaml\n").counsel == (UncertainPointKey("U1"),)
    assert case(tmp_path, small, "like: base.yaml\ncounsel: []\n").counsel == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("q_kind: z", '"z" is not a choice of this question; write one of: a, b, c, unknown'),
        ("q_kind: [a]", '"a" is not a choice of this question; write one of: a, b, c, unknown'),
        ("q_kind: 5", '"5" is not a choice of this question; write one of: a, b, c, unknown'),
        ("q_kind:", "has no answer that can be read; write one of: a, b, c, unknown"),
        ("q_sure: true", "has no answer that can be read; write one of: yes, no, unknown"),
        ("q_use: {x: y}", "has no answer that can be read; write a list of one or more of: x, y, none; or unknown"),
        ("q_use: [x, 1]", "has no answer that can be read; write a list of one or more of: x, y, none; or unknown"),
        (
            "q_use: []",
            '"" is empty; leave the question out instead; write a list of one or more of: x, y, none; or unknown',
        ),
        (
            "q_use: [x, none]",
            '"none" cannot stand beside other choices; write a list of one or more of: x, y, none; or unknown',
        ),
        (
            "q_use: [x, unknown]",
            '"unknown" cannot stand beside other choices; write a list of one or more of: x, y, none; or unknown',
        ),
        (
            "q_use: 2026-01-01",
            '"2026-01-01" is not a choice of this question; write a list of one or more of: x, y, none; or unknown',
        ),
        ("q_count: many", '"many" is not a whole number; write a whole number from 0 to 10000000000, or unknown'),
        ("q_count: 1.5", '"1.5" is not a whole number; write a whole number from 0 to 10000000000, or unknown'),
        ("q_count: -1", '"-1" is out of range; write a whole number from 0 to 10000000000, or unknown'),
        (
            "q_count: " + "9" * 5000,
            '"a number beyond all bounds" is out of range; write a whole number from 0 to 10000000000, or unknown',
        ),
        (
            "q_day: soon",
            '"soon" is not a date such as 2026-11-02; '
            "write a date from 1990-01-01 to 2100-12-31 such as 2026-11-02, or unknown",
        ),
        (
            "q_day: 1989-12-31",
            '"1989-12-31" is out of range; write a date from 1990-01-01 to 2100-12-31 such as 2026-11-02, or unknown',
        ),
        ("q_cite: 5", '"5" is not a text; write a text in "quotes" of up to 10000 characters, or unknown'),
        (
            "q_cite: 2026-01-01",
            '"2026-01-01" is not a text; write a text in "quotes" of up to 10000 characters, or unknown',
        ),
        (
            'q_cite: "a\\x07b"',
            '"U+0007" holds a character that cannot be kept; '
            'write a text in "quotes" of up to 10000 characters, or unknown',
        ),
    ],
)
def test_a_value_that_is_no_answer_is_refused_with_what_was_expected(
    line: str, fault: str, tmp_path: Path, small: Catalogue
) -> None:
    key = line.partition(":")[0]
    assert faults(tmp_path, small, DAY + line + "\n") == [f"2: {key}: {fault}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q_kind: a\n", ["1: assess_date: is missing; add a line such as assess_date: 2026-11-02"]),
        (
            "assess_date: soon\n",
            ["1: assess_date: is no date from 1990-01-01 to 2100-12-31; write a date such as 2026-11-02"],
        ),
        (
            "assess_date: 1066-10-14\n",
            ["1: assess_date: is no date from 1990-01-01 to 2100-12-31; write a date such as 2026-11-02"],
        ),
        (DAY + "q_kin: a\n", ["2: q_kin: is not a question of this edition; write q_kind, if you meant it"]),
        (DAY + "zzz: a\n", ["2: zzz: is not a question of this edition; write one of its keys"]),
        (DAY + "situation: A gate\n", ["2: situation: is no text in both languages; write {en: …, zh: …}"]),
        (DAY + "situation: {en: A gate}\n", ["2: situation: is no text in both languages; write {en: …, zh: …}"]),
        (
            DAY + "expect: met\n",
            ["2: expect: is no mapping of obligations to verdicts; write obligation: verdict, one a line"],
        ),
        (
            DAY + "counsel: U1\n",
            ["2: counsel: is no list of uncertain points; write a list such as [U9]"],
        ),
        (DAY + "counsel: [U1, U1]\n", ["2: counsel: names U1 twice; name it once"]),
        (
            DAY + "counsel: [U01, {U1: x}]\n",
            [
                '2: counsel: "" is not an uncertain point of this edition; write one of its keys',
                '2: counsel: "U01" is not an uncertain point of this edition; write U1, if you meant it',
            ],
        ),
        (
            DAY + "expect:\n  O1-dty: met\n",
            ["3: O1-dty: is not an obligation of this edition; write O1-duty, if you meant it"],
        ),
        (
            DAY + "expect:\n  O1-duty: good\n",
            [
                "3: O1-duty: is none of the words that can stand here; "
                "write one of: met, partly_met, not_met, not_applicable, undetermined, needs_judgement"
            ],
        ),
        (
            DAY + "expect:\n  overall: good\n",
            [
                "3: overall: is none of the words that can stand here; "
                "write one of: red_line, gaps, incomplete, no_gap_found"
            ],
        ),
        ("- a\n", ["1: file: is no mapping of questions to answers; write question: answer, one a line"]),
        (DAY + DAY, ["2: assess_date: stands twice; remove one"]),
        (
            DAY + "like: other.yaml\n",
            [f"2: like: {ELSEWHERE}"],
        ),
        (
            DAY + "like: ../case.yaml\n",
            [f"2: like: {ELSEWHERE}"],
        ),
        (
            DAY + "like: /etc/passwd\n",
            [f"2: like: {ELSEWHERE}"],
        ),
        (
            DAY + 'like: "a\\tb"\n',
            [f"2: like: {ELSEWHERE}"],
        ),
        (DAY + 'like: ""\n', [f"2: like: {ELSEWHERE}"]),
        (DAY + "like: ..\n", [f"2: like: {ELSEWHERE}"]),
        (
            DAY + "like: [case.yaml]\n",
            [f"2: like: {ELSEWHERE}"],
        ),
        (DAY + "like: case.yaml\n", ["2: like: names case.yaml, which builds on this file; name another file"]),
    ],
)
def test_a_faulty_case_file_is_refused(text: str, expected: list[str], tmp_path: Path, small: Catalogue) -> None:
    assert faults(tmp_path, small, text) == expected


def test_all_faults_are_reported_each_in_its_own_file(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "base.yaml").write_text("q_kind: z\n", encoding="utf-8")
    (tmp_path / "case.yaml").write_text("like: base.yaml\nq_sure: maybe\nassess_date: no\n", encoding="utf-8")
    with pytest.raises(FileFaults) as caught:
        read_case(tmp_path / "case.yaml", small)
    places = [(Path(each.file).name, each.line, each.key) for each in caught.value.faults]
    assert places == [("base.yaml", 1, "q_kind"), ("case.yaml", 2, "q_sure"), ("case.yaml", 3, "assess_date")]


def test_two_files_cannot_build_on_each_other(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "other.yaml").write_text("like: case.yaml\n", encoding="utf-8")
    assert faults(tmp_path, small, DAY + "like: other.yaml\n") == [
        "1: like: names case.yaml, which builds on this file; name another file"
    ]


def test_a_chain_of_files_has_an_end(tmp_path: Path, small: Catalogue) -> None:
    for number in range(LONGEST_CHAIN + 1):
        (tmp_path / f"{number}.yaml").write_text(f"like: {number + 1}.yaml\n", encoding="utf-8")
    assert faults(tmp_path, small, "like: 0.yaml\n") == [
        f"1: like: makes more than {LONGEST_CHAIN} files build on each other; build on a file nearer the beginning"
    ]


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "outside.yaml").write_text(DAY, encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    assert faults(inside, small, "like: link.yaml\n") == [f"1: like: {ELSEWHERE}"]
