"""Which characters a text may hold, and which of them a reader cannot see. Texts are judged, never changed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class TextProblem(StrEnum):
    """Why a text cannot be kept."""

    NUL = "nul"
    SURROGATE = "surrogate"
    CONTROL = "control"


@dataclass(eq=False)
class UnfitText(Exception):
    """A text holds a character that cannot be kept; `position` counts code points from 0."""

    problem: TextProblem
    position: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text to show: as it is, or, when `marked`, the name of a character that cannot be seen."""

    text: str
    marked: bool


_LINE_ENDS = frozenset("\t\n\r")
_BLANKS = frozenset("\u2028\u2029\u115f\u1160\u3164\uffa0\u00ad")
"""Characters that take no ink although their category does not say so."""


def check_text(text: str) -> None:
    """Raises UnfitText for a lone surrogate, NUL, or a control character other than tab and line ends."""
    for position, character in enumerate(text):
        if character == "\0":
            raise UnfitText(TextProblem.NUL, position)
        category = unicodedata.category(character)
        if category == "Cs":
            raise UnfitText(TextProblem.SURROGATE, position)
        if category == "Cc" and character not in _LINE_ENDS:
            raise UnfitText(TextProblem.CONTROL, position)


def mark_invisible(text: str) -> tuple[Piece, ...]:
    """The text in pieces, with every character that cannot be seen or turns the direction replaced by its name."""
    if type(text) is str and text.isprintable() and _BLANKS.isdisjoint(text):  # the usual case, and quick to tell
        return (Piece(text, marked=False),) if text else ()
    pieces: list[Piece] = []
    plain: list[str] = []
    for character in text:
        if not _is_invisible(character):
            plain.append(character)
            continue
        if plain:
            pieces.append(Piece("".join(plain), marked=False))
            plain = []
        pieces.append(Piece(f"U+{ord(character):04X}", marked=True))
    if plain:
        pieces.append(Piece("".join(plain), marked=False))
    return tuple(pieces)


def _is_invisible(character: str) -> bool:
    if character.isascii():
        return False
    return character in _BLANKS or unicodedata.category(character) in ("Cf", "Cn", "Co", "Cc")
