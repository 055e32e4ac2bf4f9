"""Which characters the report's fonts can draw. The fonts themselves are chosen in `fonts/`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Noto Sans SC"
FONT_FILES = (FONTS / "NotoSansSC-Regular.ttf", FONTS / "NotoSansSC-Bold.ttf")
FONT_CONFIGURATION = FONTS / "fonts.conf"


@dataclass(eq=False)
class MissingGlyph(Exception):
    """A character that no font of the report can draw would have been printed as an empty box."""

    character: str

    def __str__(self) -> str:
        return f"no glyph for {name_of(self.character)}"


@cache
def drawable() -> frozenset[int]:
    """Code points that both weights can draw."""
    covered: set[int] | None = None
    for file in FONT_FILES:
        with TTFont(file, lazy=True) as font:
            found = set(font.getBestCmap())
        covered = found if covered is None else covered & found
    return frozenset(covered or ())


def can_draw(character: str) -> bool:
    """Whether a character has a glyph."""
    return ord(character) in drawable()


def name_of(character: str) -> str:
    """ "U+1F600": how a character without glyph is named."""
    return f"U+{ord(character):04X}"


def check_glyphs(text: Iterable[str]) -> None:
    """Raises MissingGlyph for the first character that is neither white space of markup nor drawable."""
    for character in sorted(set(text) - set("\n\t\r ")):
        if not can_draw(character):
            raise MissingGlyph(character)
