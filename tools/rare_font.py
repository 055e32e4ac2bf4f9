"""Makes the font for rare Han characters: those of Noto Sans HK and Noto Sans JP that Noto Sans SC does not have.

    python -m tools.rare_font NotoSansHK-Regular.ttf NotoSansJP-Regular.ttf Regular

The result stands in `assessments/report/fonts`; it was made from the static files of `@expo-google-fonts/noto-sans-hk`
and `-jp` 0.4.3. Glyphs only: no layout tables, no hints. Same input, same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "assessments" / "report" / "fonts"
FAMILY = "Rare Han"
_NAMES = {1: FAMILY, 4: f"{FAMILY} {{weight}}", 6: "RareHan-{weight}", 16: FAMILY, 17: "{weight}", 2: "{weight}"}
_KEPT_NAMES = (0, 5, 8, 9, 11, 13, 14)
"""Copyright, version, makers and licence stay as they are."""


def make(sources: Iterable[Path], weight: str) -> Path:
    """The font of one weight, from the first source that has a character. Returns where it was written."""
    base = TTFont(FONTS / f"NotoSansSC-{weight}.ttf", lazy=True)
    known = set(base.getBestCmap())
    with TemporaryDirectory() as folder:
        parts = []
        for place, source in enumerate(sources):
            font = TTFont(source)
            wanted = {each for each in font.getBestCmap() if each not in known}
            known |= wanted
            parts.append(_reduce(font, wanted, Path(folder) / f"{place}.ttf"))
        merged = Merger().merge([str(each) for each in parts])
    return _finish(merged, weight)


def _reduce(font: Any, wanted: set[int], target: Path) -> Path:
    options = Options(layout_features=[], hinting=False, name_IDs=list(_KEPT_NAMES), notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "BASE", "GSUB", "GPOS", "GDEF", "VORG", "STAT", "DSIG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)
    return target


def _finish(font: Any, weight: str) -> Path:
    for number, words in _NAMES.items():
        font["name"].setName(words.format(weight=weight), number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 700 if weight == "Bold" else 400
    font["OS/2"].fsSelection = 0x20 if weight == "Bold" else 0x40
    font["head"].macStyle = int(weight == "Bold")
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    target = FONTS / f"RareHan-{weight}.ttf"
    font.save(target)
    return target


def main(arguments: Sequence[str]) -> int:
    """Make one weight."""
    *sources, weight = arguments
    print(make([Path(each) for each in sources], weight))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
