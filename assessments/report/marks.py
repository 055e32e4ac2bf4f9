"""Marks of severities and verdicts: shape and colour by key. The words stand beside them and come from the domain."""

from __future__ import annotations

_ASK = (
    "M8 1a7 7 0 100 14A7 7 0 008 1zm0 1.6a5.4 5.4 0 110 10.8A5.4 5.4 0 018 2.6zM7.1 10.6h1.8v1.7H7.1z"
    "M5.4 6.3C5.4 4.7 6.5 3.9 8 3.9s2.6.8 2.6 2.2c0 1.9-1.9 2-1.9 3.5H7.3c0-2.2 1.7-2.4 1.7-3.4 0-.6-.4-.9-1-.9"
    "s-1 .4-1 1z"
)
_DISC = "M8 .8a7.2 7.2 0 100 14.4A7.2 7.2 0 008 .8z"

CINNABAR, OCHRE, GAMBOGE = "#a1211a", "#8a4100", "#6b5200"
SLATE, MALACHITE, AUBERGINE, INK_2 = "#3a536f", "#17633a", "#5b4180", "#475654"
INK, HAIRLINE, AZURITE = "#15201f", "#ccd6d5", "#0c5166"

MARKS: dict[str, tuple[str, str]] = {
    "critical": ("M1 1h14v14H1zM7 3.5v5.8h2V3.5zM7 11v2h2v-2z", CINNABAR),
    "high": ("M8 .8l7.6 14H.4z", OCHRE),
    "medium": ("M8 .5L15.5 8 8 15.5.5 8z", GAMBOGE),
    "low": ("M14 8A6 6 0 112 8a6 6 0 0112 0z", SLATE),
    "advice": ("M8 1a7 7 0 100 14A7 7 0 008 1zm0 1.5a5.5 5.5 0 110 11 5.5 5.5 0 010-11z", INK_2),
    "to_clarify": (_ASK, AUBERGINE),
    "met": (f"{_DISC}M6.9 11.6L3.6 8.3l1.2-1.2 2.1 2.1 4.3-4.5 1.2 1.2z", MALACHITE),
    "partly_met": (f"{_DISC}m0 1.7v11a5.5 5.5 0 010-11z", GAMBOGE),
    "not_met": (
        f"{_DISC}M4.6 5.8l1.2-1.2L8 6.8l2.2-2.2 1.2 1.2L9.2 8l2.2 2.2-1.2 1.2L8 9.2l-2.2 2.2-1.2-1.2L6.8 8z",
        CINNABAR,
    ),
    "undetermined": (_ASK, AUBERGINE),
    "needs_judgement": (
        "M4.4 1.2h7.2L15.2 8l-3.6 6.8H4.4L.8 8zM7.2 3.8v3.4H4.4v1.6h2.8v3.4h1.6V8.8h2.8V7.2H8.8V3.8z",
        SLATE,
    ),
    "not_applicable": ("M2 7h12v2H2z", INK_2),
}
"""Path in a box of 16 by 16, and colour."""

_EMBLEM = (
    '<path d="M2 10V2h8M22 2h8v8M30 22v8h-8M10 30H2v-8" fill="none" stroke="{colour}" stroke-width="3"/>'
    '<path d="M8 11h16v5H8z" fill="{colour}"/><path d="M8 20h16v2H8z" fill="{colour}"/>'
)


def pictures() -> dict[str, bytes]:
    """Every picture that the style sheet may ask for, by address: "mark:critical", "mark:emblem"."""
    drawn = {f"mark:{key}": _picture(16, draw_mark(key)) for key in MARKS}
    drawn["mark:emblem"] = _picture(32, _EMBLEM.format(colour=AZURITE))
    return drawn


def draw_mark(key: str) -> str:
    """The bare path of a mark, for use inside a larger drawing."""
    path, colour = MARKS[key]
    return f'<path d="{path}" fill="{colour}" fill-rule="evenodd"/>'


def _picture(size: int, drawing: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{drawing}</svg>'.encode()
