"""Evidence in a browser: adding it as a person does, and hostile files that come in, go out, and run nowhere."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assessments.domain.evidence import FILE_TYPES
from assessments.services.demo import ACCOUNTS
from tests.e2e.conftest import Visitor
from tests.services.filing import MAIL, PDF, png
from trust.hostile_files import HOSTILE
from trust.product import Product

ASSESSOR = ACCOUNTS[0].email
MEBIBYTE = 1 << 20
SCRIPT = b"window.ran=1;//<script>window.ran=1</script>"
ENDINGS = {one.key: one.extensions[0] for one in FILE_TYPES}
HARMFUL_WHERE_SHOWN = {
    "page.txt": b"x\n<!doctype html><html><script>window.ran=1</script>",
    "table.csv": SCRIPT + b",=cmd|' /C calc'!A0\n",
    "script.txt": SCRIPT,
    "mail.eml": MAIL + b"Content-Type: text/html\r\n\r\n<script>window.ran=1</script>",
    "active.pdf": PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
}
"""Taken, because they are what they say; a browser that showed them as pages or ran them as scripts would run them."""
ONE_OF_EACH = {(each.kind, each.problem): (each.name, each.made) for each in HOSTILE}
"""One hostile file for each kind and each reason; all of them are in tests/inspection."""
pytestmark = pytest.mark.browser


@pytest.fixture
def visitor(product: Product, chromium: Browser) -> Iterator[Visitor]:
    """The assessor on the page of evidence for the first question of a new deployment."""
    visitor = Visitor(chromium, product)
    visitor.sign_in(ASSESSOR)
    page = visitor.page
    page.goto("/deployments/new/")
    page.fill("[name=name]", "With evidence")
    page.fill("[name=place]", "Shanghai")
    page.click("main form button.btn")
    page.wait_for_url("**/assessments/*/*/*")
    found = re.search(r"/assessments/([0-9a-f-]{36})/", page.url)
    assert found
    page.goto(f"/assessments/{found.group(1)}/evidence/q_orgkind/")
    yield visitor
    visitor.close()


def test_a_person_adds_registers_withdraws_and_downloads(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    wrong, right = tmp_path / "plan.pdf", tmp_path / "gate-signs.pdf"
    wrong.write_bytes(b"<html><script>window.ran=1</script>")
    right.write_bytes(PDF)
    page.set_input_files("#upload [name=file]", wrong)
    page.click("#upload button[value=upload]")
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#upload")).to_contain_text("not what the name of the file says")
    page.set_input_files("#upload [name=file]", right)
    page.fill("#upload [name=about]", "2026-10-01")
    page.click("#upload button[value=upload]")
    expect(page.locator(".files")).to_contain_text("gate-signs.pdf")
    page.set_input_files("#digest-file", wrong)
    digest = hashlib.sha256(wrong.read_bytes()).hexdigest()
    expect(page.locator("[name=r-digest]")).to_have_value(digest)
    page.fill("[name=r-name]", "Plan of the gates")
    page.fill("[name=r-holder]", "Records office")
    page.click("button[value=register]")
    expect(page.locator(".files > li")).to_have_count(2)
    visitor.picture("evidence")
    with page.expect_download() as kept:
        page.click(".files a[download]")
    assert kept.value.suggested_filename == "gate-signs.pdf"
    assert kept.value.path().read_bytes() == PDF
    page.click(".files li:has-text('Plan of the gates') button")
    expect(page.locator(".files").first.locator("> li")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("1 withdrawn document")
    page.goto(page.url.replace("/evidence/q_orgkind/", "/check/"))
    expect(page.locator("main")).to_contain_text("gate-signs.pdf")


def test_what_a_proxy_refuses_is_said_and_the_form_can_be_used_again(visitor: Visitor, tmp_path: Path) -> None:
    page, right = visitor.page, tmp_path / "gate-signs.pdf"
    right.write_bytes(PDF)
    bare = "<html><head><title>429 Too Many Requests</title></head><body><h1>429 Too Many Requests</h1></body></html>"

    def refuse(route: Route) -> None:
        route.fulfill(status=429, content_type="text/html", body=bare)

    page.route("**/evidence/q_orgkind/", refuse)
    page.set_input_files("#upload [name=file]", right)
    page.click("#upload button[value=upload]")
    expect(page.locator("#refused")).to_contain_text("refused on its way")
    expect(page.locator("#progress")).to_be_hidden()
    page.unroute("**/evidence/q_orgkind/", refuse)
    page.click("#upload button[value=upload]")
    expect(page.locator(".files")).to_contain_text("gate-signs.pdf")


def send(page: Page, name: str, content: bytes) -> int:
    """The status of an upload."""
    token = page.locator("#upload [name=csrfmiddlewaretoken]").input_value()
    answer = page.context.request.post(
        page.url,
        multipart={
            "csrfmiddlewaretoken": token,
            "go": "upload",
            "file": {"name": name, "mimeType": "application/octet-stream", "buffer": content},
        },
        max_redirects=0,
    )
    return answer.status


def peak_memory(product: Product) -> dict[int, int]:
    """The most memory that each process of the web server has had, in bytes."""
    group = product.processes["web"].pid
    here = [int(each) for each in os.listdir("/proc") if each.isdigit()]
    found = {}
    for pid in here:
        try:
            is_ours = os.getpgid(pid) == group
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        except (ProcessLookupError, FileNotFoundError):
            continue
        peak = re.search(r"VmHWM:\s+(\d+) kB", status)
        if is_ours and peak:
            found[pid] = int(peak.group(1)) * 1024
    return found


def test_hostile_files_are_refused_and_cost_the_web_server_no_memory(visitor: Visitor, product: Product) -> None:
    page = visitor.page
    assert send(page, "plan.pdf", PDF) == 302
    before = peak_memory(product)
    assert len(ONE_OF_EACH) + len(HARMFUL_WHERE_SHOWN) + 7 >= 40
    for (kind, _), (label, made) in ONE_OF_EACH.items():
        content = made if isinstance(made, bytes) else made()
        assert send(page, f"file.{ENDINGS[kind]}", content) == 422, label
    for name in ("drawing.svg", "page.html", "macros.docm", "program.exe", "archive.zip"):
        assert send(page, name, PDF) == 422, name
    assert send(page, "large.pdf", b"%PDF-1.7\n" + b"\n" * 19_000_000 + b"%%EOF") == 302
    assert send(page, "larger.pdf", PDF + b"\n" * 30_000_000) == 422
    after = peak_memory(product)
    assert max(after[pid] - before[pid] for pid in before) < 64 * MEBIBYTE
    page.reload()
    expect(page.locator(".files > li")).to_have_count(2)


def test_nothing_that_was_taken_runs_on_our_origin(visitor: Visitor) -> None:
    page = visitor.page
    for name, content in {**HARMFUL_WHERE_SHOWN, "sign.png": png()}.items():
        assert send(page, name, content) == 302, name
    page.reload()
    links = page.locator(".files a[download]").all()
    addresses = [each.get_attribute("href") or "" for each in links]
    assert len(addresses) == len(HARMFUL_WHERE_SHOWN) + 1
    visitor.expected += ["MIME type", "nosniff", "Refused to", "Content Security Policy", "Framing"]
    for address in addresses:
        with page.expect_download():
            page.evaluate("address => { window.location.assign(address); }", address)
        assert run_as_script(page, address) == "refused"
    # The same bytes under a guessed type do run, so that the check above could have failed.
    page.route("**/guessed.js", lambda route: route.fulfill(body=SCRIPT, content_type="text/javascript"))
    assert run_as_script(page, "/guessed.js") == "ran"


def run_as_script(page: Page, address: str) -> object:
    """What becomes of the address as a script of our own page."""
    return page.evaluate(
        """address => new Promise((done) => {
          window.ran = 0;
          const script = document.createElement("script");
          script.src = address;
          script.onload = () => done(window.ran ? "ran" : "harmless");
          script.onerror = () => done(window.ran ? "ran" : "refused");
          document.head.append(script);
        })""",
        address,
    )
