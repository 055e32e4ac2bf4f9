"""Articles as the edition writes them: which articles a citation means, what it touches, how they are sorted."""

from __future__ import annotations

import pytest

from assessments.domain.articles import articles_of, place_of, single_places, touches


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("13", ("13",)),
        ("13(1)", ("13",)),
        ("33-35", ("33", "34", "35")),
        ("253-1", ("253-1",)),
        ("annex", ("annex",)),
        ("", ("",)),
    ],
)
def test_a_citation_means_single_articles(article: str, expected: tuple[str, ...]) -> None:
    assert articles_of(article) == expected


def test_single_places_keep_their_paragraph() -> None:
    assert single_places("13(1)") == ("13(1)",)
    assert single_places("7-8") == ("7", "8")


@pytest.mark.parametrize(
    ("cited", "article", "expected"),
    [
        ("13(1)", "13", True),
        ("13", "13(2)", True),
        ("13(1)", "13(2)", False),
        ("13(1)", "13(1)(2)", True),
        ("13(1)", "13(10)", False),
        ("16-17", "17", True),
        ("16-17", "18", False),
        ("253", "253-1", False),
        ("23", "", True),
        ("", "23", False),
        ("", "", True),
        ("annex", "annex", True),
    ],
)
def test_a_citation_touches_what_it_is_part_of_and_what_is_part_of_it(cited: str, article: str, expected: bool) -> None:
    assert touches(cited, article) is expected


def test_articles_are_sorted_by_number_and_paragraphs_after_their_article() -> None:
    articles = ["", "annex", "13(2)", "13(10)", "2", "13", "253-1", "253", "13(1)", "13-14"]
    assert sorted(articles, key=place_of) == [
        "2", "13", "13-14", "13(1)", "13(2)", "13(10)", "253", "253-1", "", "annex",
    ]  # fmt: skip
