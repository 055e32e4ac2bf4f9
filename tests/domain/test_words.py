"""The small things that people read: words for states, citations, dates, and characters that cannot be seen."""

from __future__ import annotations

from collections import Counter
from datetime import date
from enum import StrEnum
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain.catalogue import Catalogue, ObligationKind, Provision, Severity, SourceKey
from assessments.domain.characters import Piece, TextProblem, UnfitText, check_text, mark_invisible
from assessments.domain.citations import chinese_number, cite, is_article
from assessments.domain.dates import day_in_words, short_day
from assessments.domain.findings import Branch, DeadlineState, Overall, Verdict
from assessments.domain.lifecycle import Role, Status
from assessments.domain.progress import ActionState
from assessments.domain.reassessing import Trigger
from assessments.domain.texts import LANGUAGES, Text
from assessments.domain.words import NO_RULE_WORDS, NOT_ANSWERED_WORDS, NOT_SURE_WORDS, WORDS, words_for

SPOKEN: list[type[StrEnum]] = [
    *(Verdict, Severity, Overall, Status, ObligationKind, Role, DeadlineState, Branch),
    *(ActionState, Trigger),
]


@pytest.mark.parametrize("kind", SPOKEN, ids=lambda kind: kind.__name__)
def test_every_state_has_words_of_its_own_in_both_languages(kind: type[StrEnum]) -> None:
    for language in LANGUAGES:
        words = Counter(words_for(each).in_language(language) for each in kind)
        assert all(words), kind
        assert max(words.values()) == 1, words


def test_no_word_stands_for_nothing() -> None:
    assert set(WORDS) == {each for kind in SPOKEN for each in kind}
    for text in (*WORDS.values(), NOT_SURE_WORDS, NOT_ANSWERED_WORDS, NO_RULE_WORDS):
        assert text.en.isascii()
        assert all("\u4e00" <= character <= "\u9fff" for character in text.zh), text


def test_the_word_compliant_never_stands_alone() -> None:
    assert not any("ompliant" in text.en or text.zh == "合规" for text in WORDS.values())


@pytest.mark.parametrize(("language", "words"), [("en", "gate"), ("zh-hans", "闸机"), ("zh", "闸机"), ("fr", "gate")])
def test_a_text_is_looked_up_by_language(language: str, words: str) -> None:
    assert Text("gate", "闸机").in_language(language) == words


CITATIONS = [
    ("FRM", "13(1)", "Measures art. 13(1)", "《办法》第十三条第一款"),
    ("FRM", "16-17", "Measures art. 16-17", "《办法》第十六条、第十七条"),
    ("PIPL", "13(1)(2)", "PIPL art. 13(1)(2)", "《个人信息保护法》第十三条第一款第（二）项"),
    ("PIPL", "51(3)", "PIPL art. 51(3)", "《个人信息保护法》第五十一条第（三）项"),
    ("PIPL", "33-37", "PIPL art. 33-37", "《个人信息保护法》第三十三条至第三十七条"),
    ("SPC", "2(7)", "Court Interpretation art. 2(7)", "《人脸识别司法解释》第二条第（七）项"),
    ("CC", "1033", "Civil Code art. 1033", "《民法典》第一千零三十三条"),
    ("CC", "253-1", "Civil Code art. 253-1", "《民法典》第二百五十三条之一"),
    ("FRM-N", "", "Filing Announcement", "《备案公告》"),
    ("INC", "annex", "Incident Measures annex", "《国家网络安全事件报告管理办法》附件"),
]


@pytest.mark.parametrize(("source", "article", "english", "chinese"), CITATIONS)
def test_a_provision_is_cited_as_lawyers_write_it(source: str, article: str, english: str, chinese: str) -> None:
    provision = Provision(SourceKey(source), article)
    assert cite(provision, current_edition(), "en") == english
    assert cite(provision, current_edition(), "zh-hans") == chinese


def test_every_provision_of_the_edition_can_be_cited() -> None:
    edition = current_edition()
    cited = [provision for one in edition.obligations.values() for provision in one.provisions]
    cited += [provision for question in edition.questions.values() for provision in question.provisions]
    cited += [provision for rule in edition.deadlines.values() for provision in rule.provisions]
    for provision in cited:
        assert is_article(provision.article)
        chinese = cite(provision, edition, "zh-hans")
        assert chinese.startswith(edition.sources[provision.source].short.zh)
        assert not provision.article or chinese.endswith(("条", "款", "项", "附件")) or "之" in chinese


@pytest.mark.parametrize("article", ["Article 5", "5(a)", "5.1", "(1)", "5-", "annexe"])
def test_what_cannot_be_cited_is_no_article(article: str) -> None:
    assert not is_article(article)


NUMBERS = {
    0: "零", 1: "一", 10: "十", 11: "十一", 13: "十三", 20: "二十", 37: "三十七", 100: "一百", 101: "一百零一",
    110: "一百一十", 115: "一百一十五", 253: "二百五十三", 300: "三百", 1000: "一千", 1001: "一千零一",
    1010: "一千零一十", 1033: "一千零三十三", 1100: "一千一百", 1205: "一千二百零五", 9999: "九千九百九十九",
}  # fmt: skip


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_numbers_in_chinese(number: int, words: str) -> None:
    assert chinese_number(number) == words


def test_no_two_numbers_are_written_alike() -> None:
    assert len({chinese_number(number) for number in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [("en", "3 September 2026", "3 Sep 2026"), ("zh-hans", "2026年9月3日", "2026年9月3日")],
)
def test_a_day_is_written_as_people_read_it(language: str, long: str, short: str) -> None:
    assert day_in_words(date(2026, 9, 3), language) == long
    assert short_day(date(2026, 9, 3), language) == short


def test_every_month_has_a_name() -> None:
    names = {day_in_words(date(2026, month, 1), "en") for month in range(1, 13)}
    assert len(names) == 12
    assert "1 January 2026" in names
    assert "1 December 2026" in names


@pytest.mark.parametrize("text", ["", "plain", "一行\n二行\r\n\t三行", "e\u0301", "😀", "\u200b zero width is kept"])
def test_a_text_that_can_be_kept_is_kept(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize(
    ("text", "problem", "position"),
    [
        ("ab\0", TextProblem.NUL, 2),
        ("a\ud800", TextProblem.SURROGATE, 1),
        ("\x1b[0m", TextProblem.CONTROL, 0),
        ("ab\x7f", TextProblem.CONTROL, 2),
        ("\x85", TextProblem.CONTROL, 0),
        ("😀\x00", TextProblem.NUL, 1),
    ],
)
def test_a_text_that_cannot_be_kept_says_where(text: str, problem: TextProblem, position: int) -> None:
    with pytest.raises(UnfitText) as caught:
        check_text(text)
    assert (caught.value.problem, caught.value.position) == (problem, position)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("plain 文字\n", (Piece("plain 文字\n", False),)),
        ("a\u202eb", (Piece("a", False), Piece("U+202E", True), Piece("b", False))),
        ("\u200b\u3164", (Piece("U+200B", True), Piece("U+3164", True))),
        ("soft\u00ad", (Piece("soft", False), Piece("U+00AD", True))),
        ("\ue000", (Piece("U+E000", True),)),
        ("\U000e0041x", (Piece("U+E0041", True), Piece("x", False))),
    ],
)
def test_a_character_that_cannot_be_seen_is_shown_by_its_name(text: str, pieces: tuple[Piece, ...]) -> None:
    assert mark_invisible(text) == pieces


@given(st.text())
def test_marking_loses_nothing(text: str) -> None:
    pieces = mark_invisible(text)
    assert "".join(chr(int(each.text[2:], 16)) if each.marked else each.text for each in pieces) == text
    assert not any(first.marked is second.marked is False for first, second in pairwise(pieces))


def test_articles_of_items_are_told_apart_from_paragraphs(small: Catalogue) -> None:
    assert cite(Provision(SourceKey("LAW"), "5(2)"), small, "zh-hans") == "《本法》第五条第二款"
