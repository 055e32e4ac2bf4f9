"""Verdicts that lacking answers can still bring: named where they are certain, and not named where they are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.engine import assess
from assessments.domain.findings import Verdict
from assessments.domain.outcomes import possible_verdicts
from assessments.domain.statements import Recalled
from tests.small import COUNT, DUTY, FIRST, Change, Files, load, put, question, text

TODAY = date(2026, 11, 2)
ITEMS = [*"klmnopqrs"]
MET, PARTLY_MET, NOT_MET, JUDGEMENT = Verdict.MET, Verdict.PARTLY_MET, Verdict.NOT_MET, Verdict.NEEDS_JUDGEMENT
IN_SCOPE: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes"}


def _given(key: str) -> dict[str, object]:
    """A condition that reads whether a question is answered, and holds anyway."""
    return {"any": [{"answered": key}, {"is": {"q_kind": "a"}}]}


def outcomes(folder: Path, answers: dict[str, Answer], *changes: Change, **branches: object) -> tuple[Verdict, ...]:
    """What the first duty can still come out as, when its branches are these and these answers are given."""

    def change(files: Files) -> None:
        files[f"{FIRST}.yaml"]["questions"].append(question("q_items", "multi", *ITEMS, "none"))
        duty = files[f"{DUTY[0]}.yaml"]["obligations"][0]
        unread = {"any": [{"has": {"q_items": [*ITEMS, "none"]}}, {"is": {"q_kind": ["a", "b", "c"]}}]}
        duty["notes"] = [{"when": unread, "text": text()}]
        duty |= {"needs_judgement_if": False, "partly_met_if": False} | branches
        present = {"needs_judgement": "needs_judgement_if", "partly_met": "partly_met_if"}
        duty["never"] = [{"verdict": key, "why": text()} for key, name in present.items() if duty[name] is False]

    catalogue = load(folder, change, *changes)
    found = assess(catalogue, answers, TODAY).findings[0]
    assert found.verdict is Verdict.UNDETERMINED
    return possible_verdicts(found, Recalled(found, catalogue), catalogue)


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        (
            {"not_met_if": {"has": {"q_items": "none"}}, "met_if": {"not": {"has": {"q_items": "none"}}}},
            (MET, NOT_MET),
        ),
        (
            {
                "not_met_if": {"counts": {"q_items": {"of": ["k", "l"], "at_most": 0}}},
                "partly_met_if": {"counts": {"q_items": {"of": ["k", "l"], "at_least": 1, "at_most": 1}}},
                "met_if": {"counts": {"q_items": {"of": ["k", "l"], "at_least": 2}}},
            },
            (MET, PARTLY_MET, NOT_MET),
        ),
        (
            {"not_met_if": {"only": {"q_items": ["k"]}}, "met_if": {"not": {"only": {"q_items": ["k"]}}}},
            (MET, NOT_MET),
        ),
        (
            {
                "not_met_if": {"amount": {"q_count": {"at_least": 100}}},
                "met_if": {"amount": {"q_count": {"at_most": 99}}},
            },
            (MET, NOT_MET),
        ),
        (
            {
                "not_met_if": {
                    "all": [
                        _given("q_count"),
                        {"amount": {"q_count": {"at_most": 99}}},
                    ]
                },
                "met_if": {
                    "all": [
                        _given("q_count"),
                        {"amount": {"q_count": {"at_least": 100}}},
                    ]
                },
            },
            (MET, NOT_MET),
        ),
        (
            {
                "not_met_if": {"all": [_given("q_items"), {"has": {"q_items": "k"}}]},
                "met_if": {
                    "all": [
                        _given("q_items"),
                        {"not": {"has": {"q_items": "k"}}},
                    ]
                },
            },
            (MET, NOT_MET),
        ),
        (
            {
                "not_met_if": {"is": {"q_cite": ""}},
                "needs_judgement_if": {"not": {"is": {"q_cite": ""}}},
                "met_if": {"is": {"q_kind": "c"}},
            },
            (NOT_MET, JUDGEMENT),
        ),
    ],
)
def test_each_kind_of_answer_is_tried(
    tmp_path: Path, branches: dict[str, object], expected: tuple[Verdict, ...]
) -> None:
    assert outcomes(tmp_path, IN_SCOPE, **branches) == expected


def test_of_a_date_nothing_is_said(tmp_path: Path) -> None:
    late = {"after": {"as_of": {"deadline": "D1"}}}
    assert outcomes(tmp_path, IN_SCOPE | {"q_count": 500}, not_met_if=late, met_if={"not": late}) == ()


def test_what_is_too_much_to_try_is_not_tried(tmp_path: Path) -> None:
    every = {"counts": {"q_items": {"of": ITEMS, "at_least": 9}}}
    assert outcomes(tmp_path, IN_SCOPE, not_met_if={"not": every}, met_if=every) == ()


def test_more_than_two_lacking_answers_are_not_tried(tmp_path: Path) -> None:
    three = {"all": [{"has": {"q_items": "k"}}, {"has": {"q_use": "x"}}, {"amount": {"q_count": {"at_least": 1}}}]}
    assert outcomes(tmp_path, IN_SCOPE, not_met_if={"not": three}, met_if=three) == ()


def test_nothing_is_said_where_an_answer_could_open_a_question_that_counts(tmp_path: Path) -> None:
    large = {"amount": {"q_count": {"at_least": 100}}}
    branches = {
        "not_met_if": {"all": [{"is": {"q_sure": "no"}}, large]},
        "met_if": {"any": [{"is": {"q_sure": "yes"}}, {"all": [{"is": {"q_sure": "no"}}, {"not": large}]}]},
    }
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": NotSure.NOT_SURE}
    opened = put({"answered": "q_sure"}, *COUNT, "shown_if")
    assert outcomes(tmp_path, answers, opened, **branches) == ()


def test_nothing_is_said_where_the_reasons_do_not_tell_enough(tmp_path: Path) -> None:
    two = {"all": [{"has": {"q_use": "x"}}, {"has": {"q_items": "k"}}, {"is": {"q_kind": "a"}}]}
    answers = IN_SCOPE | {"q_items": Several(("k",))}
    assert outcomes(tmp_path, answers, not_met_if={"is": {"q_kind": "b"}}, met_if=two) == ()


def test_nothing_is_said_where_an_answer_would_leave_it_open(tmp_path: Path) -> None:
    neither = {"not_met_if": {"is": {"q_kind": "b"}}, "met_if": {"is": {"q_kind": "a"}}}
    assert outcomes(tmp_path, {}, applies_if=True, **neither) == ()
