"""A deadline that runs into a year without a holiday notice: nothing is guessed, and no answer is called missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.catalogue import ObligationKey
from assessments.domain.engine import assess
from assessments.domain.explanations import explain
from assessments.domain.findings import Finding, Verdict

CASES = Path(__file__).parent.parent / "cases" / "2026-11"


def finding(case: str, obligation: str) -> Finding:
    catalogue = current_edition()
    read = read_case(CASES / case, catalogue)
    assessed = assess(catalogue, read.answers, read.as_of)
    return next(each for each in assessed.findings if each.obligation == ObligationKey(obligation))


@pytest.mark.parametrize(("language", "words"), [("en", "runs into 2027"), ("zh-hans", "期限跨入2027年")])
def test_the_missing_notice_is_named_and_no_answer_is(language: str, words: str) -> None:
    found = finding("g-09-filing-year-not-published.yaml", "M15-filing")
    assert (found.verdict, found.missing) == (Verdict.UNDETERMINED, ())
    (sentence,) = explain(found, current_edition(), language).missing
    assert words in sentence


@pytest.mark.parametrize(
    ("case", "obligation"),
    [
        ("g-08-filing-one-day-late.yaml", "M15-filing"),
        ("g-04-airport-lounges-nobody-knows.yaml", "M15-filing"),
        ("g-04-airport-lounges-nobody-knows.yaml", "P50-channel"),
    ],
)
def test_a_deadline_that_can_be_computed_is_not_blamed(case: str, obligation: str) -> None:
    found = finding(case, obligation)
    assert not any("2027" in each for each in explain(found, current_edition(), "en").missing)
