"""A product to visit: the demo organisation on a database of its own, people signed in, and the main pages by name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frcompliance.settings")
django.setup()

from assessments.services.demo import ACCOUNTS, PASSWORD  # noqa: E402  Django must be set up first
from tests.e2e.conftest import CHROMIUM, FLAGS  # noqa: E402
from tests.e2e.product import Product, drop_database, make_product  # noqa: E402
from tools.browser_fonts import browser_environment  # noqa: E402
from tools.databases import database  # noqa: E402

ASSESSOR, DPO = ACCOUNTS[0].email, ACCOUNTS[1].email
SEALING_MS = 120_000
STEP = re.compile(r"/assessments/[0-9a-f-]{36}/[a-z0-9_-]+/$")


@contextmanager
def running_product() -> Iterator[Product]:
    """Web server and worker on a fresh database, which goes with them."""
    with _server_of_databases(), TemporaryDirectory() as folder:
        product = make_product(Path(folder))
        try:
            product.start("web")
            product.start("worker")
            product.wait_until_ready()
            yield product
        finally:
            product.stop()
            drop_database(product)


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


def signed_in(browser: Browser, product: Product, email: str) -> BrowserContext:
    """A window of somebody who has just signed in."""
    context = browser.new_context(base_url=product.address)
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("main [name=username]", email)
    page.fill("main [name=password]", PASSWORD)
    page.click("main form[action*=login] button")
    page.wait_for_url("**/assessments/")
    return context


def public_pages() -> dict[str, str]:
    """Addresses that everyone may open."""
    edition = "/catalogue/2026-11"
    names = {"landing": "/", "try": "/try/", "login": "/account/login/", "help": "/help/"}
    return {
        **names,
        "glossary": "/help/glossary/",
        "coverage": f"{edition}/coverage/",
        "graph": f"{edition}/graph/",
        "verify": "/verify/",
    }


def pages_of_people(browser: Browser, product: Product) -> tuple[dict[str, str], dict[str, str]]:
    """Addresses for the assessor, and for the DPO."""
    context = signed_in(browser, product, ASSESSOR)
    page = context.new_page()
    half, sealed = _folder(page, "Tower B"), _folder(page, "Member lounges")
    steps = _by_size(page, half)
    page.goto("/assessments/")
    page.wait_for_selector("a[href*='/revisions/']", timeout=SEALING_MS)
    revision = page.get_attribute("a[href*='/revisions/']", "href") or ""
    context.close()
    of_assessor = {
        "dashboard": "/assessments/",
        "small step": steps[0],
        "biggest step": steps[-1],
        "check": f"{half}check/",
        "findings": f"{half}findings/",
        "findings, sealed": f"{sealed}findings/",
        "revision": revision,
    }
    return of_assessor, {"review": f"{sealed}review/"}


def _folder(page: Page, name: str) -> str:
    page.goto("/assessments/")
    return page.get_attribute(f"main a:has-text('{name}')", "href") or ""


def _by_size(page: Page, folder: str) -> list[str]:
    """Addresses of the steps, the one with the most markup last."""
    page.goto(folder)
    page.wait_for_selector("#rail")
    links = [link.get_attribute("href") or "" for link in page.query_selector_all("#rail a")]
    return sorted(links, key=lambda address: len(page.request.get(address).body()))
