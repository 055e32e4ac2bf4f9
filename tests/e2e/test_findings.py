"""Folded findings: a link opens the one it leads to, and paper shows all of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.scenes.registry import SCENES
from tests.e2e.scenes.stage import Stage

FOLDED = ".finding:has(details.fold)"
pytestmark = pytest.mark.browser


def test_a_link_opens_a_folded_finding_and_paper_shows_all(stage: Stage, chromium: Browser) -> None:
    scene = next(one for one in SCENES if one.name == "findings-neglected")
    with stage.play(chromium, scene, "en") as page:
        fold = page.locator(FOLDED).first
        assert fold.locator(".chain").is_hidden()
        page.evaluate("(key) => { location.hash = key; }", fold.get_attribute("id"))
        fold.locator(".chain").wait_for(state="visible")
        shut = page.locator("details.fold:not([open])")
        assert shut.count() > 1
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert shut.count() == 0
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert shut.count() > 1
