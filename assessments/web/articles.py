"""The table by article: every article that an obligation rests on, with the worst verdict of its obligations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.arranging import by_article
from assessments.domain.catalogue import Catalogue, Provision, SourceKey
from assessments.domain.explanations import cite
from assessments.domain.findings import Verdict
from assessments.web.findings import Shown


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

    @property
    def is_quiet(self) -> bool:
        """Whether nothing in it asks for anything: all is met or does not apply."""
        return all(row.verdict in (Verdict.MET.value, Verdict.NOT_APPLICABLE.value) for row in self.rows)


def plan_articles(shown: Sequence[Shown], catalogue: Catalogue, language: str) -> list[SourceRows]:
    """Sources in the order of the edition, articles in their own order."""
    of = {one.obligation.key: one for one in shown}
    arranged = by_article((one.finding for one in shown), catalogue)
    return [
        _source_rows(
            key,
            {article: [of[each.obligation] for each in found] for article, found in articles.items()},
            catalogue,
            language,
        )
        for key, articles in arranged.items()
    ]


def _source_rows(key: SourceKey, articles: dict[str, list[Shown]], catalogue: Catalogue, language: str) -> SourceRows:
    source = catalogue.sources[key]
    short = source.short.in_language(language)
    rows = []
    for article, found in articles.items():
        words = cite(Provision(key, article), catalogue, language)
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
