"""Marks and icons as inline SVG: shape, word and colour together, so that the shape alone survives a grey printer.

Here: drawings and their fixed meaning. The words come from the domain; nothing here decides anything.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assessments.domain.texts import Text
from assessments.domain.words import WORDS

register = template.Library()

_RING = "M8 1a7 7 0 100 14A7 7 0 008 1zm0 1.5"
_ASK = (
    "M8 1a7 7 0 100 14A7 7 0 008 1zm0 1.6a5.4 5.4 0 110 10.8A5.4 5.4 0 018 2.6zM7.1 10.6h1.8v1.7H7.1z"
    "M5.4 6.3C5.4 4.7 6.5 3.9 8 3.9s2.6.8 2.6 2.2c0 1.9-1.9 2-1.9 3.5H7.3c0-2.2 1.7-2.4 1.7-3.4 0-.6-.4-.9-1-.9"
    "s-1 .4-1 1z"
)
_DISC = "M8 .8a7.2 7.2 0 100 14.4A7.2 7.2 0 008 .8z"

GLYPHS: dict[str, str] = {
    "critical": "M1 1h14v14H1zM7 3.5v5.8h2V3.5zM7 11v2h2v-2z",
    "high": "M8 .8l7.6 14H.4z",
    "medium": "M8 .5L15.5 8 8 15.5.5 8z",
    "low": "M14 8A6 6 0 112 8a6 6 0 0112 0z",
    "none": f"{_RING}a5.5 5.5 0 110 11 5.5 5.5 0 010-11z",
    "half": f"{_RING}v11a5.5 5.5 0 010-11z",
    "ask": _ASK,
    "tick": "M6.3 13L1.3 8l1.4-1.4 3.6 3.6 7-7.2L14.7 4.4z",
    "met": f"{_DISC}M6.9 11.6L3.6 8.3l1.2-1.2 2.1 2.1 4.3-4.5 1.2 1.2z",
    "partly": f"{_DISC}m0 1.7v11a5.5 5.5 0 010-11z",
    "notmet": f"{_DISC}M4.6 5.8l1.2-1.2L8 6.8l2.2-2.2 1.2 1.2L9.2 8l2.2 2.2-1.2 1.2L8 9.2l-2.2 2.2-1.2-1.2L6.8 8z",
    "judge": "M4.4 1.2h7.2L15.2 8l-3.6 6.8H4.4L.8 8zM7.2 3.8v3.4H4.4v1.6h2.8v3.4h1.6V8.8h2.8V7.2H8.8V3.8z",
    "bar": "M2 7h12v2H2z",
}

ICONS: dict[str, str] = {
    "clock": '<circle cx="10" cy="10" r="7.2"/><path d="M10 6v4l3 2"/>',
    "globe": '<circle cx="10" cy="10" r="7.2"/><path d="M2.8 10h14.4M10 2.8c2.5 2.2 3.2 4.6 3.2 7.2s-.7 5-3.2 7.2'
    'c-2.5-2.2-3.2-4.6-3.2-7.2s.7-5 3.2-7.2z"/>',
    "person": '<circle cx="10" cy="7" r="3.2"/><path d="M3.5 17c.6-3.5 3.2-5 6.5-5s5.9 1.5 6.5 5"/>',
    "shield": '<path d="M10 2.5l6.5 2.3v5c0 4-2.7 6.5-6.5 7.7-3.8-1.2-6.5-3.7-6.5-7.7v-5zM7 10l2.2 2.2L13 8.3"/>',
    "warning": '<path d="M10 3l7.5 13.5h-15zM10 8v4M10 14.3v.2"/>',
    "download": '<path d="M10 3v10M6 9.5l4 4 4-4M4 17h12"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "check": '<path d="M4 10.5l4 4 8-9"/>',
    "pen": '<path d="M4 16l.8-3.5L13.5 3.8l2.7 2.7L7.5 15.2zM11.5 5.8l2.7 2.7"/>',
    "lock": '<path d="M4.5 9h11v8h-11zM7 9V6.5a3 3 0 016 0V9"/>',
    "document": '<path d="M5 2.5h7l3.5 3.5v11.5h-10.5zM12 2.5v3.5h3.5M7.5 10h5.5M7.5 13h5.5"/>',
    "cross": '<path d="M5 5l10 10M15 5L5 15"/>',
    "back": '<path d="M9 4.5L3.5 10 9 15.5M3.5 10H17"/>',
}

LOOKS: dict[str, tuple[str, str]] = {
    "critical": ("critical", "critical"),
    "high": ("high", "high"),
    "medium": ("medium", "medium"),
    "low": ("low", "low"),
    "advice": ("none", "na"),
    "to_clarify": ("ask", "open"),
    "met": ("met", "met"),
    "partly_met": ("partly", "partly"),
    "not_met": ("notmet", "notmet"),
    "undetermined": ("ask", "open"),
    "needs_judgement": ("judge", "judge"),
    "not_applicable": ("bar", "na"),
}
"""Glyph and colour class by key of severity or verdict."""

MORE_WORDS: dict[str, Text] = {"to_clarify": Text("To clarify", "待确认"), "failed": Text("Not sealed", "签章未成功")}
"""Words of marks that are no state of the domain."""
_WORDS = {str(key): text for key, text in WORDS.items()} | MORE_WORDS

STATUS_LOOKS: dict[str, tuple[str, str]] = {
    "draft": ("g:half", "azurite"),
    "in_review": ("i:clock", "open"),
    "returned": ("i:back", "high"),
    "approved": ("i:check", "met"),
    "sealing": ("i:lock", "low"),
    "sealed": ("i:shield", "met"),
    "superseded": ("i:document", "plain"),
    "withdrawn": ("i:cross", "plain"),
    "failed": ("i:warning", "critical"),
}


@lru_cache(maxsize=256)
def draw_glyph(name: str) -> SafeString:
    """The filled glyph of a mark, hidden from screen readers (the word stands beside it)."""
    path = f'<path d="{GLYPHS[name]}" fill-rule="evenodd"/>'
    return mark_safe(  # noqa: S308  constant drawing, no user text
        f'<svg class="g" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{path}</svg>'
    )


@lru_cache(maxsize=64)
def draw_icon(name: str) -> SafeString:
    """A line icon, hidden from screen readers."""
    return mark_safe(  # noqa: S308  constant drawing, no user text
        f'<svg class="i" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


def word_of(key: str, language: str | None = None) -> str:
    """The word for a verdict, severity, status or other named value, in the page's language."""
    return _WORDS[str(key)].in_language(language or get_language() or "en")


@lru_cache(maxsize=512)
def _mark(css: str, key: str, language: str) -> SafeString:
    glyph, colour = LOOKS[key]
    return format_html('<span class="{} c-{}">{}{}</span>', css, colour, draw_glyph(glyph), word_of(key, language))


@lru_cache(maxsize=128)
def _status(key: str, language: str) -> SafeString:
    drawing, colour = STATUS_LOOKS[key]
    family, name = drawing.split(":")
    svg = draw_glyph(name) if family == "g" else draw_icon(name)
    css = "plain" if colour == "plain" else f"c-{colour}"
    return format_html('<span class="tag {}">{}{}</span>', css, svg, word_of(key, language))


@register.simple_tag
def mark(key: str) -> SafeString:
    """Severity or verdict as glyph and word, without a background."""
    return _mark("m", str(key), get_language() or "en")


@register.simple_tag
def tag(key: str) -> SafeString:
    """Severity or verdict as glyph and word on its wash."""
    return _mark("tag", str(key), get_language() or "en")


@register.simple_tag
def status_tag(key: str) -> SafeString:
    """Status of an assessment or revision."""
    return _status(str(key), get_language() or "en")


@register.simple_tag
def counted(key: str, number: int) -> SafeString:
    """A severity with its number: "2 high"."""
    glyph, colour = LOOKS[str(key)]
    word = word_of(key).lower()
    return format_html('<span class="m c-{}">{}{} {}</span>', colour, draw_glyph(glyph), number, word)


@register.simple_tag
def mark_glyph(key: str) -> SafeString:
    """Only the glyph of a severity or verdict, in its colour; the word must stand beside it."""
    glyph, colour = LOOKS[str(key)]
    return format_html('<span class="c-{}">{}</span>', colour, draw_glyph(glyph))


@register.simple_tag
def glyph(name: str) -> SafeString:
    """A filled glyph by name."""
    return draw_glyph(name)


@register.simple_tag
def glyph_path(key: str) -> SafeString:
    """The bare path of a mark, for use inside a larger drawing."""
    return mark_safe(GLYPHS[LOOKS[str(key)][0]])  # noqa: S308  constant drawing


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon by name."""
    return draw_icon(name)


@register.filter
def colour(key: str) -> str:
    """The colour name of a severity or verdict: "critical", "open" …"""
    return LOOKS[str(key)][1]


@register.filter
def word(key: str) -> str:
    """The word for a verdict, severity, status or overall result."""
    return word_of(key)
