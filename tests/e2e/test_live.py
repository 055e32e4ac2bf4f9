"""Filling in a step while things go wrong: nothing typed is lost, and "saved" is said only of what is saved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assessments.services.demo import ACCOUNTS, PASSWORD
from tests.conftest import case_answers
from tests.e2e.conftest import Visitor
from tests.e2e.filling import fill_in_step
from trust.product import Product

ASSESSOR = ACCOUNTS[0].email
TEXT = "#f-q_rule_cite"
RULE = "Regulation 42, Article 7"
pytestmark = pytest.mark.browser

WATCH = """() => {
  window.said = [];
  const state = document.getElementById("save");
  const note = () => window.said.push([state.dataset.state, document.querySelector("#f-q_rule_cite")?.value ?? ""]);
  new MutationObserver(note).observe(state, { attributes: true, attributeFilter: ["data-state"] });
}"""
"""Notes each state that the page shows, with what stood in the text at that moment."""


@pytest.fixture
def visitor(product: Product, chromium: Browser) -> Iterator[Visitor]:
    """The assessor on the step "purpose" of a new deployment, where one answer opens a text."""
    visitor = Visitor(chromium, product)
    visitor.expected += ["net::ERR_", "htmx:sendError", "htmx:afterRequest"]
    visitor.page.set_default_timeout(20_000)
    page = visitor.page
    visitor.sign_in(ASSESSOR)
    page.goto("/deployments/new/")
    page.fill("[name=name]", "Filled in live")
    page.fill("[name=place]", "Shanghai")
    page.click("main form button.btn")
    for following in ("scope", "purpose"):
        page.wait_for_selector("#step-form")
        fill_in_step(page, case_answers("sealed.yaml"))
        page.click("button[name=go][value=next]")
        page.wait_for_url(f"**/{following}/*")
    yield visitor
    visitor.close()


def state(page: Page, *names: str) -> None:
    """Wait until the page shows one of the states."""
    page.wait_for_selector(", ".join(f"#save[data-state={name}]" for name in names), state="attached")


def open_text(page: Page) -> None:
    page.check("#q_basis-law")
    page.wait_for_selector(TEXT)
    state(page, "saved")


def type_rule(page: Page, text: str = RULE) -> None:
    page.focus(TEXT)
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def reloaded_text(page: Page) -> str:
    """What the server holds, as a page shows it that keeps nothing of its own."""
    page.evaluate("sessionStorage.clear()")
    page.reload()
    return page.input_value(TEXT)


def test_a_follow_up_opens_at_once_and_neither_focus_nor_scroll_moves(visitor: Visitor) -> None:
    page = visitor.page
    page.locator("#q_basis-law").scroll_into_view_if_needed()
    page.check("#q_basis-law")
    before = page.evaluate("scrollY")
    page.wait_for_selector(TEXT)
    state(page, "saved")
    assert page.evaluate("document.activeElement.id") == "q_basis-law"
    assert page.evaluate("scrollY") == before
    expect(page.locator("#news")).to_contain_text("1 follow-up question added after 3.")
    expect(page.locator("#rail [aria-current] .ct")).to_contain_text("1/")
    type_rule(page)
    page.check("#q_basis-consent")
    page.wait_for_selector(TEXT, state="detached")
    page.check("#q_basis-law")
    expect(page.locator(TEXT)).to_have_value(RULE)
    assert "/purpose/" in page.url


def assert_shown_first(page: Page) -> None:
    """The follow-up was not left behind unseen; the same button leads on from it."""
    page.wait_for_selector(f":focus {TEXT}")
    state(page, "saved")
    assert "/purpose/" in page.url
    page.click("button[name=go][value=next]")
    page.wait_for_url("**/people/**")


def test_the_button_pressed_while_an_answer_is_saved_stays_with_the_follow_up(visitor: Visitor) -> None:
    page = visitor.page
    held: list[Route] = []
    page.route("**/purpose/**", lambda route: held.append(route), times=1)
    with page.expect_request("**/purpose/**"):
        page.check("#q_basis-law")
    page.click("button[name=go][value=next]")
    held[0].continue_()
    assert_shown_first(page)


def test_the_button_pressed_as_a_follow_up_opens_stays_with_it(visitor: Visitor) -> None:
    page = visitor.page
    page.evaluate("""new MutationObserver((_, watching) => {
      if (!document.querySelector("#f-q_rule_cite")) return;
      watching.disconnect();
      setTimeout(() => document.querySelector("button[name=go][value=next]").click());
    }).observe(document.querySelector("#questions"), { childList: true, subtree: true })""")
    page.check("#q_basis-law")
    assert_shown_first(page)


def test_refresh_and_back_lose_nothing(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    type_rule(page)
    page.reload()
    expect(page.locator(TEXT)).to_have_value(RULE)
    state(page, "saved")
    with page.expect_navigation():
        page.click("button[name=go][value=next]")
    page.go_back()
    expect(page.locator(TEXT)).to_have_value(RULE)
    assert reloaded_text(page) == RULE


def test_a_double_click_saves_once_and_leads_on(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    type_rule(page)
    address = page.url
    page.dblclick("button[name=go][value=next]")
    page.wait_for_url("**/people/**")
    page.goto(address)
    assert reloaded_text(page) == RULE


def test_two_tabs_end_in_a_choice_and_not_in_a_loss(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    other = visitor.context.new_page()
    other.goto(page.url)
    type_rule(page, "first")
    state(page, "saving")
    state(page, "saved")
    type_rule(other, "second")
    state(other, "conflict")
    type_rule(other, " of two")
    other.click("#save button")
    other.wait_for_selector("#conflict-form")
    expect(other.locator("main")).to_contain_text("first")
    other.check("[id='q_rule_cite-mine']")
    other.click("#conflict-form button.btn")
    other.wait_for_selector(TEXT)
    state(other, "saved")
    assert reloaded_text(other) == "second of two"


def test_a_cut_connection_keeps_the_input_and_sends_it_later(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    page.evaluate(WATCH)
    visitor.context.set_offline(True)
    type_rule(page)
    state(page, "offline")
    page.click("button[name=go][value=next]")
    state(page, "offline")
    type_rule(page, ", 2026")
    visitor.context.set_offline(False)
    state(page, "saved")
    said = page.evaluate("said")
    assert [text for name, text in said if name == "saved"] == [f"{RULE}, 2026"]
    assert reloaded_text(page) == f"{RULE}, 2026"


def test_a_lost_response_does_not_make_a_conflict_with_oneself(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/purpose/**", lose, times=1)
    type_rule(page)
    state(page, "offline")
    type_rule(page, ", 2026")
    state(page, "saved", "conflict")
    assert page.get_attribute("#save", "data-state") == "saved"
    assert reloaded_text(page) == f"{RULE}, 2026"


def test_input_survives_the_end_of_the_session_and_the_login(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    visitor.context.clear_cookies(name="sessionid")
    type_rule(page)
    state(page, "expired")
    page.click("#save a")
    page.fill("main [name=username]", ASSESSOR)
    page.fill("main [name=password]", PASSWORD)
    page.click("main form[action*=login] button")
    page.wait_for_url("**/purpose/")
    expect(page.locator(TEXT)).to_have_value(RULE)
    state(page, "saved")
    assert reloaded_text(page) == RULE


def test_another_language_in_the_middle_of_a_step_keeps_what_was_typed(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    type_rule(page)
    with page.expect_navigation():
        page.click(".mast button[name=language]")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    expect(page.locator(TEXT)).to_have_value(RULE)
    state(page, "saved")
    page.check("#q_basis-consent")
    page.wait_for_selector(TEXT, state="detached")
    page.check("#q_basis-law")
    page.wait_for_selector(TEXT)
    assert page.get_attribute("#rail", "lang") == "zh-Hans"
    with page.expect_navigation():
        page.click(".mast button[name=language]")
    assert reloaded_text(page) == RULE


def test_a_slow_server_is_never_reported_as_saved(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    page.evaluate(WATCH)
    held: list[Route] = []
    page.route("**/purpose/**", lambda route: held.append(route), times=2)
    with page.expect_request("**/purpose/**"):
        type_rule(page)
    state(page, "saving")
    type_rule(page, ", 2026")
    page.wait_for_timeout(2000)
    with page.expect_request("**/purpose/**"):
        held[0].continue_()
    assert page.evaluate("said.map(([name]) => name)") == ["saving"]
    held[1].continue_()
    state(page, "saved")
    expect(page.locator(TEXT)).to_have_value(f"{RULE}, 2026")
    assert [text for name, text in page.evaluate("said") if name == "saved"] == [f"{RULE}, 2026"]
    assert reloaded_text(page) == f"{RULE}, 2026"


def test_a_link_waits_for_what_is_not_saved_yet(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    address = page.url
    type_rule(page)
    page.click("#rail a[href$='/scope/']")
    page.wait_for_url("**/scope/")
    page.goto(address)
    assert reloaded_text(page) == RULE


def test_a_page_that_goes_away_still_delivers_what_was_typed(visitor: Visitor) -> None:
    page = visitor.page
    open_text(page)
    address = page.url
    type_rule(page)
    page.goto("/assessments/")
    page.evaluate("sessionStorage.clear()")
    page.goto(address)
    assert any(reloaded_text(page) == RULE for _ in range(20))


def test_a_refused_entry_is_named_beside_its_field_and_stays_as_typed(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(page.url.replace("/purpose/", "/people/"))
    number = page.locator("#f-q_total_people")
    number.focus()
    page.keyboard.type("about 130k")
    state(page, "invalid")
    expect(number).to_be_focused()
    expect(number).to_have_value("about 130k")
    assert number.get_attribute("aria-invalid") == "true"
    expect(page.locator(f"[id='{number.get_attribute('aria-describedby')}']")).to_contain_text("digits")
    page.reload()
    expect(number).to_have_value("about 130k")
    number.fill("130000")
    state(page, "saved")
    assert number.get_attribute("aria-invalid") is None
    expect(page.locator(".has-err")).to_have_count(0)
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(number).to_have_value("130000")
