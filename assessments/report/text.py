"""People's own words as HTML: escaped, every character visible, long stretches cut into blocks.

Layout time grows steeply with the length of one unbroken line, so nothing longer than a block reaches the renderer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessments.domain.characters import mark_invisible
from assessments.report.glyphs import can_draw, name_of

LONGEST_BLOCK = 800
"""Code points in one block."""
SHORTEST_CUT = 400
"""A block is cut at the end of a sentence, if one ends after this many code points."""
_GOOD_CUTS = "。！？；\n.!?;，,、 "


def visible(text: str) -> SafeString:
    """The text for a place that takes blocks."""
    blocks = list(_blocks(text))
    if len(blocks) <= 1:
        return _inline("".join(blocks))
    return mark_safe("".join(f'<div class="u">{_inline(block)}</div>' for block in blocks))  # noqa: S308


def visible_line(text: str) -> SafeString:
    """The text for a place that takes one line only: names, headings."""
    return _inline(" ".join(text.split()))


def plain_line(text: str) -> str:
    """The text in one line, without markup: for titles of the file."""
    parts = []
    for plain, run in groupby(" ".join(text.split()), is_plain):
        characters = "".join(run)
        parts.append(characters if plain else f"[{' '.join(map(name_of, characters))}]")
    return "".join(parts)


def shorten(text: str, limit: int) -> str:
    """The beginning of a text that is printed in full elsewhere."""
    return text if len(text) <= limit else text[:limit].rstrip() + "……"


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, and paragraphs that are too long in pieces. Joined they give the text, save for line ends."""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        rest = line.strip()
        while _printed_length(rest) > LONGEST_BLOCK:
            place = _cut(rest)
            yield rest[:place]
            rest = rest[place:]
        if rest:
            yield rest


def _printed_length(text: str) -> int:
    if len(text) > LONGEST_BLOCK:
        return len(text)
    return sum(1 if is_plain(each) else len(name_of(each)) + 1 for each in text)


def _cut(text: str) -> int:
    length = place = 0
    good = 0
    for place, character in enumerate(text):
        length += 1 if is_plain(character) else len(name_of(character)) + 1
        if length > LONGEST_BLOCK:
            break
        if character in _GOOD_CUTS and length >= SHORTEST_CUT:
            good = place + 1
    return good or max(place, 1)


def is_plain(character: str) -> bool:
    """Whether a character can be seen and drawn as it is."""
    if character in "\n\t ":
        return True
    return can_draw(character) and not mark_invisible(character)[0].marked


def _inline(text: str) -> SafeString:
    parts = []
    for plain, run in groupby(text, is_plain):
        characters = "".join(run)
        parts.append(str(escape(characters)) if plain else _named(characters))
    return mark_safe("".join(parts))  # noqa: S308  every part is escaped or a code point


def _named(characters: str) -> str:
    return f'<span class="inv">[{" ".join(map(name_of, characters))}]</span>'
