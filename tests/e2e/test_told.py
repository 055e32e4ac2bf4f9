"""What a step says to somebody who does not see it: follow-ups, refusals, saving and the end of the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from assessments.services.demo import ACCOUNTS
from tests.e2e.conftest import Visitor
from tests.e2e.filling import SAVED
from tests.e2e.heard import heard, only
from trust.product import Product

pytestmark = pytest.mark.browser

LISTEN = """() => {
  const line = document.getElementById("news");
  window.told = [];
  new MutationObserver(() => window.told.push(line.textContent)).observe(line, { childList: true });
}"""


@pytest.fixture
def visitor(product: Product, chromium: Browser) -> Iterator[Visitor]:
    """The assessor with a new deployment, nothing answered."""
    visitor = Visitor(chromium, product)
    visitor.page.set_default_timeout(20_000)
    visitor.sign_in(ACCOUNTS[0].email)
    visitor.page.goto("/deployments/new/")
    visitor.page.fill("[name=name]", "Listened to")
    visitor.page.fill("[name=place]", "Shanghai")
    visitor.page.click("main form button.btn")
    yield visitor
    visitor.close()


def go(visitor: Visitor, step: str) -> Page:
    """Another step of the same assessment; what it says from then on is noted."""
    page = visitor.page
    page.wait_for_url("**/system/**")
    page.goto(page.url.replace("/system/", f"/{step}/"))
    page.wait_for_selector("[data-digits]")
    page.evaluate(LISTEN)
    return page


def told(page: Page) -> list[str]:
    page.wait_for_selector(SAVED, state="attached")
    said: list[str] = page.evaluate("told")
    return said


def saved_by(page: Page, key: str) -> None:
    """Press a key that changes an answer, and wait for the server's word."""
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.keyboard.press(key)


def test_a_follow_up_is_told_once_with_its_place_and_comes_next(visitor: Visitor) -> None:
    page = go(visitor, "purpose")
    page.focus("#q_basis-consent")
    saved_by(page, "3")
    page.wait_for_selector("#f-q_rule_cite")
    said = told(page)
    assert len(said) == 1
    assert said[0].startswith("1 follow-up question added after 3.4.")
    nodes = heard(page)
    assert [node.text for node in nodes if node.is_live] == said
    focused = next(node for node in nodes if node.properties.get("focused") and node.role != "RootWebArea")
    assert (focused.role, focused.name) == ("radio", "Statutory duty or power")
    groups = [node.name for node in nodes if node.role in ("group", "radiogroup") and node.name[:2] == "3."]
    assert [name.split()[0] for name in groups] == ["3.1", "3.2", "3.3", "3.4", "3.5", "3.6"]
    assert "Give name, number and article" in only(nodes, "group", "3.5").description
    saved_by(page, "2")
    page.wait_for_selector("#f-q_rule_cite", state="detached")
    assert "1 question is no longer asked." in told(page)[1]


def test_an_answer_that_changes_nothing_is_saved_in_silence(visitor: Visitor) -> None:
    page = go(visitor, "system")
    page.focus("#q_orgkind-company")
    for key in ("1", "2", "0"):
        saved_by(page, key)
    assert page.is_checked("#q_orgkind-unknown")
    assert told(page) == []


def test_number_keys_act_on_the_focused_question_alone(visitor: Visitor) -> None:
    page = go(visitor, "people")
    page.focus("#f-q_total_people")
    page.keyboard.type("120")
    assert page.input_value("#f-q_total_people") == "120"
    page.focus("#rail a")
    page.keyboard.press("1")
    page.focus("#q_under14-yes")
    page.keyboard.press("Control+1")
    assert page.locator("#questions input:checked").count() == 0
    page.keyboard.press("1")
    assert page.locator("#questions input:checked").count() == 1
    told(page)


def test_a_refusal_is_told_once_with_its_field_and_so_is_its_end(visitor: Visitor) -> None:
    page = go(visitor, "people")
    page.focus("#f-q_total_people")
    page.keyboard.type("about 130k")
    page.wait_for_selector("#save[data-state=invalid]", state="attached")
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.keyboard.type("!")
    nodes = heard(page)
    field = next(node for node in nodes if node.role == "textbox" and node.properties.get("focused"))
    assert field.properties["invalid"] == "true"
    assert "digits" in field.description
    page.keyboard.press("Control+A")
    page.keyboard.type("130000")
    said = told(page)
    assert len(said) == 2
    assert said[0].startswith("1 entry not saved")
    assert "digits" in said[0]
    assert said[1].startswith("Saved ")
    field = next(node for node in heard(page) if node.role == "textbox" and node.properties.get("focused"))
    assert field.properties["invalid"] == "false"


def test_a_refused_page_comes_with_the_focus_on_what_is_wrong(visitor: Visitor) -> None:
    page = go(visitor, "people")
    page.fill("#f-q_total_people", "about 130k")
    with page.expect_navigation():
        page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('step-form'))")
    summary = next(node for node in heard(page) if node.properties.get("focused") and node.role != "RootWebArea")
    assert (summary.role, summary.name) == ("group", "1 entry needs attention")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-q_total_people"


def test_a_word_of_a_follow_up_is_explained_before_a_reload(visitor: Visitor) -> None:
    page = go(visitor, "sharing")
    page.check("#q_export-unknown")
    page.focus("#q_export-unknown")
    saved_by(page, "1")
    summary = page.locator("#questions [id^=q-]:has(> fieldset #q_export_people-unknown) summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.matches('a')"):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "w-sensitive"
    page.keyboard.press("Enter")
    assert page.is_visible("#w-sensitive")
    assert "sensitive" in page.inner_text("#w-sensitive").lower()
    page.keyboard.press("Escape")
    assert page.is_hidden("#w-sensitive")
    assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "w-sensitive"


def test_the_end_of_the_session_is_told_before_and_can_be_put_off(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    go(visitor, "system")
    page.clock.fast_forward("11:54:00")
    assert page.get_attribute("#save", "data-state") == "saved"
    page.clock.fast_forward("02:00")
    assert page.get_attribute("#save", "data-state") == "ending"
    assert page.evaluate("told")[0].startswith("You will be signed out in less than 5 minutes")
    page.focus("#save button")
    saved_by(page, "Enter")
    said = told(page)
    assert len(said) == 2
    assert page.evaluate("document.activeElement.id") == "save"
