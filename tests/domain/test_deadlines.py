"""Working days and calendar days against the official dates and the researched vectors."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain.catalogue import DeadlineKey, DeadlineKind, DeadlineRule
from assessments.domain.deadlines import YearNotPublished, compute_deadline, is_working_day, working_day_deadline
from assessments.domain.findings import Deadline, DeadlineState
from assessments.domain.texts import Text

HOLIDAYS = current_edition().holidays
WORDS = Text("Words", "文字")
VECTORS = [
    ("2025-09-01", "2025-10-17", "2025-10-21"),
    ("2025-09-15", "2025-10-31", "2025-11-04"),
    ("2025-12-20", "2026-02-02", "2026-02-03"),
    ("2026-01-05", "2026-02-14", "2026-02-24"),
    ("2026-01-20", "2026-03-09", "2026-03-11"),
    ("2026-02-10", "2026-03-30", "2026-04-01"),
    ("2026-04-01", "2026-05-18", "2026-05-19"),
    ("2026-09-01", "2026-10-19", "2026-10-21"),
    ("2026-09-10", "2026-10-28", "2026-10-30"),
    ("2026-09-30", "2026-11-17", "2026-11-18"),
    ("2026-10-12", "2026-11-23", "2026-11-23"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


def rule(kind: DeadlineKind, **more: object) -> DeadlineRule:
    """A rule of this kind with nothing but what is given."""
    fields: dict[str, object] = dict.fromkeys(DeadlineRule.__dataclass_fields__)
    words = {"title": WORDS, "stated": WORDS, "recipient": WORDS, "provisions": ()}
    return DeadlineRule(**(fields | words | {"key": DeadlineKey("D"), "kind": kind} | more))  # type: ignore[arg-type]


def of_edition(key: str, start: date | None, as_of: date | None = None) -> Deadline:
    """A deadline of the published edition."""
    return compute_deadline(current_edition().deadlines[DeadlineKey(key)], start, as_of, HOLIDAYS)


@pytest.mark.parametrize(("start", "due"), [("2025-06-01", "2025-07-14"), ("2025-07-18", "2025-08-29")])
def test_the_dates_that_the_authority_itself_announced_come_out(start: str, due: str) -> None:
    assert working_day_deadline(day(start), 30, HOLIDAYS) == day(due)


@pytest.mark.parametrize(("start", "due", "later"), VECTORS)
def test_thirty_working_days_with_and_without_make_up_days(start: str, due: str, later: str) -> None:
    assert working_day_deadline(day(start), 30, HOLIDAYS) == day(due)
    assert working_day_deadline(day(start), 30, HOLIDAYS, count_make_up_days=False) == day(later)


@pytest.mark.parametrize(("start", "due", "later"), VECTORS)
def test_a_filing_shows_both_dates(start: str, due: str, later: str) -> None:
    for key in ("D1", "D2", "D3"):
        assert of_edition(key, day(start)) == Deadline(
            DeadlineKey(key), DeadlineState.COMPUTED, day(start), day(due), day(later), None
        )


def test_the_first_day_does_not_count() -> None:
    monday = day("2026-11-02")
    assert working_day_deadline(monday, 1, HOLIDAYS) == day("2026-11-03")


def test_a_friday_is_followed_by_monday() -> None:
    assert working_day_deadline(day("2026-11-06"), 1, HOLIDAYS) == day("2026-11-09")


def test_a_year_without_its_notice_is_refused_and_named() -> None:
    with pytest.raises(YearNotPublished) as caught:
        working_day_deadline(day("2026-12-20"), 30, HOLIDAYS)
    assert caught.value.year == 2027
    with pytest.raises(YearNotPublished):
        is_working_day(day("2027-01-04"), HOLIDAYS, count_make_up_days=True)


def test_a_limit_that_runs_into_such_a_year_has_no_date() -> None:
    found = of_edition("D1", day("2026-12-20"))
    assert found == Deadline(DeadlineKey("D1"), DeadlineState.YEAR_NOT_PUBLISHED, day("2026-12-20"), None, None, 2027)


def test_only_the_later_reading_may_run_into_such_a_year() -> None:
    cut = {2026: HOLIDAYS[2026]}
    last_days = rule(DeadlineKind.WORKING_DAYS, limit=30)
    starts = [day("2026-11-01") + timedelta(days=n) for n in range(40)]
    found = [compute_deadline(last_days, start, None, cut) for start in starts]
    # No make-up day lies in the last weeks of 2026, so both readings fail together there …
    assert all((each.due is None) == (each.due_without_make_up is None) for each in found)
    # … but with one more make-up day in December only the earlier reading has a date.
    year = HOLIDAYS[2026]
    more = type(year)(2026, year.notice, year.published, year.days_off, year.make_up_days | {day("2026-12-26")})
    edge = [each for start in starts if (each := compute_deadline(last_days, start, None, {2026: more})).due]
    assert edge[-1].due == day("2026-12-31")
    assert edge[-1].due_without_make_up is None
    assert edge[-1].state is DeadlineState.COMPUTED


def test_stock_of_the_day_the_rule_came_into_force_counts_from_that_day() -> None:
    assert of_edition("D1", day("2024-03-01")).due == day("2025-07-14")


def test_without_a_first_day_there_is_no_date() -> None:
    for key in ("D1", "D2", "D3", "D6"):
        assert of_edition(key, None) == Deadline(DeadlineKey(key), DeadlineState.NO_START, None, None, None, None)


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        ("2025-11-02", "2026-01-31"),
        ("2026-01-15", "2026-01-31"),
        ("2026-11-02", "2026-01-31"),
        ("2027-02-01", "2027-01-31"),
    ],
)
def test_the_yearly_report_falls_due_at_the_end_of_january(as_of: str, due: str) -> None:
    assert of_edition("D5", None, day(as_of)).due == day(due)


def test_a_yearly_limit_without_a_day_of_assessment_has_no_date() -> None:
    assert of_edition("D5", None, None).state is DeadlineState.NO_START


def test_a_yearly_limit_falls_in_the_year_of_the_assessment() -> None:
    yearly = rule(DeadlineKind.YEARLY, month=3, day=15)
    assert compute_deadline(yearly, None, day("2024-12-01"), {}).due == day("2024-03-15")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-01", "2026-03-31"),
        ("2025-04-01", "2025-05-01"),
        ("2025-03-31", "2025-06-30"),
        ("2010-01-01", "2025-06-30"),
        ("2026-12-20", "2027-01-19"),
    ],
)
def test_the_police_filing_counts_calendar_days_and_spares_older_systems(start: str, due: str) -> None:
    assert of_edition("D6", day(start)) == Deadline(
        DeadlineKey("D6"), DeadlineState.COMPUTED, day(start), day(due), None, None
    )


@pytest.mark.parametrize("key", ["D4", "D7", "D8", "D9", "D10", "D11"])
def test_limits_that_no_answer_starts_are_stated_in_words(key: str) -> None:
    assert of_edition(key, None).state is DeadlineState.AS_STATED
    assert current_edition().deadlines[DeadlineKey(key)].stated.zh


def test_the_calendar_holds_the_days_of_both_notices() -> None:
    assert sorted(HOLIDAYS) == [2025, 2026]
    assert len(HOLIDAYS[2025].days_off) == 28
    assert len(HOLIDAYS[2026].days_off) == 33
    assert {each.isoformat()[5:] for each in HOLIDAYS[2026].make_up_days} == {
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    }  # fmt: skip
    for year in HOLIDAYS.values():
        assert all(each.year == year.year for each in year.days_off | year.make_up_days)


STARTS = st.dates(date(2025, 1, 1), date(2026, 10, 1))


@given(STARTS, st.integers(1, 40))
def test_the_last_day_is_a_working_day_and_the_limit_counts_exactly(start: date, limit: int) -> None:
    due = working_day_deadline(start, limit, HOLIDAYS)
    counted = [
        start + timedelta(days=n)
        for n in range(1, (due - start).days + 1)
        if is_working_day(start + timedelta(days=n), HOLIDAYS, count_make_up_days=True)
    ]
    assert len(counted) == limit
    assert counted[-1] == due


@given(STARTS, st.integers(1, 40))
def test_make_up_days_only_ever_bring_the_date_forward(start: date, limit: int) -> None:
    earlier = working_day_deadline(start, limit, HOLIDAYS)
    assert earlier <= working_day_deadline(start, limit, HOLIDAYS, count_make_up_days=False)


@given(STARTS, STARTS, st.integers(1, 40))
def test_a_later_start_never_gives_an_earlier_date(one: date, other: date, limit: int) -> None:
    first, second = sorted((one, other))
    assert working_day_deadline(first, limit, HOLIDAYS) <= working_day_deadline(second, limit, HOLIDAYS)
