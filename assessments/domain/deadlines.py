"""Limits in time: working days and calendar days (Civil Code 201, 203). A year without its notice is never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.domain.catalogue import DeadlineKind, DeadlineRule, HolidayYear
from assessments.domain.findings import Deadline, DeadlineState

SATURDAY = 5


@dataclass(eq=False)
class YearNotPublished(Exception):
    """The State Council's holiday notice of this year is not in the edition."""

    year: int


def is_working_day(day: date, holidays: Mapping[int, HolidayYear], *, count_make_up_days: bool) -> bool:
    """Whether `day` is a working day. Raises YearNotPublished."""
    year = holidays.get(day.year)
    if year is None:
        raise YearNotPublished(day.year)
    if day in year.make_up_days:
        return count_make_up_days
    return day.weekday() < SATURDAY and day not in year.days_off


def working_day_deadline(
    start: date,
    limit_working_days: int,
    holidays: Mapping[int, HolidayYear],
    *,
    count_make_up_days: bool = True,
) -> date:
    """The last day of a limit of `limit_working_days` that begins with day `start`.

    The starting day does not count (Civil Code 201). Make-up days count as working unless told otherwise,
    which gives the earlier date. Raises YearNotPublished when a year on the way is not loaded.
    """
    day, left = start, limit_working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, holidays, count_make_up_days=count_make_up_days)
    return day


def compute_deadline(
    rule: DeadlineRule, start: date | None, as_of: date | None, holidays: Mapping[int, HolidayYear]
) -> Deadline:
    """The deadline of `rule` when day D is `start`; a yearly one falls in the year of `as_of`."""
    match rule.kind:
        case DeadlineKind.AS_STATED:
            return _without_date(rule, DeadlineState.AS_STATED, start)
        case DeadlineKind.YEARLY:
            return _yearly(rule, as_of)
    if start is None:
        return _without_date(rule, DeadlineState.NO_START, None)
    day_d = max(start, rule.not_before) if rule.not_before else start
    if rule.kind is DeadlineKind.CALENDAR_DAYS:
        return _calendar(rule, day_d)
    return _working(rule, day_d, holidays)


def _without_date(rule: DeadlineRule, state: DeadlineState, start: date | None) -> Deadline:
    return Deadline(rule.key, state, start, None, None, None)


def _yearly(rule: DeadlineRule, as_of: date | None) -> Deadline:
    if as_of is None or rule.month is None or rule.day is None:
        return _without_date(rule, DeadlineState.NO_START, None)
    due = date(as_of.year, rule.month, rule.day)
    if rule.first_due is not None:
        due = max(due, rule.first_due)
    return Deadline(rule.key, DeadlineState.COMPUTED, None, due, None, None)


def _calendar(rule: DeadlineRule, start: date) -> Deadline:
    if rule.stock_before is not None and start < rule.stock_before:
        due = rule.stock_due
    else:
        due = start + timedelta(days=rule.limit or 0)
    return Deadline(rule.key, DeadlineState.COMPUTED, start, due, None, None)


def _working(rule: DeadlineRule, start: date, holidays: Mapping[int, HolidayYear]) -> Deadline:
    limit = rule.limit or 0
    try:
        due = working_day_deadline(start, limit, holidays)
    except YearNotPublished as gap:
        return Deadline(rule.key, DeadlineState.YEAR_NOT_PUBLISHED, start, None, None, gap.year)
    try:
        later = working_day_deadline(start, limit, holidays, count_make_up_days=False)
    except YearNotPublished:
        later = None
    return Deadline(rule.key, DeadlineState.COMPUTED, start, due, later, None)
