"""One page with all pictures: a line for each scene, its languages and widths next to each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

LANGUAGES = ("en", "zh-hans")
WIDTHS = (1280, 390)

STYLE = """
body{font:14px system-ui,sans-serif;margin:1rem;background:#eee}
.row{display:flex;gap:1rem;align-items:flex-start;margin:0 0 2rem}
figure{margin:0}img{border:1px solid #999;background:#fff;display:block}
.w1280 img{width:560px}.w390 img{width:200px}
.cut{max-height:700px;overflow:auto}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture, by what it shows."""

    scene: str
    language: str
    width: int
    theme: str
    """light or dark"""

    @property
    def file_name(self) -> str:
        """Where it is kept, in the folder of the sheet."""
        return f"{self.scene}.{self.language}.{self.width}{'.dark' if self.theme == 'dark' else ''}.png"


def pictures_of(scene: str, themes: Sequence[str]) -> list[Picture]:
    """All pictures of a scene, in the order of the sheet."""
    shown = [(theme, width, language) for theme in themes for width in WIDTHS for language in LANGUAGES]
    return [Picture(scene, language, width, theme) for theme, width, language in shown]


def sheet(scenes: Iterable[str], themes: Sequence[str], faults: Sequence[str]) -> str:
    """The sheet as HTML."""
    names = list(scenes)
    links = " ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in names)
    found = "".join(f"<li>{escape(fault)}</li>" for fault in faults)
    rows = "".join(_row(name, themes) for name in names)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title><style>{STYLE}</style>'
        f"<h1>{len(names)} scenes</h1><ul>{found}</ul><p>{links}</p>{rows}</html>\n"
    )


def _row(name: str, themes: Sequence[str]) -> str:
    figures = "".join(_figure(each) for each in pictures_of(name, themes))
    return f'<h2 id="{escape(name)}">{escape(name)}</h2><div class="row">{figures}</div>'


def _figure(one: Picture) -> str:
    file, words = escape(one.file_name), f"{one.language}, {one.width}, {one.theme}"
    image = f'<img src="{file}" alt="{escape(one.scene)}, {words}" loading="lazy">'
    return (
        f'<figure class="w{one.width}"><figcaption>{words}</figcaption>'
        f'<div class="cut"><a href="{file}">{image}</a></div></figure>'
    )
