"""From the landing page to a verified report in a browser that runs no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assessments.services.demo import ACCOUNTS, PASSWORD
from tests.conftest import case_answers
from tests.e2e.conftest import Visitor
from tests.e2e.filling import answer_shown, fill_in_by_buttons
from tests.e2e.test_main_job import approve, check_file, download, hand_in, seal_of
from trust.product import Product

ASSESSOR, DPO = (account.email for account in ACCOUNTS[:2])
pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(product: Product, chromium: Browser) -> Iterator[Visitor]:
    visitor = Visitor(chromium, product, scripts=False)
    visitor.page.set_default_timeout(20_000)
    yield visitor
    visitor.close()


def next_step(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.page.click("button[name=go][value=next]")


def try_and_take_over(visitor: Visitor) -> None:
    """From the landing page: one step without an account, then sign in and go on with them."""
    page, answers = visitor.page, case_answers("g-05-not-in-the-mainland.yaml")
    page.goto("/")
    page.click("main form[action$='/try/'] button")
    page.wait_for_url("**/system/")
    answer_shown(page, answers)
    next_step(visitor)
    page.wait_for_url("**/scope/**")
    page.click("main aside a[href$='/login/']")
    page.fill("main [name=username]", ASSESSOR)
    page.fill("main [name=password]", PASSWORD)
    page.click("main form[action*=login] button")
    page.fill("main [name=name]", "Tried without scripts")
    page.fill("main [name=place]", "Singapore")
    page.click("main form button.btn")
    page.wait_for_url("**/scope/**")


def test_from_the_landing_page_to_a_verified_report(
    product: Product, chromium: Browser, visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    try_and_take_over(visitor)
    fill_in_by_buttons(page, case_answers("g-05-not-in-the-mainland.yaml"))
    expect(page.locator("main")).to_contain_text("Check that someone is the person claimed")
    page.click("a[href$='/hand-in/']")
    hand_in(page)
    findings = page.url
    dpo = Visitor(chromium, product, scripts=False)
    dpo.sign_in(DPO)
    dpo.page.goto(findings.replace("/findings/", "/review/"))
    approve(dpo.page, "en")
    # Nobody presses anything: the page looks again by itself until there is a report.
    report = download(dpo.page, tmp_path)
    assert "Signature is Valid" in seal_of(report)
    outcome = check_file(visitor, report)
    assert "Genuine, unchanged and current" in outcome
    dpo.close()


def test_follow_ups_and_refusals_come_with_the_button(visitor: Visitor) -> None:
    page, answers = visitor.page, case_answers("sealed.yaml")
    visitor.sign_in(ASSESSOR)
    page.click("main a[href='/deployments/new/'] >> nth=0")
    page.fill("[name=name]", "By buttons alone")
    page.fill("[name=place]", "Shanghai")
    page.click("main form button.btn")
    for following in ("scope", "purpose"):
        answer_shown(page, answers)
        next_step(visitor)
        page.wait_for_url(f"**/{following}/*")
    answer_shown(page, answers)
    page.check("#q_basis-law")
    next_step(visitor)
    assert "/purpose/" in page.url
    assert page.url.endswith("#q-3-5")
    expect(page.locator(".notices")).to_contain_text("Go to 3.5")
    page.fill("#f-q_rule_cite", "Regulation 42")
    page.check("#q_rule_cite-unknown")
    next_step(visitor)
    assert page.title().startswith("Error: ")
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#f-q_rule_cite")).to_have_value("Regulation 42")
    page.check("#q_rule_cite-given")
    next_step(visitor)
    page.wait_for_url("**/people/**")
