"""Rules of coverage: each article of the law is asked about, or the edition says why not."""

from __future__ import annotations

from enum import unique

from assessments.catalogues.rules.rule import Rule


@unique
class CoverageRule(Rule):
    """Nothing of the law is left out in silence."""

    ARTICLE_LEFT_OUT = ("leaves out {place}, which nothing cites", "ask about it, or say why under not_asked")
    REASON_WITHOUT_NEED = ("says why nothing asks about it, but {citing} cites it", "remove this reason")
    ARTICLES_TOO_FEW = ("has {articles} articles, but article {article} is cited", "correct the number or the citation")
