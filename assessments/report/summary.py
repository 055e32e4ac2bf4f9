"""The executive summary: counts, charts, what to do first, and what keeps the scope open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from assessments.domain.answers import Answers, NotSure
from assessments.domain.catalogue import Catalogue, Severity
from assessments.domain.findings import Verdict
from assessments.domain.revision import RevisionContent
from assessments.domain.words import words_for
from assessments.report.articles import SourceRows
from assessments.report.charts import draw_by_article, draw_by_severity, draw_by_step
from assessments.report.outcome import Outcome
from assessments.report.printed import AnswerRow, Printed, answer_row
from assessments.report.terms import due_words
from assessments.report.wording import LABELS

GRADES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
"""Severities that a gap can have."""
MOST_FIRST = 10
"""Rows of "what to do first"."""


@dataclass(frozen=True, slots=True)
class Action:
    """One row of "what to do first"."""

    when: str
    is_dated: bool
    printed: Printed


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with its word and a number."""

    key: str
    words: str
    count: str


@dataclass(frozen=True, slots=True)
class Charts:
    """The three charts."""

    by_severity: SafeString
    by_step: SafeString
    by_article: SafeString


@dataclass(frozen=True, slots=True)
class Summary:
    """What came out, on two pages."""

    scope_open: tuple[AnswerRow, ...]
    """Gate questions without a certain answer."""
    severities: tuple[Mark, ...]
    tallies: tuple[Mark, ...]
    """How many obligations came out with each verdict."""
    charts: Charts
    first: tuple[Action, ...]
    has_more: bool
    due: dict[str, str]
    """When each remedy is due, by reference of the finding."""
    unsure: tuple[AnswerRow, ...]
    """Questions answered "not sure"."""


def plan_summary(
    content: RevisionContent,
    answers: Answers,
    outcome: Outcome,
    articles: tuple[SourceRows, ...],
    catalogue: Catalogue,
    language: str,
) -> Summary:
    """The summary in one language."""
    clarify = LABELS["to_clarify"].in_language(language)
    actions = _actions(outcome, content.as_of, language)
    return Summary(
        scope_open=tuple(
            answer_row(catalogue.questions[key], answers.get(str(key)), language)
            for key in content.assessed.scope_not_settled
        ),
        severities=_severities(outcome, clarify, language),
        tallies=_tallies(content, language),
        charts=Charts(
            draw_by_severity(outcome, clarify, language),
            draw_by_step(outcome, catalogue, language),
            draw_by_article(articles, language),
        ),
        first=actions[:MOST_FIRST],
        has_more=len(actions) > MOST_FIRST,
        due={each.printed.ref: each.when for each in actions},
        unsure=tuple(answer_row(each, NotSure.NOT_SURE, language) for each in outcome.unsure),
    )


def _actions(outcome: Outcome, as_of: date, language: str) -> tuple[Action, ...]:
    """Gaps by gravity, and among equals the earliest date first."""
    rows = []
    for place, one in enumerate(outcome.gaps):
        due, words = due_words(one, as_of, language)
        rank = (not one.finding.is_red_line, GRADES.index(one.finding.severity), due or date.max, place)
        rows.append((rank, Action(words, due is not None, one)))
    return tuple(action for _, action in sorted(rows, key=lambda row: row[0]))


def _severities(outcome: Outcome, clarify: str, language: str) -> tuple[Mark, ...]:
    found = [one.finding.severity for one in outcome.gaps]
    marks = (Mark(each.value, words_for(each).in_language(language), str(found.count(each))) for each in GRADES)
    return (*marks, Mark("to_clarify", clarify, str(len(outcome.unsure))))


def _tallies(content: RevisionContent, language: str) -> tuple[Mark, ...]:
    found = [each.verdict for each in content.assessed.findings]
    return tuple(Mark(each.value, words_for(each).in_language(language), str(found.count(each))) for each in Verdict)
