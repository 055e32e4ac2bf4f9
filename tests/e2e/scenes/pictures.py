"""Takes pictures of the scenes: python -m tests.e2e.scenes.pictures FOLDER [--dark] [--only PART].

Prints each page that is wider than its window; the exit code says whether there was one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frcompliance.settings")
django.setup()

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402  Django must be set up first

from tests.e2e.conftest import CHROMIUM, FLAGS  # noqa: E402
from tests.e2e.scenes.registry import SCENES  # noqa: E402
from tests.e2e.scenes.scene import Scene  # noqa: E402
from tests.e2e.scenes.sheet import LANGUAGES, Picture, pictures_of, sheet  # noqa: E402
from tests.e2e.scenes.stage import Stage, open_stage  # noqa: E402

WINDOW_HEIGHT = 900
MOST_PIXELS = 16_000
"""Chromium repeats itself in taller pictures."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def photograph(stage: Stage, browser: Browser, scene: Scene, themes: Sequence[str], folder: Path) -> Iterator[str]:
    """All pictures of one scene; gives the faults seen on the way."""
    wanted = pictures_of(scene.name, themes)
    for language in LANGUAGES:
        with stage.play(browser, scene, language) as page:
            for one in wanted:
                if one.language == language:
                    yield from take(page, one, folder)


def take(page: Page, one: Picture, folder: Path) -> Iterator[str]:
    """One picture of the whole page."""
    theme: Literal["dark", "light"] = "dark" if one.theme == "dark" else "light"
    page.set_viewport_size({"width": one.width, "height": WINDOW_HEIGHT})
    page.emulate_media(color_scheme=theme)
    page.evaluate("scrollTo(0, 0)")
    too_wide = page.evaluate(SIDEWAYS)
    if too_wide > 0:
        yield f"{one.file_name}: {too_wide} px wider than the window"
    height = min(page.evaluate("document.documentElement.scrollHeight"), MOST_PIXELS)
    whole = {"x": 0, "y": 0, "width": one.width, "height": height}
    page.screenshot(path=folder / one.file_name, full_page=True, clip=whole)  # type: ignore[arg-type]


def main(arguments: Sequence[str]) -> int:
    """Take all pictures that are asked for, and lay them out."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--only", default="")
    given = parser.parse_args(arguments)
    themes = ("light", "dark") if given.dark else ("light",)
    scenes = [scene for scene in SCENES if given.only in scene.name]
    given.folder.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    with TemporaryDirectory() as passing, open_stage(Path(passing)) as stage, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scene in scenes:
            for fault in photograph(stage, browser, scene, themes, given.folder):
                print(fault, flush=True)
                faults.append(fault)
    (given.folder / "index.html").write_text(sheet([scene.name for scene in scenes], themes, faults), encoding="utf-8")
    print(f"{len(scenes)} scenes, {len(faults)} wider than their window: {given.folder / 'index.html'}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
