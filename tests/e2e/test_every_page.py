"""Every scene in both languages: axe-core finds nothing, nothing scrolls sideways or moves, paper shows it all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.e2e.looking import NARROW, PAPER, PHONE, ask, each, equip, look, resize
from tests.e2e.scenes.registry import SCENES
from tests.e2e.scenes.scene import Scene
from tests.e2e.scenes.stage import DESKTOP, Stage
from trust.product import ROOT

LANGUAGES = ("en", "zh-hans")
BY_NAME = {scene.name: scene for scene in SCENES}
SHEET = "".join((ROOT / "static" / name).read_text(encoding="utf-8") for name in ("site.css", "pages.css"))
pytestmark = pytest.mark.browser


@contextmanager
def played(stage: Stage, chromium: Browser, scene: Scene) -> Iterator[list[Page]]:
    """The scene in each language, in light colours, for somebody who wants no motion."""
    with ExitStack() as windows:
        pages = [
            windows.enter_context(stage.show(window(stage, chromium, scene, language), scene, language))
            for language in LANGUAGES
        ]
        each(pages, lambda page: page.emulate_media(color_scheme="light", reduced_motion="reduce"))
        each(pages, lambda page: page.route("**/*", stay))
        yield pages


_WINDOWS: dict[tuple[str, str], Page] = {}


def window(stage: Stage, chromium: Browser, scene: Scene, language: str) -> Page:
    """One window for each server and language: opening a new one costs more than looking at most scenes."""
    address = stage.where(scene).address
    if (address, language) not in _WINDOWS:
        context = chromium.new_context(base_url=address, viewport=DESKTOP)
        equip(context)
        _WINDOWS[address, language] = context.new_page()
    return _WINDOWS[address, language]


def stay(route: Route) -> None:
    """Pages that look again by themselves do not do so while they are looked at: "no content" leaves them there."""
    if route.request.is_navigation_request():
        route.fulfill(status=204)
    else:
        route.continue_()


def open_all(pages: Sequence[Page]) -> None:
    """Every disclosure on the pages."""
    each(pages, lambda page: page.evaluate("window.looking.open()"))


def faults(pages: Sequence[Page]) -> list[str]:
    """All that is wrong with a scene. Decision 0015 says why these combinations suffice."""
    english, chinese = pages
    found = look_closed(english, "1280 light closed")
    open_all(pages)
    found += look([english], "1280 light open", closely=True)
    found += look([chinese], "1280 light open")
    each(pages, lambda page: page.emulate_media(color_scheme="dark"))
    resize(pages, PHONE)
    found += look([english], "390 dark open")
    found += look([chinese], "390 dark open", closely=True)
    found += ask(pages, "moving", "with reduced motion")
    each(pages, lambda page: page.evaluate("window.looking.close()"))
    found += look_closed(chinese, "390 dark closed")
    open_all(pages)
    resize(pages, NARROW)
    found += ask(pages, "wider", "320 open, beyond the edge")
    return found + on_paper(pages)


def look_closed(page: Page, state: str) -> list[str]:
    """A page with disclosures before these are opened; any other page is the same open and closed."""
    having = [page] if page.evaluate("window.looking.hasDisclosures()") else []
    return look(having, state)


def on_paper(pages: Sequence[Page]) -> list[str]:
    """What should not be printed and is, and what is not whole."""
    each(pages, lambda page: page.emulate_media(media="print", color_scheme="light"))
    resize(pages, PAPER)
    controls = ask(pages, "printedControls", "printed although of no use on paper")
    return controls + ask(pages, "cut", "cut on paper") + ask(pages, "wider", "beyond the edge of the paper")


@pytest.mark.parametrize("name", BY_NAME)
def test_a_scene_has_no_fault(stage: Stage, chromium: Browser, name: str) -> None:
    with played(stage, chromium, BY_NAME[name]) as pages:
        found = faults(pages)
    assert not found, "\n".join([name, *found])


SMALL = "display:block;height:8px;min-height:0;margin:0;padding:0;font-size:8px;line-height:1"
WITH = f"const SMALL = '{SMALL}', LINK = document.createElement('a')"
SPOILT = {
    "label: ": "document.querySelector('main form [name=username]').id = 'another'",
    "color-contrast: ": "document.querySelector('main h1').style.opacity = '0.2'",
    "link-in-text-block: ": (
        "const line = document.createElement('p'); line.append('words ', LINK, ' words');"
        "LINK.href = '/help/'; LINK.textContent = 'link'; document.querySelector('main').append(line);"
        "LINK.style.cssText = 'color: color-mix(in srgb, CanvasText 80%, gray); text-decoration: none'"
    ),
    "target-size: ": "document.querySelectorAll('.mast li, .mast li a').forEach((a) => { a.style.cssText = SMALL })",
    "beyond the edge: ": "document.querySelector('main h1').style.width = '400px'",
    "with reduced motion: ": "document.querySelector('main h1').style.transition = 'color 1s'",
    "cut on paper: ": "document.querySelector('main h1').style.cssText = 'height: 4px; overflow: hidden'",
    "of no use on paper: ": "document.querySelector('.mast nav').style.setProperty('display', 'block', 'important')",
}


@pytest.mark.parametrize("fault", SPOILT)
def test_the_look_sees_each_fault(stage: Stage, chromium: Browser, fault: str) -> None:
    with played(stage, chromium, BY_NAME["login"]) as pages:
        each(pages, lambda page: page.evaluate(f"() => {{ {WITH}; {SPOILT[fault]}; }}"))
        found = faults(pages)
    for language in ("en", "zh-Hans"):
        assert any(line.startswith(language) and fault in line for line in found), found


@pytest.mark.parametrize("selector", ["main details", "[popover]"])
def test_a_fault_inside_a_disclosure_or_a_popover_is_seen(stage: Stage, chromium: Browser, selector: str) -> None:
    spoil = "(where) => { document.querySelector(`${where} p`).style.color = 'rgb(170, 170, 170)'; }"
    with played(stage, chromium, BY_NAME["step-scope"]) as pages:
        open_all(pages)
        assert look(pages, "before", closely=True) == []
        each(pages, lambda page: page.evaluate(spoil, selector))
        assert len(look(pages, "after", closely=True)) >= len(LANGUAGES)


def test_light_and_dark_differ_in_the_values_of_colours_alone() -> None:
    blocks = [
        *re.findall(r"prefers-color-scheme[^{]*\{[^{]*\{([^}]*)\}", SHEET),
        *re.findall(r"^:root\[data-theme=dark\]\{([^}]*)\}", SHEET, re.MULTILINE),
    ]
    assert (len(blocks), SHEET.count("prefers-color-scheme")) == (2, 1)
    for block in blocks:
        names = {one.split(":")[0].strip() for one in block.split(";") if one.strip()}
        assert {name for name in names if not name.startswith("--")} == {"color-scheme"}


def test_a_language_changes_no_colour() -> None:
    rules = re.findall(r"([^{}]*:lang[^{}]*)\{([^{}]*)\}", SHEET)
    assert len(rules) > 5
    assert [selector for selector, block in rules if re.search("color|background|opacity", block)] == []


def test_opening_a_disclosure_changes_no_colour_of_what_was_visible_before() -> None:
    for selector, block in re.findall(r"([^{}]*\[open\][^{}]*)\{([^}]*)\}", SHEET):
        assert ">div" in selector or not re.search("color|background", block), selector
