"""SVG shapes and texts for the charts. Colours and fonts are attributes: page styles do not reach into drawings."""

from __future__ import annotations

import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessments.report.glyphs import FAMILY
from assessments.report.marks import INK, draw_mark


def figure(width: float, height: float, title: str, language: str, parts: list[SafeString]) -> SafeString:
    """A whole drawing, with the same information in words as its title. Sizes in points."""
    features = "normal" if language.startswith("zh") else "'palt'"
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}pt" height="{}pt" viewBox="0 0 {} {}" role="img"'
        ' font-family="{}" font-feature-settings="{}"><title>{}</title>{}</svg>',
        *(number(each) for each in (width, height, width, height)),
        FAMILY,
        features,
        title,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def text(
    x: float, y: float, words: str, size: float, *, fill: str = INK, bold: bool = False, anchor: str = "start"
) -> SafeString:
    """One line of text; `y` is its base line."""
    return format_html(
        '<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}" text-anchor="{}">{}</text>',
        number(x),
        number(y),
        number(size),
        "700" if bold else "400",
        fill,
        anchor,
        words,
    )


def box(x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = "none") -> SafeString:
    """A rectangle."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="0.6"/>',
        *(number(each) for each in (x, y, width, height)),
        fill,
        stroke,
    )


def mark(key: str, x: float, y: float, size: float) -> SafeString:
    """The mark of a severity or verdict; `x` and `y` are its upper left corner."""
    return format_html(
        '<g transform="translate({} {}) scale({})">{}</g>',
        number(x),
        number(y),
        number(size / 16),
        mark_safe(draw_mark(key)),  # noqa: S308  constant drawing
    )


def width_of(words: str, size: float) -> float:
    """About how wide a text is; a little more rather than less."""
    ems = sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.58 for each in words)
    return ems * size


def number(value: float) -> str:
    """A number as SVG takes it, the same on every machine."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
