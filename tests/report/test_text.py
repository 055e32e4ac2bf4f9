"""People's own words as HTML, and the characters that the fonts can draw."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.report.glyphs import MissingGlyph, can_draw, check_glyphs
from assessments.report.text import LONGEST_BLOCK, plain_line, shorten, visible, visible_line

BLOCK = re.compile(r'<div class="u">(.*?)</div>')


def test_markup_is_escaped() -> None:
    assert visible("<b>&amp;</b>") == "&lt;b&gt;&amp;amp;&lt;/b&gt;"


def test_lines_become_blocks_and_empty_lines_vanish() -> None:
    assert BLOCK.findall(visible("one\r\n\r\ntwo\rthree")) == ["one", "two", "three"]


def test_a_name_stays_in_one_line() -> None:
    assert visible_line(" Gate\n\tB ") == "Gate B"


def test_runs_of_strange_characters_are_named_together() -> None:
    assert visible("a😀\u202eb") == 'a<span class="inv">[U+1F600 U+202E]</span>b'
    assert plain_line("a😀\u202e b") == "a[U+1F600 U+202E] b"


def test_long_paragraphs_are_cut_after_sentences() -> None:
    sentence = "本单位对人脸信息进行处理。"
    blocks = BLOCK.findall(visible(sentence * 200))
    assert len(blocks) > 1
    assert all(each.endswith("。") and len(each) <= LONGEST_BLOCK for each in blocks)
    assert "".join(blocks) == sentence * 200


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=3000))
def test_blocks_are_short_and_nothing_is_lost(text: str) -> None:
    html = visible(text)
    blocks = BLOCK.findall(html) or [str(html)]
    bare = [re.sub(r"<[^>]*>", "", each) for each in blocks]
    assert all(len(re.sub(r"&[#\w]+;", "&", each)) <= LONGEST_BLOCK + 12 for each in bare)
    check_glyphs("".join(bare))
    plain = [each for each in text if can_draw(each) and ord(each) < 0x2000 and each not in "[]U+&<>\"'\u00ad"]
    kept = re.sub(r"\[U\+[^\]]*\]|&[#\w]+;", "", "".join(bare))
    assert [each for each in kept if each in set(plain)] == [each for each in text if each in set(plain)]


def test_a_shortened_text_says_that_it_is() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abcdefg", 6) == "abcdef……"


@pytest.mark.parametrize("character", list("骨㑇𫖯𬭚𫟹𬬭→≥“”…—·①½é"))
def test_rare_hanzi_and_punctuation_can_be_drawn(character: str) -> None:
    assert can_draw(character)


def test_the_first_character_without_glyph_is_named() -> None:
    with pytest.raises(MissingGlyph, match=r"U\+1F600"):
        check_glyphs("plain text\n\t 😀")
