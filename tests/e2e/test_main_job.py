"""The main job, in a real browser, with a real worker: answer, hand in, approve, seal, download, verify."""

from __future__ import annotations

import hashlib
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from assessments.domain.answers import Answer
from assessments.services.demo import ACCOUNTS, PASSWORD
from tests.conftest import case_answers
from tests.e2e.conftest import Visitor
from tests.e2e.filling import fill_in
from trust.product import Product

ASSESSOR, DPO, AUDITOR, _ = (account.email for account in ACCOUNTS)
SEALING_SECONDS = 120


def hand_in(page: Page) -> None:
    for name in ("true", "read", "limits"):
        page.check(f"[name={name}]")
    confirm(page, "main form button.btn")
    page.wait_for_url("**/findings/")


def confirm(page: Page, button: str) -> None:
    """Press, and show with the password who it is; not asked again for five minutes."""
    with page.expect_navigation():
        page.click(button)
    if "/account/confirm/" in page.url:
        page.fill("main [name=password]", PASSWORD)
        page.click("main form button.btn")


def approve(page: Page, language: str) -> None:
    page.select_option("main select[name=language]", language)
    page.check("[name=statement]")
    confirm(page, "button[name=go][value=approve]")
    page.wait_for_url("**/revisions/**")


def download(page: Page, folder: Path) -> Path:
    """Wait for the seal, as the page does by itself, and fetch the report."""
    page.wait_for_selector("a[href$='report.pdf']", timeout=SEALING_SECONDS * 1000)
    with page.expect_download() as waiting:
        page.click("a[href$='report.pdf']")
    path = folder / f"{time.monotonic_ns()}.pdf"
    waiting.value.save_as(path)
    return path


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout


def seal_of(pdf: Path) -> str:
    # pdfsig exits with a code of its own when it does not know the issuer.
    return subprocess.run(["pdfsig", pdf], capture_output=True, text=True, check=False).stdout


def flipped(pdf: Path) -> Path:
    content = bytearray(pdf.read_bytes())
    content[len(content) // 3] ^= 1
    other = pdf.with_suffix(".flipped.pdf")
    other.write_bytes(content)
    return other


def check_file(visitor: Visitor, pdf: Path) -> str:
    visitor.page.goto("/verify/")
    visitor.page.set_input_files("[name=pdf]", pdf)
    with visitor.page.expect_navigation():
        visitor.page.locator("main form button.btn:visible").first.click()
    return visitor.page.inner_text("main")


def finish_half_answered(visitor: Visitor, answers: dict[str, Answer]) -> None:
    visitor.sign_in(ASSESSOR)
    visitor.picture(f"dashboard-{visitor.language}")
    visitor.page.click("main a:has-text('Tower B')")
    visitor.page.wait_for_load_state()
    fill_in(visitor.page, answers)
    visitor.picture(f"check-{visitor.language}")


@pytest.mark.browser
def test_the_half_answered_deployment_becomes_a_sealed_report(
    product: Product, chromium: Browser, tmp_path: Path
) -> None:
    assessor = Visitor(chromium, product)
    answers = {**case_answers("sealed.yaml"), **case_answers("half-answered.yaml")}
    finish_half_answered(assessor, answers)
    assessor.page.click("a[href$='/hand-in/']")
    hand_in(assessor.page)
    findings = assessor.page.url
    dpo = Visitor(chromium, product)
    dpo.sign_in(DPO)
    dpo.page.goto(findings.replace("/findings/", "/review/"))
    dpo.picture("review-en")
    approve(dpo.page, "both")
    report = download(dpo.page, tmp_path)
    assessor.page.goto(dpo.page.url)
    assert download(assessor.page, tmp_path).read_bytes() == report.read_bytes()
    said = seal_of(report)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert subprocess.run(["qpdf", "--check", report], capture_output=True, check=False).returncode == 0
    words = text_of(report)
    assert "Visitor gates, Tower B" in words
    assert "访客闸机" in words
    public = Visitor(chromium, product)
    outcome = check_file(public, report)
    assert hashlib.sha256(report.read_bytes()).hexdigest() in outcome.replace("\n", "")
    assert "Visitor gates" not in outcome
    public.picture("verify-en")
    assert outcome != check_file(public, flipped(report))
    for each in (assessor, dpo, public):
        each.close()


@pytest.mark.browser
def test_the_same_in_chinese_from_a_new_deployment_that_is_returned_once(
    product: Product, chromium: Browser, tmp_path: Path
) -> None:
    assessor = Visitor(chromium, product, "zh-hans")
    assessor.sign_in(ASSESSOR)
    assert assessor.page.locator("html").get_attribute("lang") == "zh-Hans"
    assessor.page.goto("/deployments/new/")
    assessor.page.fill("[name=name]", "园区食堂刷脸支付（员工食堂与访客餐厅）")
    assessor.page.fill("[name=place]", "杭州市滨江区")
    assessor.page.click("main form button.btn")
    assessor.page.wait_for_load_state()
    fill_in(assessor.page, case_answers("sealed.yaml"))
    assessor.page.click("a[href$='/hand-in/']")
    hand_in(assessor.page)
    findings = assessor.page.url
    dpo = Visitor(chromium, product, "zh-hans")
    dpo.sign_in(DPO)
    dpo.page.goto(findings.replace("/findings/", "/review/"))
    dpo.page.fill("[name=reason]", "请补充说明存储位置。")
    dpo.page.click("button[name=go][value=return]")
    dpo.page.wait_for_url("**/findings/")
    assessor.page.goto(findings.replace("/findings/", "/check/"))
    assessor.page.click("a[href$='/hand-in/']")
    hand_in(assessor.page)
    dpo.page.goto(findings.replace("/findings/", "/review/"))
    approve(dpo.page, "zh-hans")
    report = download(dpo.page, tmp_path)
    words = text_of(report).replace(" ", "").replace("\n", "")
    assert "园区食堂刷脸支付" in words
    assert "Signature is Valid" in seal_of(report)
    for each in (assessor, dpo):
        each.close()


@pytest.mark.browser
def test_killing_the_worker_in_the_middle_of_sealing_gives_exactly_one_report(
    product: Product, chromium: Browser, tmp_path: Path
) -> None:
    assessor = Visitor(chromium, product)
    assessor.sign_in(ASSESSOR)
    assessor.page.goto("/deployments/new/")
    assessor.page.fill("[name=name]", "Outside the mainland")
    assessor.page.fill("[name=place]", "Singapore")
    assessor.page.click("main form button.btn")
    assessor.page.wait_for_load_state()
    fill_in(assessor.page, case_answers("g-05-not-in-the-mainland.yaml"))
    assessor.page.click("a[href$='/hand-in/']")
    hand_in(assessor.page)
    dpo = Visitor(chromium, product)
    dpo.sign_in(DPO)
    dpo.page.goto(assessor.page.url.replace("/findings/", "/review/"))
    approve(dpo.page, "en")
    product.wait_for_attempts(1)
    product.kill("worker")
    assert product.reports_of_newest() == 0
    product.start("worker")
    report = download(dpo.page, tmp_path)
    assert "Signature is Valid" in seal_of(report)
    assert (product.reports_of_newest(), product.attempts_of_newest()) == (1, 2)
    for each in (assessor, dpo):
        each.close()
