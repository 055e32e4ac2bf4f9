"""Words broken into lines for a drawing, which no browser breaks: about how wide they are, and where they may break."""

from __future__ import annotations

import unicodedata


def width_of(words: str, size: float) -> float:
    """About how wide the words are: a Chinese sign is a square, any other a little more than half of one."""
    return size * sum(1 if unicodedata.east_asian_width(each) in "WF" else 0.54 for each in words)


def wrapped(words: str, width: float, size: float) -> list[str]:
    """The words in lines no wider than `width`: broken at spaces, and between Chinese signs but not before a mark."""
    lines, line = [], ""
    for piece in _pieces(words):
        if line and width_of(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _pieces(words: str) -> list[str]:
    pieces: list[str] = []
    for before, sign in zip(f" {words}", words, strict=False):
        is_wide = unicodedata.east_asian_width(sign) in "WF"
        breaks = before == " " or (is_wide and unicodedata.category(sign)[0] != "P")
        if not pieces or breaks:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces
