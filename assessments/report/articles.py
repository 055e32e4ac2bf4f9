"""Status by article: every article that an obligation rests on, with all its obligations, worst verdict first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from assessments.domain.arranging import by_article
from assessments.domain.catalogue import Catalogue, Provision, SourceKey
from assessments.domain.citations import cite
from assessments.domain.texts import Text
from assessments.report.printed import Printed

_WHOLE = Text("whole", "全文")


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
    of = {one.obligation.key: one for one in printed}
    arranged = by_article((one.finding for one in of.values()), catalogue)
    return tuple(
        _source_rows(
            key,
            {article: [of[each.obligation] for each in found] for article, found in articles.items()},
            catalogue,
            language,
        )
        for key, articles in arranged.items()
    )


def _source_rows(key: SourceKey, articles: dict[str, list[Printed]], catalogue: Catalogue, language: str) -> SourceRows:
    source = catalogue.sources[key]
    short = source.short.in_language(language)
    rows = []
    for article, found in articles.items():
        words = cite(Provision(key, article), catalogue, language).removeprefix(short).strip()
        groups = tuple(_group(list(alike), language) for _, alike in groupby(found, lambda one: one.verdict))
        worst = found[0]
        rows.append(ArticleRow(words or _WHOLE.in_language(language), worst.verdict, worst.verdict_words, groups))
    return SourceRows(short, source.title.in_language(language), tuple(rows))


def _group(alike: list[Printed], language: str) -> VerdictGroup:
    between, opening, closing = ("；", "（", "）") if language.startswith("zh") else ("; ", " (", ")")
    line = between.join(f"{one.title}{opening}{one.ref}{closing}" if one.ref else one.title for one in alike)
    return VerdictGroup(alike[0].verdict, alike[0].verdict_words, line)
