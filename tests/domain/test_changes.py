"""The difference of two editions: the mildest class that each kind of change allows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.domain.catalogue import Catalogue
from assessments.domain.changes import compare_editions
from tests.small import (
    COUNT,
    DEADLINE,
    DUTY,
    EDITION,
    FACT,
    FIRST,
    KIND,
    SECOND,
    SOURCES,
    USE,
    YEAR,
    Change,
    add,
    choice,
    drop,
    load,
    put,
    question,
    text,
)

OTHER = text("Other words", "别的文字")
NEXT_YEAR = {"year": 2027, "make_up_days": []}
LIMITED = ("D1", "O4-filing")

SAMPLES: dict[str, tuple[Change, dict[str, str]]] = {
    "nothing": (lambda files: None, {}),
    "text of a question": (put(OTHER, *KIND, "text"), {"q_kind": "wording"}),
    "help of a question": (put(OTHER, *KIND, "help"), {"q_kind": "wording"}),
    "evidence of a question": (put(OTHER, *KIND, "evidence"), {"q_kind": "wording"}),
    "label of a choice": (put(choice("a") | {"en": "Other"}, *KIND, "choices", 0), {"q_kind": "wording"}),
    "gates": (put([], EDITION, "gates"), {"q_kind": "wording"}),
    "when a question is shown": (put({"is": {"q_kind": "a"}}, *USE, "shown_if"), {"q_use": "meaning"}),
    "where it is shown again": (drop(SECOND, "again"), {"q_cite": "meaning"}),
    "which choice stands alone": (drop(*USE, "choices", 2, "exclusive"), {"q_use": "meaning"}),
    "one choice more": (add(choice("d", informational=True), *KIND, "choices"), {"q_kind": "choices"}),
    "another kind": (put("single", FIRST, "questions", 2, "kind"), {"q_sure": "choices"}),
    "a question more": (add(question("q_more", "text"), FIRST, "questions"), {"q_more": "new"}),
    "an obligation less": (drop("obligations/01-all", "obligations", 2), {"O3-advice": "removed"}),
    "duty in words": (put(OTHER, *DUTY, "duty"), {"O1-duty": "wording"}),
    "severity": (put("low", *DUTY, "severity"), {"O1-duty": "meaning"}),
    "kind of obligation": (put("prohibition", *DUTY, "kind"), {"O1-duty": "meaning"}),
    "condition": (put({"is": {"q_kind": ["b", "c"]}}, *DUTY, "not_met_if"), {"O1-duty": "meaning"}),
    "a fact in words": (put(OTHER, *FACT, "holds"), {"LARGE": "wording"}),
    "a parameter, and all that reads it": (
        put(200, EDITION, "parameters", "many"),
        {"LARGE": "meaning", "LARGE_IN_SCOPE": "meaning", "O4-filing": "meaning"},
    ),
    "a deadline in words": (put(OTHER, *DEADLINE, "stated"), {"D1": "wording"}),
    "a limit, and the obligation that runs by it": (put(20, *DEADLINE, "limit"), dict.fromkeys(LIMITED, "meaning")),
    "days off": (put(["01-01..01-02"], *YEAR, "days_off"), dict.fromkeys(LIMITED, "meaning")),
    "one more year of holidays": (
        lambda files: files["edition.yaml"]["holidays"].append(
            files["edition.yaml"]["holidays"][0] | {"year": 2027, "make_up_days": []}
        ),
        {},
    ),
    "the first day in force": (
        put(date(2025, 7, 1), SOURCES, "sources", 0, "in_force"),
        dict.fromkeys(("O1-duty", "O2-ban", "O3-advice", "O4-filing"), "meaning"),
    ),
    "the watch list": (put([{"title": OTHER, "note": OTHER}], EDITION, "watch_list"), {}),
    "the unit of a number": (put(OTHER, *COUNT, "unit"), {"q_count": "wording"}),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_change_has_its_mildest_class(sample: str, small: Catalogue, tmp_path: Path) -> None:
    change, expected = SAMPLES[sample]
    found = compare_editions(small, load(tmp_path, change))
    assert {key: one.least.value for key, one in found.items()} == expected


def test_a_deadline_that_only_a_remedy_runs_by_still_changes_its_obligation(small: Catalogue, tmp_path: Path) -> None:
    def named(files: dict[str, object]) -> None:
        put("D1", *DUTY, "deadline")(files)
        put(20, *DEADLINE, "limit")(files)

    before = load(tmp_path / "a", put("D1", *DUTY, "deadline"))
    found = compare_editions(before, load(tmp_path / "b", named))
    assert found["O1-duty"].rules_changed
    assert not found["O1-duty"].kind_changed
    assert "O1-duty" not in compare_editions(small, load(tmp_path / "c", put(20, *DEADLINE, "limit")))
