"""One product and one Chromium for all browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from assessments.services.demo import PASSWORD
from tests.e2e.scenes.sharing import SharedStage, ask_for_stage
from tests.e2e.scenes.stage import Stage, open_stage
from trust.product import Product, drop_database, make_product

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""Without windows and what draws them it takes a third less of the processor."""
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
LONGEST = "test_main_job.py"
SCREENS = Path(os.environ["SCREENS"]) if os.environ.get("SCREENS") else None
"""Where to leave pictures of the pages; nowhere unless asked for."""


class ByProduct(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Scenes change nothing and are shared out one by one; the tests of any other file share a product and an order."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return nodeid if file.endswith("/test_every_page.py") else file


SHARED = pytest.StashKey[SharedStage]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tells each process where to ask for the stage that all of them share."""
    stash = node.config.stash
    if SHARED not in stash:
        stash[SHARED] = SharedStage()
    node.workerinput["stage"] = str(stash[SHARED].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nobody uses the stage any more."""
    if SHARED in config.stash:
        config.stash[SHARED].close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest file first, so that it is under way while the stage of the scenes is made."""
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByProduct:
    """How the tests are shared out where several run at a time."""
    return ByProduct(config, log)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    made = make_product(tmp_path_factory.mktemp("product"))
    try:
        made.start("web")
        made.start("worker")
        made.wait_until_ready()
        yield made
    finally:
        made.stop()
        drop_database(made)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Stage]:
    given: dict[str, str] = getattr(pytestconfig, "workerinput", {})
    if "stage" in given:
        yield ask_for_stage(Path(given["stage"]))
        return
    with open_stage(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright's loop would make Django believe that the tests are asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """Somebody in a browser window of their own."""

    def __init__(
        self,
        browser: Browser,
        product: Product,
        language: str = "en",
        width: int = 1280,
        *,
        scripts: bool = True,
        host: str = "127.0.0.1",
    ) -> None:
        self.product = product
        address = product.address.replace("127.0.0.1", host)
        self.language = language
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            accept_downloads=True,
            java_script_enabled=scripts,
        )
        self.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        self.page: Page = self.context.new_page()
        self.troubles: list[str] = []
        self.expected = ["the server responded with a status of 4"]
        """A refused form is answered with 409 or 422, which Chromium reports as a failed load."""
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(known in text for known in self.expected):
            self.troubles.append(text)

    def sign_in(self, email: str) -> None:
        """Through the form, as a person does."""
        self.page.goto("/account/login/")
        self.page.fill("main [name=username]", email)
        self.page.fill("main [name=password]", PASSWORD)
        self.page.click("main form[action*=login] button")
        self.page.wait_for_url("**/assessments/")

    def picture(self, name: str) -> None:
        """A picture of the whole page, where pictures are asked for."""
        if SCREENS is not None:
            SCREENS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)

    def close(self) -> None:
        """Close the window; nothing may have gone wrong in it."""
        self.context.close()
        assert self.troubles == []
