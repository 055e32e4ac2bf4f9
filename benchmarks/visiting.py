"""A product to visit: the stage of the browser tests, people signed in, and the main pages by name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from playwright.sync_api import Browser, BrowserContext, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frcompliance.settings")
django.setup()

from django.urls import reverse  # noqa: E402  Django must be set up first

from assessments.catalogues import CURRENT, current_edition  # noqa: E402
from tests.e2e.conftest import CHROMIUM, FLAGS  # noqa: E402
from tests.e2e.scenes.scene import Who  # noqa: E402
from tests.e2e.scenes.stage import Stage, open_stage  # noqa: E402
from tools.browser_fonts import browser_environment  # noqa: E402
from tools.databases import database  # noqa: E402

LANGUAGE = "en"
PUBLIC = ("landing", "try", "login", "help", "glossary", "example", "verify")


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and who looks at it."""

    name: str
    address: str
    who: Who = Who.NOBODY


@contextmanager
def running_stage() -> Iterator[Stage]:
    """Web servers on a fresh database, which goes with them."""
    with _server_of_databases(), TemporaryDirectory() as folder, open_stage(Path(folder)) as stage:
        yield stage


@contextmanager
def _server_of_databases() -> Iterator[None]:
    """The one that DATABASE_URL names, whose owner can make databases, or the embedded one."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with database() as found:
        os.environ["DATABASE_URL"] = found.owner
        yield


@contextmanager
def running_browser() -> Iterator[Browser]:
    """The local Chromium, with Chinese glyphs."""
    with sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {**os.environ, **browser_environment()}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, env=environment)
        yield browser
        browser.close()


def empty_window(browser: Browser, stage: Stage, who: Who) -> BrowserContext:
    """A window with nothing in its cache, in which the person is signed in."""
    context = browser.new_context(base_url=stage.product.address)
    where, cookies = stage.product.address, stage.cookies(who, LANGUAGE)
    context.add_cookies([{"name": name, "value": one, "url": where} for name, one in cookies.items()])
    return context


def places(browser: Browser, stage: Stage) -> list[Place]:
    """The main pages, the steps with the least and the most markup among them."""
    public = [Place(name, reverse(name)) for name in PUBLIC]
    of_edition = [Place(name, reverse(name, args=[CURRENT])) for name in ("coverage", "graph")]
    steps = steps_by_size(browser, stage)
    return [
        *public,
        *of_edition,
        Place("dashboard", reverse("dashboard"), Who.ASSESSOR),
        Place("smallest step", steps[0], Who.ASSESSOR),
        Place("biggest step", steps[-1], Who.ASSESSOR),
        *(_of(stage, name, "neglected", Who.ASSESSOR) for name in ("check", "findings", "uncertain", "draft")),
        _of(stage, "hand-in", "ready", Who.ASSESSOR),
        _of(stage, "review", "review", Who.DPO),
        _of(stage, "revision", "sealed-revision", Who.AUDITOR),
    ]


def _of(stage: Stage, name: str, what: str, who: Who) -> Place:
    return Place(name, reverse(name, args=[stage.made[what]]), who)


def steps_by_size(browser: Browser, stage: Stage) -> list[str]:
    """Addresses of the steps of a full questionnaire, the one with the most markup last."""
    context = empty_window(browser, stage, Who.ASSESSOR)
    addresses = [reverse("step", args=[stage.made["neglected"], str(one.key)]) for one in current_edition().steps]
    found = sorted(addresses, key=lambda address: len(context.request.get(address).body()))
    context.close()
    return found
