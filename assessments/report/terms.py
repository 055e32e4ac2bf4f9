"""Deadlines as the report prints them: the date and how it came about, or why there is none yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.domain.catalogue import Catalogue, DeadlineKind, DeadlineRule
from assessments.domain.dates import short_day
from assessments.domain.findings import Deadline, DeadlineState
from assessments.domain.texts import Text
from assessments.domain.words import words_for
from assessments.report.printed import Printed, cite_in_one

_PASSED = Text("passed on the day of the assessment", "评估日已届满")
_START = Text("Counted from {day}, which itself does not count.", "自{day}的次日起算。")
_NOT_BEFORE = Text("Day D is never earlier than {day}.", "起算日不早于{day}。")
_LATER = Text(
    "{day} if days made up at weekends do not count as working days; keep to the earlier date.",
    "如调休上班日不计入工作日，则为{day}；建议以较早日期为准。",
)
_NO_YEAR = Text(
    "Provisional: it runs into {year}, and the State Council’s holiday notice for that year is not in this edition.",
    "暂定：期限跨入{year}年，本版题库尚未收录国务院该年度节假日安排。",
)
_NO_START = Text("It starts with the answer to question {number}.", "起算日取决于第{number}题的回答。")
_NO_START_AT_ALL = Text("No answer gives the day on which it starts.", "没有回答可以确定起算日。")


@dataclass(frozen=True, slots=True)
class Term:
    """One deadline."""

    key: str
    title: str
    due: date | None
    when: str
    """The date in words, or the state where there is none."""
    remark: str
    """ "passed on the day of the assessment", or empty."""
    counted: tuple[str, ...]
    recipient: str
    law: str
    refs: str


def plan_terms(printed: Iterable[Printed], as_of: date, catalogue: Catalogue, language: str) -> tuple[Term, ...]:
    """Deadlines of obligations that apply, the earliest first, those without a date last."""
    gathered: dict[str, list[Printed]] = {}
    for one in printed:
        if one.finding.deadline is not None:
            gathered.setdefault(str(one.finding.deadline.rule), []).append(one)
    terms = [_term(found, as_of, catalogue, language) for found in gathered.values()]
    return tuple(sorted(terms, key=lambda term: (term.due is None, term.due or date.max, term.key)))


def plan_not_running(terms: Iterable[Term], catalogue: Catalogue, language: str) -> tuple[str, ...]:
    """Titles of the deadlines that no finding carries."""
    running = {each.key for each in terms}
    return tuple(
        f"{key} {rule.title.in_language(language)}" for key, rule in catalogue.deadlines.items() if key not in running
    )


def due_words(printed: Printed, as_of: date, language: str) -> tuple[date | None, str]:
    """When a remedy is due: the computed day, or the words of the edition."""
    deadline = printed.finding.deadline
    if deadline is None or deadline.due is None:
        return None, printed.remedy_by
    passed = deadline.due < as_of
    words = short_day(deadline.due, language)
    if not passed:
        return deadline.due, words
    opening, closing = ("（", "）") if language.startswith("zh") else (" (", ")")
    return deadline.due, f"{words}{opening}{_PASSED.in_language(language)}{closing}"


def _term(found: list[Printed], as_of: date, catalogue: Catalogue, language: str) -> Term:
    deadline = found[0].finding.deadline
    assert deadline is not None  # noqa: S101  gathered by it
    rule = catalogue.deadlines[deadline.rule]
    when = words_for(deadline.state).in_language(language)
    if deadline.due is not None:
        when = short_day(deadline.due, language)
    comma = "、" if language.startswith("zh") else ", "
    return Term(
        key=str(rule.key),
        title=rule.title.in_language(language),
        due=deadline.due,
        when=when,
        remark=_PASSED.in_language(language) if deadline.due is not None and deadline.due < as_of else "",
        counted=tuple(_counted(deadline, rule, catalogue, language)),
        recipient=rule.recipient.in_language(language),
        law=cite_in_one(rule.provisions, catalogue, language),
        refs=comma.join(each.ref or each.title for each in found),
    )


def _counted(deadline: Deadline, rule: DeadlineRule, catalogue: Catalogue, language: str) -> Iterable[str]:
    yield rule.stated.in_language(language)
    if deadline.start is not None and rule.kind in (DeadlineKind.WORKING_DAYS, DeadlineKind.CALENDAR_DAYS):
        yield _START.in_language(language).format(day=short_day(deadline.start, language))
        if rule.not_before is not None and deadline.start == rule.not_before:
            yield _NOT_BEFORE.in_language(language).format(day=short_day(rule.not_before, language))
    if deadline.due_without_make_up not in (None, deadline.due):
        assert deadline.due_without_make_up is not None  # noqa: S101  for the type checker
        yield _LATER.in_language(language).format(day=short_day(deadline.due_without_make_up, language))
    if deadline.state is DeadlineState.YEAR_NOT_PUBLISHED:
        yield _NO_YEAR.in_language(language).format(year=deadline.missing_year)
    if deadline.state is DeadlineState.NO_START:
        yield _no_start(rule, catalogue, language)


def _no_start(rule: DeadlineRule, catalogue: Catalogue, language: str) -> str:
    if rule.starts_with is None or rule.starts_with not in catalogue.questions:
        return _NO_START_AT_ALL.in_language(language)
    return _NO_START.in_language(language).format(number=catalogue.questions[rule.starts_with].number)
