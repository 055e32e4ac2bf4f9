"""Which characters the report's fonts can draw. The fonts themselves are chosen in `fonts/`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from assessments.domain.texts import Text

FONTS = Path(__file__).parent / "fonts"
MAIN, RARE = "Noto Sans SC", "Rare Han"
FAMILY = f"{MAIN}, {RARE}"
"""Families in the order in which a character is looked for."""
FONT_FILES = {
    MAIN: (FONTS / "NotoSansSC-Regular.ttf", FONTS / "NotoSansSC-Bold.ttf"),
    RARE: (FONTS / "RareHan-Regular.ttf", FONTS / "RareHan-Bold.ttf"),
}
"""Both weights of each family. `tools/rare_font.py` tells where the second comes from."""
FONT_CONFIGURATION = FONTS / "fonts.conf"


@dataclass(eq=False)
class MissingGlyph(Exception):
    """A character that no font of the report can draw would have been printed as an empty box."""

    character: str
    where: Text | None = None
    """Whose words they are, as the middle of a sentence; None for the program's own."""

    def __str__(self) -> str:
        if self.where is None:
            return f"no glyph for {name_of(self.character)}"
        shown = f"“{self.character}” ({name_of(self.character)})"
        return f"no glyph for {shown} in {self.where.en}；{self.where.zh}含有字体中没有的字符{shown}"


@cache
def drawable() -> frozenset[int]:
    """Code points that one family can draw. Only the first weight is read: a test holds the second to the same."""
    return frozenset().union(*(code_points(regular) for regular, _ in FONT_FILES.values()))


def code_points(file: Path) -> frozenset[int]:
    """What one font can draw."""
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


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
