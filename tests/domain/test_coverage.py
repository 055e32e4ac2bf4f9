"""The coverage matrix: every article once, everything cited in it, and a reason for whatever is not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.domain.articles import articles_of
from assessments.domain.catalogue import Catalogue, ObligationKey, Provision, QuestionKey, SourceKey
from assessments.domain.coverage import CoveredArticle, cited_provisions, coverage_of, questions_deciding
from assessments.domain.texts import Text
from tests.small import KIND, SOURCES, Change, add, load, put, text

WHY = Text("It binds authorities", "仅约束主管部门")


def rows(catalogue: Catalogue, source: str) -> Mapping[str, CoveredArticle]:
    """The rows of one source by their article."""
    (found,) = (each for each in coverage_of(catalogue) if each.source.key == source)
    return {each.article: each for each in found.articles}


def with_not_asked(article: str) -> Change:
    """A change that leaves one article of the law out on purpose."""
    return put([{"source": "LAW", "article": article, "why": text(WHY.en, WHY.zh)}], SOURCES, "not_asked")


def test_every_source_stands_in_the_matrix_once_and_in_order() -> None:
    catalogue = current_edition()
    assert [each.source.key for each in coverage_of(catalogue)] == list(catalogue.sources)


def test_every_article_stands_in_exactly_one_row_of_its_source() -> None:
    for covered in coverage_of(current_edition()):
        found = Counter(article for row in covered.articles for article in articles_of(row.article))
        assert set(found.values()) <= {1}, covered.source.key


def test_all_twenty_articles_of_the_measures_and_article_26_of_the_law_are_there() -> None:
    catalogue = current_edition()
    measures = [article for row in rows(catalogue, "FRM") for article in articles_of(row)]
    assert measures == [str(number) for number in range(1, 21)]
    row = rows(catalogue, "PIPL")["26"]
    assert {catalogue.questions[key].number for key in row.questions} >= {"5.2", "5.8", "5.10"}
    assert {"M13-signage", "P26-purpose-lock"} <= set(row.obligations)


def test_the_rows_hold_what_the_edition_cites_notes_or_leaves_out_and_nothing_else() -> None:
    catalogue = current_edition()
    shown = {place.provision for covered in coverage_of(catalogue) for row in covered.articles for place in row.places}
    noted = {each.provision for each in catalogue.notes_on_provisions}
    assert shown == cited_provisions(catalogue) | noted | {each.provision for each in catalogue.not_asked}


def test_every_citation_of_a_question_and_an_obligation_is_in_each_row_it_speaks_of() -> None:
    catalogue = current_edition()
    for question in catalogue.questions.values():
        for provision in question.provisions:
            found = rows(catalogue, provision.source)
            speaks_of = [
                row for name, row in found.items() if set(articles_of(name)) & set(articles_of(provision.article))
            ]
            assert speaks_of
            assert all(question.key in row.questions for row in speaks_of)
    for obligation in catalogue.obligations.values():
        for provision in obligation.provisions:
            assert any(obligation.key in row.obligations for row in rows(catalogue, provision.source).values())


def test_whatever_nothing_cites_has_a_reason() -> None:
    for covered in coverage_of(current_edition()):
        for row in covered.articles:
            about_the_whole = not row.article and any(each.is_used for each in covered.articles)
            assert row.is_used or about_the_whole or row.left_out(covered.source), (covered.source.key, row.article)


def test_articles_that_are_only_cited_together_share_a_row(tmp_path: Path) -> None:
    provisions = [{"LAW": "7-9"}, {"LAW": "8"}, {"LAW": "13(1)"}, {"LAW": "13"}]
    found = rows(load(tmp_path, put(provisions, *KIND, "provisions")), "LAW")
    assert list(found) == ["1", "7", "8", "9", "13"]
    assert [place.provision.article for place in found["8"].places] == ["8", "7-9"]
    assert [place.provision.article for place in found["13"].places] == ["13", "13(1)"]
    together = rows(
        load(tmp_path / "two", put([{"LAW": "7-9"}], "steps/01-first", "questions", 0, "provisions")), "LAW"
    )
    assert list(together) == ["1", "7-9", "13"]


def test_a_row_names_questions_obligations_and_deadlines(small: Catalogue) -> None:
    found = rows(small, "LAW")
    (place,) = found["1"].places
    assert found["1"].questions == tuple(small.questions)
    assert place.deadlines == ("D1",)
    assert found["13"].obligations == tuple(small.obligations)
    (noted,) = found["13"].places
    assert noted.note == Text("Some words", "一些文字")
    assert noted.questions == ()
    assert noted.is_used


def test_an_article_that_is_left_out_says_why(tmp_path: Path) -> None:
    catalogue = load(tmp_path, with_not_asked("5"))
    source = catalogue.sources[SourceKey("LAW")]
    row = rows(catalogue, "LAW")["5"]
    assert not row.is_used
    (left_out,) = row.left_out(source)
    assert (left_out.provision, left_out.why) == (Provision(SourceKey("LAW"), "5"), WHY)


def test_a_paragraph_that_is_left_out_of_an_article_in_use_says_why(tmp_path: Path) -> None:
    catalogue = load(tmp_path, with_not_asked("13(2)"))
    row = rows(catalogue, "LAW")["13"]
    assert row.is_used
    assert [each.provision.article for each in row.left_out(catalogue.sources[SourceKey("LAW")])] == ["13(2)"]


def test_an_article_of_a_source_without_obligation_takes_the_reason_of_the_source(tmp_path: Path) -> None:
    note = {"source": "NOTE", "article": "3", "text": text()}
    catalogue = load(tmp_path, add(note, SOURCES, "provisions"))
    source = catalogue.sources[SourceKey("NOTE")]
    (left_out,) = rows(catalogue, "NOTE")["3"].left_out(source)
    assert left_out.why == source.without_obligation


@pytest.mark.parametrize(
    ("obligation", "expected"),
    [("O1-duty", ("q_kind", "q_sure")), ("O2-ban", ("q_use",)), ("O3-advice", ("q_sure", "q_cite"))],
)
def test_the_questions_deciding_an_obligation_are_those_that_decide_its_verdict(
    small: Catalogue, obligation: str, expected: tuple[str, ...]
) -> None:
    assert questions_deciding([ObligationKey(obligation)], small) == tuple(QuestionKey(each) for each in expected)
