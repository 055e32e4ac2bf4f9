"""Signing in at a company's identity provider in a real browser, and confirming there before attesting.

The provider runs on loopback under another name than the product, so that to the browser it is another site.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import case_answers
from tests.e2e.conftest import Visitor
from tests.e2e.filling import fill_in
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, PASSWORD, Provider, running_provider
from trust.product import Product

SUB, ADDRESS = "wang.min", "wang.min@employees.example"
CASE = "g-05-not-in-the-mainland.yaml"
"""A case of few questions."""


@dataclass
class Site:
    """The product with its identity provider."""

    product: Product
    provider: Provider


@pytest.fixture(scope="module")
def site(product: Product) -> Iterator[Site]:
    beside = product.beside(
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=CLIENT_SECRET,
        OIDC_NAME="Yunhai SSO 云海",
        OIDC_EMAIL_DOMAINS="employees.example",
    )
    with running_provider(f"{beside.address}/account/login/provider/callback/", "localhost") as provider:
        beside.further["OIDC_DISCOVERY_URL"] = f"{provider.address}/.well-known/openid-configuration"
        provider.people[SUB] = {"email": ADDRESS, "email_verified": True, "name": "Wang Min 王敏"}
        try:
            beside.start("web")
            beside.wait_until_ready()
            yield Site(beside, provider)
        finally:
            beside.stop()


def leave(page: Page) -> None:
    """The link to the provider on the sign-in page."""
    page.goto("/account/login/")
    page.click("main a[href*='/login/provider/']")


def show(page: Page) -> None:
    """Name and password, as the provider asks for them."""
    page.fill("[name=sub]", SUB)
    page.fill("[name=password]", PASSWORD)
    page.click("button")


def invite(site: Site, chromium: Browser) -> None:
    administrator = Visitor(chromium, site.product)
    page = administrator.page
    page.goto("/account/login/")
    email, password = site.product.administrator()
    page.fill("main [name=username]", email)
    page.fill("main [name=password]", password)
    page.click("main form[action*=login] button")
    page.wait_for_url("**/organisation/people/")
    page.goto("/organisation/people/invite/")
    page.fill("main [name=email]", ADDRESS)
    page.check("main [name=assessor]")
    page.click("main form .btn")
    page.wait_for_url("**/organisation/people/")
    administrator.close()


def start_and_answer(page: Page) -> None:
    page.goto("/deployments/new/")
    for name in ("name", "place", "description"):
        page.fill(f"main [name={name}]", "Singapore 新加坡")
    with page.expect_navigation():
        page.click("main form .btn")
    fill_in(page, case_answers(CASE))
    page.goto(page.url.replace("/check/", "/hand-in/"))


@pytest.mark.browser
def test_an_employee_signs_in_at_the_provider_and_confirms_there_before_attesting(
    site: Site, chromium: Browser
) -> None:
    person = Visitor(chromium, site.product)
    leave(person.page)
    person.picture("oidc-provider")
    show(person.page)
    person.page.wait_for_url("**/login/provider/refused/stranger/")
    person.picture("oidc-stranger")
    invite(site, chromium)
    leave(person.page)  # The provider remembers who it is.
    person.page.wait_for_url("**/assessments/")
    start_and_answer(person.page)
    for name in ("true", "read", "limits"):
        person.page.check(f"[name={name}]")
    person.page.click("main form button.btn")
    person.page.wait_for_url("**/account/confirm/provider/**")
    person.picture("oidc-confirm")
    person.page.click("main a.btn")
    assert person.page.inner_text("h1") == "Again"
    show(person.page)
    person.page.wait_for_url("**/findings/")
    person.picture("oidc-handed-in")
    assert (site.provider.asked[-1]["prompt"], site.provider.asked[-1]["max_age"]) == ("login", "0")
    person.close()
