"""Links that come by mail, opened in a real browser: an invitation, and a forgotten password.

A page that hides where it stands from itself too would have its own forms refused; no other test would see that.
"""

from __future__ import annotations

import re
import time
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Visitor
from trust.product import Product

NEW, NEWER = "a passphrase of a newcomer", "another passphrase, not forgotten"
SECONDS = 20


def link(product: Product, path: str) -> str:
    """The newest link to an address under `path`: mails are printed where the web server prints."""
    for _ in range(SECONDS * 10):
        found = re.findall(rf"^http\S+{path}\S+$", (product.folder / "web.log").read_text(), re.MULTILINE)
        if found:
            return str(found[-1])
        time.sleep(0.1)
    raise TimeoutError(path)


def give(page: Page, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.fill("main [name=username]", email)
    page.fill("main [name=password]", password)
    page.click("main form[action*=login] button")


@pytest.mark.browser
def test_somebody_joins_by_a_link_and_later_sets_a_new_password_by_another(product: Product, chromium: Browser) -> None:
    email = f"{uuid4().hex[:8]}@newcomers.example"
    administrator = Visitor(chromium, product)
    give(administrator.page, *product.administrator())
    administrator.page.wait_for_url("**/organisation/people/")
    administrator.page.goto("/organisation/people/invite/")
    administrator.page.fill("main [name=email]", email)
    administrator.page.check("main [name=auditor]")
    administrator.page.click("main form .btn")
    administrator.page.wait_for_url("**/organisation/people/")
    person = Visitor(chromium, product, "zh-hans", 390)
    page = person.page
    page.goto(link(product, "/join/"))
    for name, value in (("name", "Xin Ren 新人"), ("password", NEW), ("again", NEW)):
        page.fill(f"main [name={name}]", value)
    page.click("main form .btn")
    page.wait_for_url("**/assessments/")
    elsewhere = Visitor(chromium, product)
    elsewhere.page.goto("/account/login/")
    elsewhere.page.click("main a[href='/account/password/']")
    elsewhere.page.fill("main [name=email]", email)
    elsewhere.page.click("main form .btn")
    elsewhere.page.wait_for_url("**/account/password/sent/")
    elsewhere.page.goto(link(product, "/account/password/"))
    for name in ("new_password1", "new_password2"):
        elsewhere.page.fill(f"main [name={name}]", NEWER)
    elsewhere.page.click("main form .btn")
    elsewhere.page.wait_for_url("**/account/password/done/")
    page.reload()
    page.wait_for_url("**/account/login/**")
    give(page, email, NEWER)
    page.wait_for_url("**/assessments/")
    for each in (administrator, person, elsewhere):
        each.close()
