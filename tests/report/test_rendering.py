"""The unsealed PDF: the same bytes everywhere, complete text, own fonts, embedded data, conformance."""

from __future__ import annotations

import io
import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import page
import pikepdf
import pytest

from assessments.catalogues import current_edition
from assessments.domain.answers import Answer
from assessments.domain.catalogue import Catalogue
from assessments.domain.explanations import answer_words
from assessments.domain.findings import Verdict
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision import RevisionContent, answers_of, digest, to_canonical
from assessments.domain.texts import Text
from assessments.report.glyphs import MissingGlyph
from assessments.report.rendering import render
from tests.report.samples import ADDRESS, page_count, printed, run_tool, sample, squeezed, text_of, with_text

pytestmark = pytest.mark.no_cover

ROOT = Path(__file__).parents[2]
MEBIBYTE = 1 << 20


def every_answer(content: RevisionContent, catalogue: Catalogue, language: str) -> list[str]:
    """All answers in words."""
    answers: dict[str, Answer] = dict(answers_of(content, catalogue))
    return [
        answer_words(catalogue.questions[each.question], answers[str(each.question)], language)
        for each in content.answers
    ]


def conforms(pdf: bytes) -> bool:
    """Whether the file is PDF/A-3a and PDF/UA-1 and its syntax is sound."""
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        # The checker miscounts a stream whose last byte is a carriage return; qpdf, below, counts right.
        rules = {each.rule_id for each in page.validate_pdf_bytes(pdf, profile=profile).failures}
        assert rules <= {"PDFA3A-STREAM-LENGTH-001"}
    return "No syntax or stream encoding errors" in run_tool("qpdf", "--check", "FILE", pdf=pdf)


def test_other_hash_seeds_zones_and_languages_of_the_machine_give_the_same_bytes(short: bytes) -> None:
    job = pickle.dumps((sample("g-05", "en"), current_edition(), False, ADDRESS, True, None))
    command = [sys.executable, "-m", "assessments.report.child", str(2048 * MEBIBYTE), "60"]
    strange = {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "zh_CN.UTF-8"}
    done = subprocess.run(command, input=job, capture_output=True, cwd=ROOT, env=os.environ | strange, check=True)
    assert done.stdout == short


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_two_renderings_in_one_process_give_the_same_bytes(short: bytes) -> None:
    assert printed(sample("g-05", "en")) == short


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_answer_can_be_extracted(language: str, request: pytest.FixtureRequest) -> None:
    pdf: bytes = request.getfixturevalue("english" if language == "en" else "chinese")
    found = squeezed(text_of(pdf))
    answers = every_answer(sample("g-03", language), current_edition(), language)
    assert len(answers) > 60
    assert [each for each in answers if squeezed(each) not in found] == []


def test_a_report_in_both_languages_holds_every_answer_in_both(bilingual: bytes) -> None:
    found = squeezed(text_of(bilingual))
    content = sample("g-05", "both")
    for language in ("en", "zh-hans"):
        answers = every_answer(content, current_edition(), language)
        assert [each for each in answers if squeezed(each) not in found] == []
    assert "Limits,verificationandseal" in found
    assert "效力说明、核验与电子签章" in found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_finding_stands_with_remedy_risk_and_sources(language: str, request: pytest.FixtureRequest) -> None:
    pdf: bytes = request.getfixturevalue("english" if language == "en" else "chinese")
    found = squeezed(text_of(pdf))
    catalogue = current_edition()
    gaps = [each for each in sample("g-03", language).assessed.findings if each.is_gap]
    assert gaps
    for finding in gaps:
        one = catalogue.obligations[finding.obligation]
        texts = (one.title, one.duty, one.risk, one.remedy)
        assert [each for each in texts if squeezed(each.in_language(language)) not in found] == []


def test_no_verdict_word_is_heard_alone(english: bytes, chinese: bytes) -> None:
    assert not re.search(r"\b(compliant|passed the assessment|certified)\b", text_of(english), re.IGNORECASE)
    assert "结论：合规" not in text_of(chinese)


def test_only_the_own_fonts_are_embedded_as_subsets(english: bytes, chinese: bytes, bilingual: bytes) -> None:
    for pdf in (english, chinese, bilingual):
        rows = run_tool("pdffonts", "FILE", pdf=pdf).splitlines()[2:]
        names = {row.split()[0].split("+")[1] for row in rows}
        assert names == {"Noto-Sans-SC", "Noto-Sans-SC-Bold"}
        assert all("CID TrueType" in row and "Identity-H" in row for row in rows)
        assert all(re.search(r"Identity-H\s+yes\s+yes\s+yes", row) for row in rows)


def test_the_attachment_is_the_canonical_content(english: bytes) -> None:
    content = to_canonical(sample("g-03", "en"))
    with pikepdf.open(io.BytesIO(english)) as file:
        assert list(file.attachments) == ["assessment.json"]
        assert file.attachments["assessment.json"].get_file().read_bytes() == content
        assert [str(each.AFRelationship) for each in file.Root.AF] == ["/Data"]
    assert digest(content) in squeezed(text_of(english, page=1))


@pytest.mark.parametrize("name", ["english", "chinese", "bilingual"])
def test_the_file_conforms_to_pdf_a_3a_and_pdf_ua_1(name: str, request: pytest.FixtureRequest) -> None:
    pdf: bytes = request.getfixturevalue(name)
    assert conforms(pdf)


def test_every_page_can_be_drawn_without_a_warning(bilingual: bytes) -> None:
    assert run_tool("pdftoppm", "-r", "20", "-png", "FILE", "/dev/null", pdf=bilingual) == ""


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_a_draft_says_so_on_every_page_and_has_no_seal_field() -> None:
    pdf = printed(sample("g-05", "both"), draft=True)
    for number in range(1, page_count(pdf) + 1):
        found = squeezed(text_of(pdf, page=number))
        assert "DRAFT" in found
        assert "草稿" in found
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert "/AcroForm" not in file.Root


def test_a_report_that_waits_for_its_seal_is_no_draft(bilingual: bytes) -> None:
    assert "DRAFT" not in text_of(bilingual)
    with pikepdf.open(io.BytesIO(bilingual)) as file:
        field = file.Root.AcroForm.Fields[0]
        assert str(field.T) == "OrgSeal"
        assert "/V" not in field
        assert field.P.objgen == file.pages[-1].objgen


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_the_seal_is_marked_as_self_issued_only_where_it_is() -> None:
    content = sample("g-05", "en")
    assert "Self-issued certificate" in text_of(printed(content, self_issued=True))
    assert "Self-issued certificate" not in text_of(printed(content, self_issued=False))


def test_characters_that_cannot_be_drawn_or_seen_are_named_and_kept_in_the_data() -> None:
    words = "Tür 😀 \u202e符合不 á\u0327 e\u200bnd 𠮷田㛃䶮龘"
    content = with_text(sample("g-05", "en"), current_edition(), words)
    content = replace(content, organisation=replace(content.organisation, name="𤧟𡋾公司"))
    pdf = printed(content, draft=True)
    found = squeezed(text_of(pdf))
    assert "𠮷田㛃䶮龘" in found
    assert "𤧟𡋾公司" in found
    assert "Rare-Han" in run_tool("pdffonts", "FILE", pdf=pdf)
    assert conforms(pdf)
    assert "[U+1F600][U+202E]符合不" in found
    assert "[U+0327]" in found
    assert "e[U+200B]nd" in found
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.attachments["assessment.json"].get_file().read_bytes() == to_canonical(content)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_ten_thousand_characters_without_a_break_are_printed_in_full(short: bytes) -> None:
    units = ("识", "x", "https://example.com/")
    content = sample("g-05", "en")
    runs = "\n".join(unit * (10_000 // len(unit)) for unit in units)
    found = squeezed(text_of(printed(replace(content, deployment=replace(content.deployment, description=runs)))))
    before = squeezed(text_of(short))
    for unit in units:
        # A page ends inside the run now and then, and its header then stands between two halves of a unit.
        assert found.count(unit) - before.count(unit) >= 10_000 // len(unit) - 8 * (len(unit) > 1), unit


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_markup_and_addresses_in_names_have_no_effect() -> None:
    words = '<link rel=attachment href="file:///etc/passwd"><img src="http://192.0.2.1/x">{{ 7 }}{% now "Y" %}'
    content = sample("g-05", "en")
    content = replace(content, deployment=replace(content.deployment, name=words, description=words))
    pdf = printed(content)
    assert squeezed(words) in squeezed(text_of(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert list(file.attachments) == ["assessment.json"]


def test_a_text_of_the_edition_that_cannot_be_drawn_is_refused() -> None:
    catalogue = current_edition()
    broken = replace(catalogue, title=Text("Edition 😀", "版本"))
    with pytest.raises(MissingGlyph, match=r"U\+1F600"):
        render(sample("g-05", "en"), broken, draft=True, verify_address=ADDRESS, self_issued=True)


def test_what_took_everything_out_of_scope_is_said_first(short: bytes) -> None:
    summary = text_of(short, page=3)
    assert "Outside the scope of this edition" in summary
    assert squeezed("No faces are processed in mainland China (question 2.1)") in squeezed(summary)
    assert all(each.verdict is Verdict.NOT_APPLICABLE for each in sample("g-05").assessed.findings)


def test_open_gates_are_said_on_the_cover_and_in_the_summary() -> None:
    content = sample("g-05", "en")
    gate = current_edition().gates[0]
    pdf = printed(replace(content, assessed=replace(content.assessed, scope_not_settled=(gate,))))
    assert "Scope is not settled" in text_of(pdf, page=1)
    assert current_edition().questions[gate].text.en in text_of(pdf, page=3)


def test_one_person_in_both_parts_is_said_openly() -> None:
    content = replace(sample("g-05", "en"), sole_person_exception=True)
    assert text_of(printed(content)).count("Assessor and reviewer are one person") == 2


def test_reviewers_comments_and_attestations_are_printed(chinese: bytes) -> None:
    found = squeezed(text_of(chinese))
    assert "第5.10题请补充现场照片。" in found
    assert "2026年11月23日14:30（北京时间）" in found
    assert sample("g-03").attestations[0].answers_digest in found


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_what_the_reviewer_holds_otherwise_is_printed_beside_the_verdict_in_both_places() -> None:
    content = sample("g-03", "en")
    gap = next(each for each in content.assessed.findings if each.is_gap)
    met = next(each for each in content.assessed.findings if each.verdict is Verdict.MET)
    at = "2026-11-23T06:00:00Z"
    views = (
        ReviewerView(gap.obligation, gap.verdict, False, "The sign was mended <yesterday>", "陈远", at),
        ReviewerView(met.obligation, met.verdict, False, "Nobody asked the union 工会", "陈远", at),
        ReviewerView(content.assessed.findings[-1].obligation, met.verdict, True, "Fine with me", "陈远", at),
    )
    found = squeezed(text_of(printed(replace(content, reviewer_views=views))))
    assert found.count(squeezed("The sign was mended <yesterday>")) == 2
    assert found.count(squeezed("Nobody asked the union 工会")) == 1
    assert squeezed("Verdicts with which the reviewer disagrees: 2") in found
    assert squeezed("Fine with me") not in found


def test_why_one_person_did_both_is_printed() -> None:
    content = replace(sample("g-05", "en"), sole_person_exception=True, sole_person_reason="There is one employee")
    assert squeezed(text_of(printed(content))).count(squeezed("There is one employee")) == 2
