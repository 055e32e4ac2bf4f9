"""The report in one language: every section planned, in the words of that language."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue
from assessments.domain.dates import day_in_words
from assessments.domain.revision import RevisionContent, answers_of
from assessments.domain.texts import Text
from assessments.report.articles import plan_articles
from assessments.report.documents import Documents, plan_documents
from assessments.report.law import LawSections, plan_law
from assessments.report.moments import moment_in_words
from assessments.report.outcome import Outcome, sort_outcome
from assessments.report.people import People, plan_people
from assessments.report.places import Places, plan_places
from assessments.report.plan import Plan, plan_remediation
from assessments.report.record import Record, plan_record
from assessments.report.sections import Section, plan_sections
from assessments.report.statements import Statements, plan_statements
from assessments.report.summary import Summary, plan_summary
from assessments.report.wording import labels

_REVISION = Text("Revision {number}", "第{number}版")
_EDITION = Text("{key}, law as of {day}", "{key}，法规截至{day}")


@dataclass(frozen=True, slots=True)
class Header:
    """What the cover says of the revision."""

    revision: str
    as_of: str
    law_as_of: str
    edition_line: str
    edition_title: str
    frozen_at: str


@dataclass(frozen=True, slots=True)
class Part:
    """The report in one language."""

    tag: str
    """Language tag: "en", "zh-Hans"."""
    id: str
    """Beginning of every anchor of this part."""
    t: dict[str, str]
    """Labels by key."""
    colon: str
    semicolon: str
    comma: str
    sections: dict[str, Section]
    header: Header
    outcome: Outcome
    summary: Summary
    law: LawSections
    people: People
    plan: Plan
    documents: Documents
    record: Record
    statements: Statements
    places: Places


def plan_part(content: RevisionContent, catalogue: Catalogue, language: str, *, self_issued: bool) -> Part:
    """The report in one language. Raises NotCanonical or IllegalAnswer where content and edition do not fit."""
    chinese = language.startswith("zh")
    tag, part_id = ("zh-Hans", "zh") if chinese else ("en", "en")
    answers = answers_of(content, catalogue)
    outcome = sort_outcome(content, answers, catalogue, language)
    places = plan_places(content, answers, catalogue, language)
    documents = plan_documents(content, catalogue, language)
    articles = plan_articles((*outcome.applying, *outcome.excluded), catalogue, language)
    return Part(
        tag=tag,
        id=part_id,
        t=labels(language),
        colon="：" if chinese else ": ",
        semicolon="；" if chinese else "; ",
        comma="、" if chinese else ", ",
        sections=plan_sections(part_id, language, has_places=bool(content.places)),
        header=_header(content, catalogue, language),
        outcome=outcome,
        summary=plan_summary(content, answers, outcome, articles, catalogue, language),
        law=plan_law(content, outcome, articles, catalogue, language),
        people=plan_people(content, language),
        plan=plan_remediation(content, outcome, places, catalogue, language),
        documents=documents,
        record=plan_record(content, answers, outcome, documents, catalogue, language),
        statements=plan_statements(self_issued, language),
        places=places,
    )


def _header(content: RevisionContent, catalogue: Catalogue, language: str) -> Header:
    law_as_of = day_in_words(content.edition.law_as_of, language)
    return Header(
        revision=_REVISION.in_language(language).format(number=content.number),
        as_of=day_in_words(content.as_of, language),
        law_as_of=law_as_of,
        edition_line=_EDITION.in_language(language).format(key=content.edition.key, day=law_as_of),
        edition_title=catalogue.title.in_language(language),
        frozen_at=moment_in_words(content.frozen_at, language),
    )
