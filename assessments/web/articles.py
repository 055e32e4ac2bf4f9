"""The table by article: every article that an obligation rests on, with the worst verdict of its obligations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.catalogue import Catalogue, Provision, SourceKey
from assessments.domain.explanations import cite
from assessments.domain.findings import Verdict
from assessments.web.findings import Shown

WORST_FIRST = (
    Verdict.NOT_MET,
    Verdict.PARTLY_MET,
    Verdict.UNDETERMINED,
    Verdict.NEEDS_JUDGEMENT,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)
_ARTICLE = re.compile(r"^\d+")


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article of one source."""

    id: str
    words: str
    short: str
    """Article without the name of the source."""
    verdict: str
    shown: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class SourceRows:
    """The articles of one source."""

    key: str
    short: str
    title: str
    address: str
    rows: Sequence[ArticleRow]


def plan_articles(shown: Sequence[Shown], catalogue: Catalogue, language: str) -> list[SourceRows]:
    """Sources in the order of the edition, articles in their own order."""
    gathered: dict[SourceKey, dict[str, list[Shown]]] = {}
    for one in shown:
        for provision in one.obligation.provisions:
            rows = gathered.setdefault(provision.source, {}).setdefault(_article(provision), [])
            if one not in rows:
                rows.append(one)
    return [_source_rows(key, gathered[key], catalogue, language) for key in catalogue.sources if key in gathered]


def _article(provision: Provision) -> str:
    number = _ARTICLE.match(provision.article)
    return number.group() if number else provision.article


def _source_rows(key: SourceKey, articles: dict[str, list[Shown]], catalogue: Catalogue, language: str) -> SourceRows:
    source = catalogue.sources[key]
    short = source.short.in_language(language)
    rows = []
    for article in sorted(articles, key=_place):
        words = cite(Provision(key, article), catalogue, language)
        found = sorted(articles[article], key=lambda one: WORST_FIRST.index(one.finding.verdict))
        rows.append(
            ArticleRow(
                id=f"r-{key}-{re.sub(r'[^0-9A-Za-z]+', '-', article)}",
                words=words,
                short=words.removeprefix(short).strip() or words,
                verdict=found[0].verdict,
                shown=found,
            )
        )
    return SourceRows(str(key), short, source.title.in_language(language), source.address, rows)


def _place(article: str) -> tuple[int, str]:
    return (int(article), "") if article.isdecimal() else (10_000, article)
