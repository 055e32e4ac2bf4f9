"""Status by article: every article that an obligation rests on, with all its obligations, worst verdict first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from assessments.domain.catalogue import Catalogue, Provision, SourceKey
from assessments.domain.citations import cite
from assessments.domain.findings import Verdict
from assessments.domain.texts import Text
from assessments.report.printed import Printed

WORST_FIRST = (
    Verdict.NOT_MET,
    Verdict.PARTLY_MET,
    Verdict.UNDETERMINED,
    Verdict.NEEDS_JUDGEMENT,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)
_WHOLE = Text("whole", "全文")
_ARTICLE = re.compile(r"^\d+(-\d+)?")


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """Obligations of one article that came out alike."""

    verdict: str
    verdict_words: str
    line: str
    """Titles, each with its reference."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article of one source."""

    words: str
    """The article alone: "art. 13", 第十三条; "whole" where the source is cited without one."""
    verdict: str
    """Key of the worst verdict."""
    verdict_words: str
    groups: tuple[VerdictGroup, ...]


@dataclass(frozen=True, slots=True)
class SourceRows:
    """The articles of one source."""

    short: str
    title: str
    rows: tuple[ArticleRow, ...]


def plan_articles(printed: Iterable[Printed], catalogue: Catalogue, language: str) -> tuple[SourceRows, ...]:
    """Sources in the order of the edition, articles in their own order."""
    gathered: dict[SourceKey, dict[str, dict[str, Printed]]] = {}
    for one in printed:
        for provision in one.obligation.provisions:
            articles = gathered.setdefault(provision.source, {})
            articles.setdefault(_article(provision), {}).setdefault(str(one.obligation.key), one)
    return tuple(_source_rows(key, gathered[key], catalogue, language) for key in catalogue.sources if key in gathered)


def _article(provision: Provision) -> str:
    number = _ARTICLE.match(provision.article)
    return number.group() if number else provision.article


def _source_rows(
    key: SourceKey, articles: dict[str, dict[str, Printed]], catalogue: Catalogue, language: str
) -> SourceRows:
    source = catalogue.sources[key]
    short = source.short.in_language(language)
    rows = []
    for article in sorted(articles, key=_place):
        found = sorted(articles[article].values(), key=lambda one: WORST_FIRST.index(one.finding.verdict))
        words = cite(Provision(key, article), catalogue, language).removeprefix(short).strip()
        groups = tuple(_group(list(alike), language) for _, alike in groupby(found, lambda one: one.verdict))
        worst = found[0]
        rows.append(ArticleRow(words or _WHOLE.in_language(language), worst.verdict, worst.verdict_words, groups))
    return SourceRows(short, source.title.in_language(language), tuple(rows))


def _group(alike: list[Printed], language: str) -> VerdictGroup:
    between, opening, closing = ("；", "（", "）") if language.startswith("zh") else ("; ", " (", ")")
    line = between.join(f"{one.title}{opening}{one.ref}{closing}" if one.ref else one.title for one in alike)
    return VerdictGroup(alike[0].verdict, alike[0].verdict_words, line)


def _place(article: str) -> tuple[int, str]:
    number = re.match(r"\d+", article)
    return (int(number.group()) if number else 10_000, article)
