"""Looking at pages as machines can: axe-core, and what a narrow window, reduced motion and paper make of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import BrowserContext, Page

Rules = dict[str, object]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# axe-core leaves the size of targets out unless it is asked for by name.
_SIZES = {"target-size": {"enabled": True}}
ALL: Rules = {"runOnly": {"type": "tag", "values": TAGS}, "rules": _SIZES}
_OF_COLOURS = ["color-contrast", "link-in-text-block"]
ALL_BUT_COLOURS: Rules = {**ALL, "rules": {**_SIZES, **{name: {"enabled": False} for name in _OF_COLOURS}}}
COLOURS: Rules = {"runOnly": {"type": "rule", "values": _OF_COLOURS}}
PHONE, NARROW, PAPER = 390, 320, 718
"""Widths; the last one is A4 between its margins, at 96 dots per inch."""
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
LOOKING = (Path(__file__).parent / "looking.js").read_text(encoding="utf-8")


class Found(TypedDict):
    """What axe-core says of one page."""

    violations: list[str]
    held: int
    """How many rules were found to be kept; none at all would mean that nothing was looked at."""
    covered: list[str]
    """What lies over the page, by its content, as far as it had not been looked at before."""
    measured: list[str]
    """Kinds of text whose colours suffice, as far as they had not been measured before."""


@dataclass(slots=True)
class Before:
    """What was looked at already in one language and state."""

    covered: list[str] = field(default_factory=list)
    measured: list[str] = field(default_factory=list)


_BEFORE: defaultdict[tuple[str, str], Before] = defaultdict(Before)


def each(pages: Sequence[Page], act: Callable[[Page], object]) -> None:
    """Do something on every page."""
    for page in pages:
        act(page)


def equip(context: BrowserContext) -> None:
    """Put axe-core into every page that is loaded from now on; the debugger does it, so the pages' policy stays."""
    context.add_init_script(AXE)
    context.add_init_script(LOOKING)


def look(pages: Sequence[Page], state: str, *, closely: bool = False) -> list[str]:
    """Violations on pages, by all rules but those of colours; each line says where.

    `closely`: also the colours of each kind of text that was not measured before in this language and state; and what
    lies over the page when it is open is opened and looked at by all rules, once for each content.
    """
    return _told(pages, [_look(page, state, closely) for page in pages], state)


def _look(page: Page, state: str, closely: bool) -> list[str]:
    before = _BEFORE[_language(page), state]
    asked = {
        "rules": ALL_BUT_COLOURS,
        "colourRules": COLOURS,
        "coveringRules": ALL,
        "covered": before.covered,
        "measured": before.measured,
    }
    what = "closely" if closely else "page"
    found: Found = page.evaluate(f"(asked) => window.looking.{what}(asked)", asked)
    assert found["held"]
    before.covered += found["covered"]
    before.measured += found["measured"]
    return found["violations"]


def ask(pages: Sequence[Page], question: str, state: str) -> list[str]:
    """What one of the functions of `looking.js` finds on the pages."""
    return _told(pages, [page.evaluate(f"window.looking.{question}()") for page in pages], state)


def resize(pages: Sequence[Page], width: int) -> None:
    """Make the windows so wide."""
    each(pages, lambda page: page.set_viewport_size({"width": width, "height": 900}))


def _told(pages: Sequence[Page], found: Sequence[Sequence[str]], state: str) -> list[str]:
    languages = [_language(page) for page in pages]
    return [f"{language} {state}: {line}" for language, lines in zip(languages, found, strict=True) for line in lines]


def _language(page: Page) -> str:
    return page.locator("html").get_attribute("lang") or ""
