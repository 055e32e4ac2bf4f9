"""Damage to texts: every encoding mistake is seen, and no honest text is taken for one."""

from __future__ import annotations

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.wording import damage_in

HONEST = [
    "联通",
    "café",
    "naïve – “quoted”",
    "人脸识别技术应用安全管理办法",
    "《个人信息保护法》第二十六条",
    "溥仪",
    "Ω",
]


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_text_is_not_damaged(text: str) -> None:
    assert damage_in(text) == ""


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_western_encodings_are_recognised(wrong: str) -> None:
    assert damage_in("It’s “apt”".encode().decode(wrong, "ignore")) != ""


def test_chinese_read_in_the_older_chinese_encoding_is_recognised() -> None:
    damaged = "人脸信息".encode().decode("gbk")
    assert damage_in(f"before {damaged} after") == damaged


def test_no_text_of_the_current_edition_is_taken_for_damaged_when_cut_anywhere() -> None:
    texts = [each.text.zh for each in current_edition().questions.values()]
    assert [text for text in texts for end in range(len(text) + 1) if damage_in(text[:end])] == []
