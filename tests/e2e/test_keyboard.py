"""From the landing page to a verified report with the keyboard alone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from assessments.domain.answers import Several
from assessments.services.demo import ACCOUNTS, PASSWORD
from tests.conftest import case_answers
from tests.e2e.conftest import Visitor
from tests.e2e.filling import SAVED, shown_questions
from tests.e2e.keyboard import Keyboard
from tests.e2e.test_main_job import SEALING_SECONDS, seal_of
from trust.product import Product

ASSESSOR, DPO = (account.email for account in ACCOUNTS[:2])
CASE = "g-05-not-in-the-mainland.yaml"
pytestmark = pytest.mark.browser


def sign_in(visitor: Visitor, email: str) -> Keyboard:
    """From the landing page, past the link that skips its head."""
    keyboard = Keyboard(visitor.page)
    visitor.page.goto("/")
    keyboard.tab_to(".skip")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#main:focus")
    keyboard.type_into("[name=username]", email)
    keyboard.type_into("[name=password]", PASSWORD)
    keyboard.follow("form[action*=login] button")
    return keyboard


def answer_all(keyboard: Keyboard) -> None:
    """The wizard to its end; focus stays where it was when the page saves itself."""
    page, answers = keyboard.page, case_answers(CASE)
    while not page.url.rstrip("/").endswith("/check"):
        for question in shown_questions(page):
            answer = answers[question.key]
            (choice,) = answer.choices if isinstance(answer, Several) else (answer,)
            keyboard.choose(str(question.key), str(choice))
        page.wait_for_selector(SAVED, state="attached")
        keyboard.follow("button[name=go][value=next]")


def hand_in(keyboard: Keyboard) -> str:
    """Attest; the address of the assessment."""
    keyboard.follow("main a[href$='/hand-in/']")
    for name in ("true", "read", "limits"):
        keyboard.tick(f"[name={name}]")
    keyboard.follow("main form button.btn")
    confirm(keyboard)
    assert keyboard.page.url.endswith("/findings/")
    return urlsplit(keyboard.page.url).path.removesuffix("findings/")


def approve(keyboard: Keyboard, assessment: str) -> None:
    """From the list of assessments to an approval in English."""
    keyboard.follow(f"main a[href='{assessment}review/']")
    keyboard.type_into("main select[name=language]", "English")
    keyboard.tick("[name=statement]")
    keyboard.follow("button[name=go][value=approve]")
    confirm(keyboard)


def confirm(keyboard: Keyboard) -> None:
    """Show with the password who it is."""
    keyboard.type_into("main [name=password]", PASSWORD)
    keyboard.follow("main form button.btn")


def download(keyboard: Keyboard, folder: Path) -> Path:
    """The sealed report, once the page has found it by itself."""
    link = "a[href$='report.pdf']"
    keyboard.page.wait_for_selector(link, timeout=SEALING_SECONDS * 1000)
    keyboard.tab_to(link)
    with keyboard.page.expect_download() as waiting:
        keyboard.page.keyboard.press("Enter")
    path = folder / "report.pdf"
    waiting.value.save_as(path)
    return path


def verify(keyboard: Keyboard, report: Path) -> None:
    """By the link of the footer."""
    # Choosers are caught from the moment the browser has heard of it, which is later than the next key.
    keyboard.page.on("filechooser", lambda chooser: None)
    keyboard.follow(".foot a[href='/verify/']")
    keyboard.tab_to("[name=pdf]")
    with keyboard.page.expect_file_chooser() as waiting:
        keyboard.page.keyboard.press("Enter")
    waiting.value.set_files(report)
    keyboard.follow("main form button.btn")


def test_from_the_landing_page_to_a_verified_report(product: Product, chromium: Browser, tmp_path: Path) -> None:
    visitor = Visitor(chromium, product)
    keyboard = sign_in(visitor, ASSESSOR)
    keyboard.follow("main a[href='/deployments/new/']")
    keyboard.type_into("[name=name]", "By keyboard alone")
    keyboard.type_into("[name=place]", "Singapore")
    keyboard.follow("main form button.btn")
    answer_all(keyboard)
    assessment = hand_in(keyboard)
    dpo = Visitor(chromium, product)
    keyboard = sign_in(dpo, DPO)
    approve(keyboard, assessment)
    report = download(keyboard, tmp_path)
    assert "Signature is Valid" in seal_of(report)
    verify(keyboard, report)
    expect(dpo.page.locator("main")).to_contain_text("Genuine, unchanged and current")
    for each in (visitor, dpo):
        each.close()


@pytest.mark.parametrize(
    ("style", "trouble"),
    [
        ("button:focus{outline:0}", "no outline"),
        ("button{opacity:0;position:absolute;left:-9999px}", "out of sight"),
        ("div{position:fixed;inset:0;background:white}", "covered"),
        ("button{display:none}", "nowhere"),
    ],
)
def test_a_focus_that_nobody_sees_is_noticed(chromium: Browser, style: str, trouble: str) -> None:
    page = chromium.new_page()
    page.set_content(f"<style>button{{outline-width:3px}}{style}</style><button>Save</button><div></div>")
    with pytest.raises(AssertionError, match=trouble):
        Keyboard(page).tab_to("button")
    page.close()


def test_what_tab_does_not_reach_is_noticed(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<style>button{outline-width:3px}</style><button>Save</button><a>Nowhere</a>")
    with pytest.raises(AssertionError, match="nowhere"):
        Keyboard(page).tab_to("a")
    page.close()
