"""Verifying in a browser: the file stays where it is, a code stays out of addresses, and all of it without script."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from assessments.domain.report_codes import grouped
from tests.e2e.conftest import Visitor
from tests.e2e.scenes.stage import Stage

pytestmark = pytest.mark.browser
DROP = """(encoded) => {
  const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "secret name.pdf", {type: "application/pdf"}));
  const told = {dataTransfer: carried, bubbles: true, cancelable: true};
  document.querySelector("#by-file .drop").dispatchEvent(new DragEvent("drop", told));
}"""
NO_DIGESTS = "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
CURRENT, UNKNOWN = "Genuine, unchanged and current", "Not a report issued here"


class Listener:
    """Everything that leaves the browser."""

    def __init__(self, visitor: Visitor) -> None:
        self.addresses: list[str] = []
        self.bodies: list[bytes] = []
        visitor.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.addresses.append(request.url)
        self.bodies.append(request.post_data_buffer or b"")


@pytest.fixture
def visitor(stage: Stage, chromium: Browser) -> Iterator[Visitor]:
    visitor = Visitor(chromium, stage.product)
    yield visitor
    visitor.close()


@pytest.fixture
def report(stage: Stage) -> Path:
    return stage.product.folder / "report.pdf"


def flipped(report: Path) -> bytes:
    content = bytearray(report.read_bytes())
    content[len(content) // 2] ^= 1
    return bytes(content)


def test_a_file_that_is_dropped_stays_on_the_device(visitor: Visitor, report: Path) -> None:
    for pdf, outcome in ((report.read_bytes(), CURRENT), (flipped(report), UNKNOWN)):
        visitor.page.goto("/verify/")
        listener = Listener(visitor)
        with visitor.page.expect_navigation():
            visitor.page.evaluate(DROP, base64.b64encode(pdf).decode())
        expect(visitor.page.locator("#result")).to_contain_text(outcome)
        expect(visitor.page.locator("#result")).to_contain_text("the file was not sent")
        sent = b"".join(listener.bodies)
        assert 64 < len(sent) < 1000
        assert b"secret" not in sent
        assert not any(pdf[at : at + 16] in sent for at in range(0, len(pdf) - 16, 16))


def test_a_file_that_is_chosen_is_read_here_and_sent_only_by_an_act_of_its_own(visitor: Visitor, report: Path) -> None:
    page = visitor.page
    page.goto("/verify/")
    page.click("#check")
    expect(page.locator("#here [role=status]")).to_have_text("Choose the PDF file to check")
    page.set_input_files("[name=pdf]", report)
    listener = Listener(visitor)
    with page.expect_navigation():
        page.click("#check")
    expect(page.locator("#result h2")).to_have_text(CURRENT)
    assert max(map(len, listener.bodies)) < 1000
    page.set_input_files("[name=pdf]", report)
    with page.expect_navigation():
        page.click("button[value=file]")
    expect(page.locator("#result")).to_contain_text("Full check: digest, seal, certificate and content")
    expect(page.locator("#result h2")).to_have_text(CURRENT)


def test_a_code_from_a_qr_code_is_looked_up_and_stands_in_no_address(visitor: Visitor, stage: Stage) -> None:
    code = grouped(stage.made["code"])
    visitor.page.goto("/")
    listener = Listener(visitor)
    visitor.page.goto(f"/verify/#{code}")
    expect(visitor.page.locator("#result h2")).to_have_text("Issued here, but withdrawn")
    assert "#" not in visitor.page.url
    assert code.encode() in b"".join(listener.bodies)
    assert [each for each in listener.addresses if code in each.partition("#")[0]] == []
    visitor.page.go_back()
    expect(visitor.page.locator("h1")).to_be_visible()
    assert code not in visitor.page.url


def test_without_script_the_code_is_typed_and_the_file_is_sent(stage: Stage, chromium: Browser, report: Path) -> None:
    visitor = Visitor(chromium, stage.product, "zh-hans", scripts=False)
    page = visitor.page
    page.goto(f"/verify/#{stage.made['code']}")
    expect(page.locator("#check")).to_be_hidden()
    page.fill("[name=code]", stage.made["code"].lower())
    page.click("button[value=look-up]")
    expect(page.locator("#result h2")).to_have_text("由本系统签发，但已撤回")
    page.set_input_files("[name=pdf]", report)
    page.click("button[value=file]")
    expect(page.locator("#result h2")).to_have_text("真实、未经改动且为最新版")
    expect(page.locator("#result")).to_contain_text("完整核验")
    visitor.close()


def test_where_the_browser_computes_no_digests_the_page_says_so(visitor: Visitor, report: Path) -> None:
    visitor.page.add_init_script(NO_DIGESTS)
    visitor.page.goto("/verify/")
    expect(visitor.page.locator("#insecure")).to_be_visible()
    expect(visitor.page.locator("#check")).to_be_hidden()
    visitor.page.set_input_files("[name=pdf]", report)
    with visitor.page.expect_navigation():
        visitor.page.click("button[value=file]")
    expect(visitor.page.locator("#result h2")).to_have_text(CURRENT)
