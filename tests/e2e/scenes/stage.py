"""Where scenes are played: the product with everything prepared, and windows in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, ViewportSize

from tests.e2e.scenes.scene import ERRORS, Scene, Visit, Who
from trust.product import ROOT, Product, drop_database, make_product

PROVIDER = {
    "OIDC_DISCOVERY_URL": "https://identity.scenes.example",
    "OIDC_CLIENT_ID": "scenes",
    "OIDC_CLIENT_SECRET": "nobody is asked",
    "OIDC_NAME": "Yunhai SSO 云海统一认证",
    "OIDC_EMAIL_DOMAINS": "scenes.example",
}
"""An identity provider that is named and never asked."""
DISTRUSTED = "distrusted.txt"
"""Certificates that the second server relies on no longer."""
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


@dataclass
class Stage:
    """Two web servers on one database; the second has a newer edition, offers no trials and relies on no
    seal. No worker."""

    product: Product
    newer: Product
    made: dict[str, str] = field(default_factory=dict)

    def cookies(self, who: Who, language: str) -> dict[str, str]:
        """What the browser of this person sends."""
        signed_in = {} if who is Who.NOBODY else {"sessionid": self.made[who.value]}
        return {"django_language": language, **signed_in}

    @contextmanager
    def play(self, browser: Browser, scene: Scene, language: str, **options: bool) -> Iterator[Page]:
        """A window that shows the scene. Options are those of Playwright's contexts."""
        context = browser.new_context(base_url=self.where(scene).address, viewport=DESKTOP, **options)  # type: ignore[arg-type]
        try:
            with self.show(context.new_page(), scene, language) as page:
                yield page
        finally:
            context.close()

    @contextmanager
    def show(self, page: Page, scene: Scene, language: str) -> Iterator[Page]:
        """The scene in a window that is open on the right server; nothing of it stays there afterwards."""
        product = self.where(scene)
        cookies = self.cookies(scene.who, language)
        page.context.add_cookies(
            [{"name": name, "value": value, "url": product.address} for name, value in cookies.items()]
        )
        broken: list[str] = []

        def note(answer: Response) -> None:
            if answer.status >= 500:
                broken.append(answer.url)

        page.on("response", note)
        try:
            scene.reach(Visit(page, self.made, product.folder))
            assert scene.address == ERRORS or not broken, f"{scene.name} shows a page of errors: {broken}"
            yield page
        finally:
            page.remove_listener("response", note)
            _clear(page)

    def where(self, scene: Scene) -> Product:
        """The server that shows a scene."""
        return self.newer if scene.newer else self.product


def _clear(page: Page) -> None:
    """As if nobody had been here: no memory of the window, no cookies, the first size and colours."""
    page.unroute_all()
    page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
    page.context.clear_cookies()
    page.goto("about:blank")
    page.set_viewport_size(DESKTOP)
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference")


@contextmanager
def open_stage(folder: Path) -> Iterator[Stage]:
    """The product, running, with everything that scenes show; all of it is gone afterwards."""
    product = make_product(folder, application="tests.e2e.scenes.site:application", demo=False)
    product.further |= PROVIDER
    distrusted = str(folder / DISTRUSTED)
    newer = product.beside(**PROVIDER, SCENES_NEWER="1", TRIALS_AT_ONCE="0", DISTRUSTED_SEALS_FILE=distrusted)
    try:
        prepared = subprocess.run(
            [sys.executable, "-m", "tests.e2e.scenes.preparing", folder],
            cwd=ROOT,
            env=product.environment(),
            check=True,
            stdout=subprocess.PIPE,
        )
        for each in (product, newer):
            each.start("web")
        for each in (product, newer):
            each.wait_until_ready()
        yield Stage(product, newer, json.loads(prepared.stdout))
    finally:
        newer.stop()
        product.stop()
        drop_database(product)
