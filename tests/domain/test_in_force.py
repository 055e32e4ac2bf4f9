"""The same answers on other days: what was not yet in force does not apply."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.catalogue import ObligationKey
from assessments.domain.engine import assess
from assessments.domain.explanations import explain
from assessments.domain.findings import DeadlineState, Finding, Verdict
from assessments.domain.in_force import days_of_change, in_force_since
from tests.conftest import CASES

MEASURES = date(2025, 6, 1)
VIDEO = date(2025, 4, 1)
PIPL = date(2021, 11, 1)


@pytest.mark.parametrize(
    ("key", "since"),
    [
        ("M15-filing", MEASURES),
        ("M15-deregister", MEASURES),  # also cites PIPL 47, but there was nothing to cancel before
        ("M10-not-sole", MEASURES),
        ("M10-alternative", MEASURES),
        ("M09-pipia", PIPL),  # the older law asked for it before the Measures did
        ("V14-police-filing", VIDEO),
        ("V33-nonpublic", VIDEO),
        ("R04-incident-report", date(2025, 11, 1)),
        ("P38-export-route", PIPL),
        ("L23-local", date(2022, 1, 1)),
    ],
)
def test_an_obligation_binds_since_the_day_that_its_sources_tell(key: str, since: date) -> None:
    current = current_edition()
    assert in_force_since(current.obligations[ObligationKey(key)], current) == since


def found(key: str, day: date, file: str = "g-08-filing-one-day-late") -> Finding:
    current = current_edition()
    case = read_case(CASES / f"{file}.yaml", current)
    return next(each for each in assess(current, case.answers, day).findings if each.obligation == key)


def test_what_is_not_yet_in_force_does_not_apply_and_says_since_when_it_will() -> None:
    before = found("M15-filing", MEASURES - timedelta(days=1))
    assert before.verdict is Verdict.NOT_APPLICABLE
    assert before.not_in_force_before == MEASURES
    assert before.deadline is None
    assert [(each.question, each.answer, each.holds) for each in before.reasons] == [
        ("as_of", MEASURES - timedelta(days=1), False)
    ]


def test_on_the_first_day_it_applies() -> None:
    on_the_day = found("M10-alternative", MEASURES)
    assert on_the_day.verdict is not Verdict.NOT_APPLICABLE
    assert on_the_day.not_in_force_before is None


def test_older_law_goes_on_to_apply_to_the_same_answers() -> None:
    day = MEASURES - timedelta(days=1)
    assert found("M09-pipia", day).verdict == found("M09-pipia", date(2026, 11, 2)).verdict
    assert found("M09-pipia", PIPL - timedelta(days=1)).not_in_force_before == PIPL


def test_stock_on_the_day_the_measures_came_into_force_is_filed_by_the_date_of_the_announcement() -> None:
    before = found("M15-filing", date(2025, 6, 1), "g-10-opening-stock")
    assert before.deadline is not None
    assert before.deadline.state is DeadlineState.COMPUTED
    assert before.deadline.due == date(2025, 7, 14)
    assert before.verdict in (Verdict.PARTLY_MET, Verdict.MET)


def test_what_is_not_yet_in_force_says_so_in_both_languages() -> None:
    before = found("M15-filing", MEASURES - timedelta(days=1))
    current = current_edition()
    assert explain(before, current, "en").outside == ("Not yet in force on that day; in force since 1 June 2025.",)
    assert explain(before, current, "zh-hans").outside == ("该日尚未施行；自2025年6月1日起施行。",)


def test_the_days_on_which_law_came_into_force_are_told_in_order() -> None:
    days = days_of_change(current_edition(), date(2021, 1, 1))
    assert list(days) == sorted(set(days))
    assert {MEASURES, VIDEO, PIPL} <= set(days)
    assert days[0] >= date(2021, 1, 1)
    assert days[-1] <= current_edition().law_as_of
