"""The report in one language: every section planned, in the words of that language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from assessments.domain.answers import Answers, NotSure
from assessments.domain.catalogue import Catalogue, Severity
from assessments.domain.dates import day_in_words
from assessments.domain.findings import Verdict
from assessments.domain.revision import RevisionContent, answers_of
from assessments.domain.texts import Text
from assessments.domain.words import words_for
from assessments.report.articles import SourceRows, plan_articles
from assessments.report.charts import draw_by_article, draw_by_severity, draw_by_step
from assessments.report.law import (
    Excluded,
    Instrument,
    Uncertain,
    plan_excluded,
    plan_instruments,
    plan_outside,
    plan_uncertain,
)
from assessments.report.moments import moment_in_words
from assessments.report.outcome import Outcome, sort_outcome
from assessments.report.people import HistoryRow, Signed, plan_attestations, plan_history
from assessments.report.printed import AnswerRow, Printed, answer_row
from assessments.report.record import NotAsked, RecordStep, plan_not_asked, plan_record
from assessments.report.sections import Section, plan_sections
from assessments.report.statements import BOTH_LANGUAGES, ISSUED, LIMITS, SELF_ISSUED, SOLE_PERSON, VERIFY, in_language
from assessments.report.terms import Term, due_words, plan_not_running, plan_terms
from assessments.report.wording import labels

GRADES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
"""Severities that a gap can have."""
MOST_FIRST = 10
"""Rows of "what to do first"."""
_REVISION = Text("Revision {number}", "第{number}版")
_EDITION = Text("{key}, law as of {day}", "{key}，法规截至{day}")


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
    """The three charts of the summary."""

    by_severity: SafeString
    by_step: SafeString
    by_article: SafeString


@dataclass(frozen=True, slots=True)
class Part:
    """The report in one language."""

    tag: str
    """Language tag: "en", "zh-Hans"."""
    id: str
    """Beginning of every anchor of this part."""
    t: dict[str, str]
    """Labels by key."""
    sections: dict[str, Section]
    colon: str
    semicolon: str
    slash: str
    revision: str
    edition_line: str
    outcome: Outcome
    as_of: str
    law_as_of: str
    frozen_at: str
    edition_title: str
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
    penalties: tuple[tuple[str, str], ...]
    """Codes used by the findings, and what they stand for."""
    unsure: tuple[AnswerRow, ...]
    articles: tuple[SourceRows, ...]
    terms: tuple[Term, ...]
    not_running: tuple[str, ...]
    not_running_line: str
    excluded: tuple[Excluded, ...]
    outside: tuple[str, ...]
    """What took everything out of scope; printed only where nothing applies."""
    uncertain: tuple[Uncertain, ...]
    instruments: tuple[Instrument, ...]
    watched: tuple[tuple[str, str], ...]
    record: tuple[RecordStep, ...]
    not_asked: tuple[NotAsked, ...]
    attestations: tuple[Signed, ...]
    history: tuple[HistoryRow, ...]
    sole_person: str
    limits: tuple[str, ...]
    verify: tuple[str, ...]
    seal_note: str
    both_note: str


def plan_part(content: RevisionContent, catalogue: Catalogue, language: str, *, self_issued: bool) -> Part:
    """The report in one language. Raises NotCanonical or IllegalAnswer where content and edition do not fit."""
    answers = answers_of(content, catalogue)
    outcome = sort_outcome(content.assessed, answers, catalogue, language)
    applying = (*outcome.numbered, *outcome.met)
    articles = plan_articles((*applying, *outcome.excluded), catalogue, language)
    terms = plan_terms(applying, content.as_of, catalogue, language)
    t = labels(language)
    first = _first(outcome, content.as_of, language)
    not_running = plan_not_running(terms, catalogue, language)
    excluded = plan_excluded(outcome.excluded, language)
    chinese = language.startswith("zh")
    id_ = language[:2]
    return Part(
        tag="zh-Hans" if language.startswith("zh") else "en",
        id=id_,
        t=t,
        sections=plan_sections(id_, language),
        colon="：" if chinese else ": ",
        semicolon="；" if chinese else "; ",
        slash="、" if chinese else ", ",
        revision=_REVISION.in_language(language).format(number=content.number),
        edition_line=_EDITION.in_language(language).format(
            key=content.edition.key, day=day_in_words(content.edition.law_as_of, language)
        ),
        outcome=outcome,
        as_of=day_in_words(content.as_of, language),
        law_as_of=day_in_words(content.edition.law_as_of, language),
        frozen_at=moment_in_words(content.frozen_at, language),
        edition_title=catalogue.title.in_language(language),
        scope_open=_scope_open(content, answers, catalogue, language),
        severities=_severities(outcome, t["to_clarify"], language),
        tallies=_tallies(content, language),
        charts=Charts(
            draw_by_severity(outcome, t["to_clarify"], language),
            draw_by_step(outcome, catalogue, language),
            draw_by_article(articles, language),
        ),
        first=first[:MOST_FIRST],
        has_more=len(first) > MOST_FIRST,
        due={each.printed.ref: each.when for each in first},
        penalties=_penalties(outcome, catalogue, language),
        unsure=tuple(answer_row(each, NotSure.NOT_SURE, language) for each in outcome.unsure),
        articles=articles,
        terms=terms,
        not_running=not_running,
        not_running_line=("、" if chinese else ", ").join(not_running),
        excluded=excluded,
        outside=plan_outside(excluded),
        uncertain=plan_uncertain(outcome, catalogue, language),
        instruments=plan_instruments(articles, catalogue, language),
        watched=tuple(
            (each.title.in_language(language), each.note.in_language(language)) for each in catalogue.watch_list
        ),
        record=plan_record(content, answers, outcome, catalogue, language),
        not_asked=plan_not_asked(content, catalogue, language),
        attestations=plan_attestations(content, language),
        history=plan_history(content, language),
        sole_person=SOLE_PERSON.in_language(language) if content.sole_person_exception else "",
        limits=in_language(LIMITS, language),
        verify=in_language(VERIFY, language),
        seal_note=(SELF_ISSUED if self_issued else ISSUED).in_language(language),
        both_note=BOTH_LANGUAGES.in_language(language),
    )


def _first(outcome: Outcome, as_of: date, language: str) -> tuple[Action, ...]:
    """Gaps by gravity, and among equals the earliest date first."""
    rows = []
    for place, one in enumerate(outcome.gaps):
        due, words = due_words(one, as_of, language)
        rank = (not one.finding.is_red_line, list(Severity).index(one.finding.severity), due or date.max, place)
        rows.append((rank, Action(words, due is not None, one)))
    return tuple(action for _, action in sorted(rows, key=lambda row: row[0]))


def _penalties(outcome: Outcome, catalogue: Catalogue, language: str) -> tuple[tuple[str, str], ...]:
    used = {code for one in outcome.gaps for code in one.obligation.penalties}
    return tuple((code, words.in_language(language)) for code, words in catalogue.penalties.items() if code in used)


def _scope_open(
    content: RevisionContent, answers: Answers, catalogue: Catalogue, language: str
) -> tuple[AnswerRow, ...]:
    return tuple(
        answer_row(catalogue.questions[key], answers.get(str(key)), language)
        for key in content.assessed.scope_not_settled
    )


def _severities(outcome: Outcome, clarify: str, language: str) -> tuple[Mark, ...]:
    found = [one.finding.severity for one in outcome.gaps]
    marks = (Mark(each.value, words_for(each).in_language(language), str(found.count(each))) for each in GRADES)
    return (*marks, Mark("to_clarify", clarify, str(len(outcome.unsure))))


def _tallies(content: RevisionContent, language: str) -> tuple[Mark, ...]:
    found = [each.verdict for each in content.assessed.findings]
    return tuple(Mark(each.value, words_for(each).in_language(language), str(found.count(each))) for each in Verdict)
