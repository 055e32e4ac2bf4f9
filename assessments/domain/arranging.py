"""Findings in the orders in which people read them: the gravest first, and by article. Page and report share these."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assessments.domain.catalogue import Catalogue, Provision, Severity, SourceKey
from assessments.domain.findings import Finding, Verdict

WORST_FIRST = (
    Verdict.NOT_MET,
    Verdict.PARTLY_MET,
    Verdict.UNDETERMINED,
    Verdict.NEEDS_JUDGEMENT,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)
_RANKS = {severity: place for place, severity in enumerate(Severity)}
_ARTICLE = re.compile(r"^\d+(-\d+)?")
_UNNUMBERED = 10_000
"""Places an annex, or an instrument cited as a whole, after its numbered articles."""


def rank(severity: Severity) -> int:
    """0 for the worst."""
    return _RANKS[severity]


def gravity(finding: Finding) -> tuple[bool, int, bool]:
    """Sorting key: breached prohibitions, then by severity, then not met before partly met."""
    return not finding.is_red_line, rank(finding.severity), finding.verdict is not Verdict.NOT_MET


def by_article(findings: Iterable[Finding], catalogue: Catalogue) -> dict[SourceKey, dict[str, tuple[Finding, ...]]]:
    """Findings of each article that an obligation rests on, worst verdict first.

    Sources stand in the order of the edition, articles in their own: "13", "33-37"; "" for a source cited as a whole.
    """
    gathered: dict[SourceKey, dict[str, dict[str, Finding]]] = {}
    for finding in findings:
        for provision in catalogue.obligations[finding.obligation].provisions:
            articles = gathered.setdefault(provision.source, {})
            articles.setdefault(_article(provision), {})[finding.obligation] = finding
    return {
        source: {
            article: tuple(sorted(found.values(), key=lambda each: WORST_FIRST.index(each.verdict)))
            for article, found in sorted(gathered[source].items(), key=lambda item: _place(item[0]))
        }
        for source in catalogue.sources
        if source in gathered
    }


def _article(provision: Provision) -> str:
    number = _ARTICLE.match(provision.article)
    return number.group() if number else provision.article


def _place(article: str) -> tuple[int, str]:
    number = re.match(r"\d+", article)
    return (int(number.group()) if number else _UNNUMBERED, article)
