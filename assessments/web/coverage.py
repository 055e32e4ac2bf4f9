"""The coverage matrix as the page shows it. What covers what is decided in the domain; here are words and links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue, DeadlineRule, Obligation, Provision, Question, Source
from assessments.domain.citations import cite
from assessments.domain.coverage import CoveredArticle, CoveredSource, Place, coverage_of, questions_deciding
from assessments.domain.texts import Text


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """One provision of an article."""

    words: str
    """ "art. 13(1)"; empty where it is the article itself."""
    note: Text | None
    questions: Sequence[Question]
    behind: Sequence[Question]
    """Questions that decide the obligations, where no question cites the provision itself."""
    obligations: Sequence[Obligation]
    deadlines: Sequence[DeadlineRule]
    why_not: Text | None


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """One row of the matrix; `words` is empty for a source as a whole."""

    id: str
    words: str
    places: Sequence[ShownPlace]


@dataclass(frozen=True, slots=True)
class ShownSource:
    """One source with its rows."""

    source: Source
    articles: Sequence[ShownArticle]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One provision that nothing asks about, on purpose."""

    words: str
    why: Text


def plan_coverage(catalogue: Catalogue, language: str) -> list[ShownSource]:
    """Every source of the edition, in its order."""
    return [_source(each, catalogue, language) for each in coverage_of(catalogue)]


def plan_left_out(catalogue: Catalogue, language: str) -> list[LeftOut]:
    """What is deliberately not asked, in the order of the edition."""
    return [LeftOut(cite(each.provision, catalogue, language), each.why) for each in catalogue.not_asked]


def _source(covered: CoveredSource, catalogue: Catalogue, language: str) -> ShownSource:
    return ShownSource(
        covered.source, [_article(each, covered.source, catalogue, language) for each in covered.articles]
    )


def _article(covered: CoveredArticle, source: Source, catalogue: Catalogue, language: str) -> ShownArticle:
    words = _short(covered.article, source, catalogue, language)
    return ShownArticle(
        id=f"a-{source.key}-{re.sub(r'[^0-9A-Za-z]+', '-', covered.article) or 'whole'}",
        words=words,
        places=[_place(each, words, source, catalogue, language) for each in covered.places],
    )


def _place(place: Place, article: str, source: Source, catalogue: Catalogue, language: str) -> ShownPlace:
    words = _short(place.provision.article, source, catalogue, language)
    behind = () if place.questions else questions_deciding(place.obligations, catalogue)
    return ShownPlace(
        words="" if words == article else words,
        note=place.note,
        questions=[catalogue.questions[key] for key in place.questions],
        behind=[catalogue.questions[key] for key in behind],
        obligations=[catalogue.obligations[key] for key in place.obligations],
        deadlines=[catalogue.deadlines[key] for key in place.deadlines],
        why_not=place.not_asked,
    )


def _short(article: str, source: Source, catalogue: Catalogue, language: str) -> str:
    """The article without the name of its source, which stands above the table."""
    words = cite(Provision(source.key, article), catalogue, language)
    return words.removeprefix(source.short.in_language(language)).strip()
