"""Each question, deadline, year and obligation by itself: whether its fields go together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessments.catalogues.faults import Fault
from assessments.catalogues.parts import Lines
from assessments.catalogues.references import CHOSEN
from assessments.catalogues.rules.shapes import ShapeRule
from assessments.domain.catalogue import (
    NOT_SURE,
    Catalogue,
    DeadlineKind,
    DeadlineRule,
    HolidayYear,
    Obligation,
    ObligationKind,
    Question,
    QuestionKind,
    Severity,
)
from assessments.domain.conditions import Condition, Constant
from assessments.domain.findings import Verdict

NEVER = Constant(False)
_COUNTS_DAYS = (DeadlineKind.WORKING_DAYS, DeadlineKind.CALENDAR_DAYS)


def check_shapes(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Faults that one entry shows by itself."""
    for question in catalogue.questions.values():
        yield from _choices(question, lines)
        yield from _unit(question, lines)
    for rule in catalogue.deadlines.values():
        yield from _deadline(rule, lines)
    for year in catalogue.holidays.values():
        yield from _holidays(year, lines)
    for obligation in catalogue.obligations.values():
        yield from _obligation(obligation, lines)


def _choices(question: Question, lines: Lines) -> Iterator[Fault]:
    keys = [choice.key for choice in question.choices]
    if question.kind in CHOSEN and len(keys) < 2:
        yield lines.fault(question.key, ShapeRule.CHOICES_TOO_FEW)
    if question.kind not in CHOSEN and keys:
        yield lines.fault(question.key, ShapeRule.CHOICES_IN_VAIN, kind=question.kind)
    if question.kind is QuestionKind.YES_NO and set(keys) != {"yes", "no"}:
        yield lines.fault(question.key, ShapeRule.CHOICES_NOT_YES_NO)
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield lines.fault(question.key, ShapeRule.CHOICE_TWICE, choice=key)
    if NOT_SURE in keys:
        yield lines.fault(question.key, ShapeRule.CHOICE_NOT_SURE, choice=NOT_SURE)
    if question.kind is not QuestionKind.MULTI and any(choice.exclusive for choice in question.choices):
        yield lines.fault(question.key, ShapeRule.CHOICE_EXCLUSIVE)


def _unit(question: Question, lines: Lines) -> Iterator[Fault]:
    if question.kind is QuestionKind.NUMBER and question.unit is None:
        yield lines.fault(question.key, ShapeRule.UNIT_MISSING)
    if question.kind is not QuestionKind.NUMBER and question.unit is not None:
        yield lines.fault(question.key, ShapeRule.UNIT_IN_VAIN, kind=question.kind)


def _deadline(rule: DeadlineRule, lines: Lines) -> Iterator[Fault]:
    if rule.kind in _COUNTS_DAYS and (rule.limit is None or rule.limit < 1):
        yield lines.fault(rule.key, ShapeRule.DEADLINE_LIMIT)
    if rule.kind in _COUNTS_DAYS and rule.starts_with is None:
        yield lines.fault(rule.key, ShapeRule.DEADLINE_START_MISSING)
    if (rule.stock_before is None) != (rule.stock_due is None):
        yield lines.fault(rule.key, ShapeRule.DEADLINE_STOCK_HALF)
    if rule.kind is DeadlineKind.YEARLY and not _is_day_of_every_year(rule.month, rule.day):
        yield lines.fault(rule.key, ShapeRule.DEADLINE_YEARLY)


def _is_day_of_every_year(month: int | None, day: int | None) -> bool:
    try:
        return date(2025, month or 0, day or 0).year == 2025
    except ValueError:
        return False


def _holidays(year: HolidayYear, lines: Lines) -> Iterator[Fault]:
    place = f"holidays {year.year}"
    for day in sorted(year.days_off & year.make_up_days):
        yield lines.fault(place, ShapeRule.HOLIDAY_BOTH, day=day)
    for day in sorted(year.make_up_days):
        if day.isoweekday() < 6:
            yield lines.fault(place, ShapeRule.MAKE_UP_IN_WEEK, day=day)


def _obligation(one: Obligation, lines: Lines) -> Iterator[Fault]:
    is_advice = one.severity is Severity.ADVICE
    if is_advice != (one.kind is ObligationKind.RECOMMENDATION):
        yield lines.fault(one.key, ShapeRule.SEVERITY_ADVICE)
    named = [verdict for verdict, _ in one.never]
    for verdict in dict.fromkeys(named):
        if verdict not in set(Verdict):
            yield lines.fault(one.key, ShapeRule.NEVER_NO_VERDICT, verdict=verdict, verdicts=", ".join(Verdict))
        if named.count(verdict) > 1:
            yield lines.fault(one.key, ShapeRule.NEVER_TWICE, verdict=verdict)
    for verdict, condition in _by_verdict(one):
        if condition == NEVER and verdict not in named:
            yield lines.fault(one.key, ShapeRule.NEVER_MISSING, verdict=verdict)


def _by_verdict(one: Obligation) -> tuple[tuple[Verdict, Condition], ...]:
    return (
        (Verdict.NEEDS_JUDGEMENT, one.needs_judgement_if),
        (Verdict.NOT_MET, one.not_met_if),
        (Verdict.PARTLY_MET, one.partly_met_if),
        (Verdict.MET, one.met_if),
    )
