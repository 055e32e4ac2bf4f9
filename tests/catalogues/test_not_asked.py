"""Nothing is left out in silence: each provision is asked about or says why not, and need not say it twice."""

from __future__ import annotations

from pathlib import Path

from tests.small import SOURCES, Change, add, load, put, text

LAW = (SOURCES, "sources", 0)


def listed(*articles: str) -> Change:
    """A change that lists articles as not asked."""
    entries = [{"source": "LAW", "article": article, "why": text()} for article in articles]
    return put(entries, SOURCES, "not_asked")


def noted(article: str) -> Change:
    """A change that adds a note on an article of the law."""
    return add({"source": "LAW", "article": article, "text": text()}, SOURCES, "provisions")


def test_an_edition_that_accounts_for_every_article_loads(tmp_path: Path) -> None:
    rest = [str(number) for number in range(2, 14) if number != 13]
    catalogue = load(tmp_path, put(13, *LAW, "articles"), listed(*rest))
    assert [each.provision.article for each in catalogue.not_asked] == rest
    assert next(iter(catalogue.sources.values())).articles == 13


def test_a_note_on_an_instrument_as_a_whole_is_covered_by_any_citation_of_it(tmp_path: Path) -> None:
    assert load(tmp_path, noted(""))


def test_a_source_without_obligation_need_not_explain_each_article(tmp_path: Path) -> None:
    assert load(tmp_path, add({"source": "NOTE", "article": "3", "text": text()}, SOURCES, "provisions"))
