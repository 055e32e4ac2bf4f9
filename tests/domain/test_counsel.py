"""Counsel's other view on an uncertain point leaves a finding to a person; it never turns one into met."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import Catalogue, UncertainPointKey
from assessments.domain.engine import assess
from assessments.domain.findings import Finding, Verdict
from tests.small import DUTIES, load

TODAY = date(2026, 11, 2)
POINT = UncertainPointKey("U1")


def finding(catalogue: Catalogue, key: str, answers: dict[str, Answer], *points: UncertainPointKey) -> Finding:
    return next(each for each in assess(catalogue, answers, TODAY, points).findings if each.obligation == key)


@pytest.mark.parametrize(
    ("uses", "by_our_reading"),
    [(("x",), Verdict.MET), (("y",), Verdict.PARTLY_MET), (("x", "y"), Verdict.NOT_MET)],
)
def test_what_was_decided_is_left_to_a_person_and_both_are_kept(
    small: Catalogue, uses: tuple[str, ...], by_our_reading: Verdict
) -> None:
    found = finding(small, "O2-ban", {"q_use": Several(uses)}, POINT)
    assert (found.verdict, found.by_our_reading) == (Verdict.NEEDS_JUDGEMENT, by_our_reading)
    assert found.counsel == (POINT,)
    assert found.reasons == finding(small, "O2-ban", {"q_use": Several(uses)}).reasons


def test_what_is_undetermined_stays_so_and_what_needs_judgement_too(small: Catalogue) -> None:
    missing = finding(small, "O2-ban", {}, POINT)
    assert (missing.verdict, missing.by_our_reading, missing.counsel) == (Verdict.UNDETERMINED, None, (POINT,))
    judged = finding(small, "O2-ban", {"q_use": Several(("none",))}, POINT)
    assert (judged.verdict, judged.by_our_reading, judged.counsel) == (Verdict.NEEDS_JUDGEMENT, None, (POINT,))


def test_a_finding_that_does_not_depend_on_the_point_is_left_alone(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes"}
    assert finding(small, "O1-duty", answers, POINT) == finding(small, "O1-duty", answers)


def test_a_point_that_only_a_question_names_touches_each_verdict_that_read_its_answer(tmp_path: Path) -> None:
    def only_the_question_names_it(files: dict[str, dict[str, list[dict[str, object]]]]) -> None:
        del files[f"{DUTIES}.yaml"]["obligations"][1]["uncertain_points"]

    edition = load(tmp_path, only_the_question_names_it)
    for kind, by_our_reading in (("a", Verdict.MET), ("c", Verdict.NOT_APPLICABLE)):
        found = finding(edition, "O1-duty", {"q_kind": kind, "q_sure": "yes"}, POINT)
        assert (found.verdict, found.by_our_reading) == (Verdict.NEEDS_JUDGEMENT, by_our_reading)
    apart = finding(edition, "O2-ban", {"q_kind": "a", "q_use": Several(("x",))}, POINT)
    assert (apart.verdict, apart.counsel) == (Verdict.MET, ())
