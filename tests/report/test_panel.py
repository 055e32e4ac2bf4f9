"""The panel on the last page: whose seal follows and of which kind, in the languages of the report; no verdict."""

from __future__ import annotations

import page
import pytest

from assessments.catalogues import current_edition
from assessments.report.levels import Level
from assessments.report.panel import LEVELS, SealPanel
from assessments.report.rendering import render
from assessments.report.wording import labels
from tests.report.samples import ADDRESS, page_count, sample, squeezed, text_of

PANEL = SealPanel("兰庭广场 Lanting Plaza Report Sealing", "7c1e04b955e0218f" * 4, Level.B_LTA)


def test_the_last_page_names_signer_fingerprint_and_kind_in_both_languages() -> None:
    content = sample("g-05", "both")
    pdf = render(
        content, current_edition(), draft=False, verify_address=ADDRESS, self_issued=False, panel=PANEL
    )  # fmt: skip
    last = squeezed(text_of(pdf, page=page_count(pdf)))
    for expected in (PANEL.signer, PANEL.fingerprint, *PANEL.kind_en.split(), PANEL.kind_zh, content.organisation.name):
        assert squeezed(expected) in last
    # The seal does not stand alone on a page: what it means and how to check it stand above it, in both languages.
    for label in ("seal", "verify"):
        assert all(squeezed(labels(language)[label]) in last for language in ("en", "zh-hans"))
    panel = last[last.index(squeezed("嵌入本文件")) :]
    assert not any(word in panel for word in ("valid", "Valid", "有效", "2026"))
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        assert not page.validate_pdf_bytes(pdf, profile=profile).failures


@pytest.mark.parametrize("level", Level)
def test_every_kind_has_words_in_both_languages(level: Level) -> None:
    words = LEVELS[level]
    assert f"PAdES {level}" in words.en
    assert f"PAdES {level}" in words.zh
    assert words.en != words.zh
