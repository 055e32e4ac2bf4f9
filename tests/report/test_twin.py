"""The HTML twin: the same content as the PDF under the same digest, nothing from outside, no script, and no seal."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.domain.explanations import answer_words
from assessments.domain.revision import answers_of, digest, to_canonical
from assessments.report.composing import compose
from assessments.report.document import Document, plan_document
from assessments.report.marks import pictures
from assessments.report.twin import Surroundings, compose_file, compose_page, embed_pictures
from tests.report.samples import ADDRESS, sample, squeezed, with_plan
from tests.web.markup import Page

pytestmark = pytest.mark.no_cover
"""The tests of the service show the same lines."""
STATIC = Path(__file__).parents[2] / "static"
STYLE = (STATIC / "twin.css").read_text(encoding="utf-8")
AROUND = Surroundings("/static/twin.css", "/back/", "/file/", "/pdf/")
LANGUAGES = ("en", "zh-hans", "both")
CONTENT = {language: with_plan(sample("g-03", language)) for language in LANGUAGES}
MAIN = re.compile("<main>.*</main>", re.DOTALL)


@cache
def planned(language: str) -> Document:
    return plan_document(CONTENT[language], current_edition(), draft=False, verify_address=ADDRESS, self_issued=True)


@cache
def file(language: str) -> str:
    return compose_file(planned(language), STYLE)


@cache
def page(language: str) -> str:
    return compose_page(planned(language), AROUND)


def words(html: str) -> str:
    return squeezed(re.sub("<[^>]*>", "", html)).replace("&#x27;", "'")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_the_pdf_says(language: str) -> None:
    document = planned(language)
    printed, twin = compose(document), file(language)
    for part in document.parts:
        of_this = re.compile(f'<div class="part" lang="{part.tag}">(.*?)<section class="sheet last">', re.DOTALL)
        texts = [words(found[1]) for html in (printed, twin) if (found := of_this.search(html))]
        assert texts[0] == texts[1]
        assert len(texts[0]) > 20_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_stands_in_it(language: str) -> None:
    catalogue, found = current_edition(), words(file(language))
    answers = answers_of(CONTENT[language], catalogue)
    for told in ("en", "zh-hans") if language == "both" else (language,):
        said = [
            answer_words(catalogue.questions[each.question], answers[each.question], told)
            for each in CONTENT[language].answers
        ]
        assert [each for each in said if squeezed(each) not in found] == []


def test_page_and_file_hold_the_same_text_and_its_digest_is_told() -> None:
    (main,) = MAIN.findall(file("both"))
    assert MAIN.findall(page("both")) == [main]
    found = hashlib.sha256(main.encode()).hexdigest()
    assert found in file("both").split("</main>")[1]
    assert found in page("both").split("</main>")[1]


def test_the_content_is_in_the_file_and_its_digest_is_the_one_of_the_pdf() -> None:
    content = to_canonical(CONTENT["en"])
    (data,) = re.findall(r'href="data:application/json;base64,([^"]+)" download="assessment.json"', file("en"))
    assert base64.b64decode(data) == content
    assert words(file("en")).count(digest(content)) == 2


def test_the_file_asks_for_nothing_and_runs_nothing() -> None:
    html = file("both")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html
    assert not re.search(r"<script|<img|<link|<iframe|<object|@import|\son\w+=", html)
    assert set(re.findall(r"url\((\w+):", html)) == {"data"}
    targets = re.findall(r'(?:href|src|action)="([^"]+)"', html)
    addresses = {each for each in targets if not each.startswith(("#", "data:"))}
    official = {source.address for source in current_edition().sources.values()}
    assert addresses <= official


def test_the_page_keeps_to_the_policy_and_is_sound() -> None:
    for language in ("en", "zh-hans"):
        assert Page(page(language)).faults() == []
    assert [each for each in Page(page("both")).faults() if "main headings" not in each] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_skip_no_level(language: str) -> None:
    levels = [int(each) for each in re.findall(r"<h([1-6])", page(language))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_says_that_only_the_pdf_is_sealed_and_what_became_of_the_revision() -> None:
    assert squeezed("Only the PDF carries the seal") in words(page("both"))
    assert "只有PDF载有电子签章" in words(page("both"))
    assert "seal-field" not in page("en")
    for status, said in (("superseded", "no longer current"), ("withdrawn", "not to be relied on"), ("", "")):
        around = Surroundings("/static/twin.css", "/back/", "/file/", "/pdf/", status)
        html = compose_page(planned("en"), around)
        assert ('class="remark"' in html) == bool(said)
        assert said in html


def test_the_pictures_of_the_style_sheet_are_those_of_the_pdf() -> None:
    drawn = {f"mark:{each.stem}": each.read_bytes() for each in (STATIC / "marks").glob("*.svg")}
    assert drawn == pictures()
    named = set(re.findall(r"url\(([^)]+)\)", STYLE))
    assert named == {f"marks/{key.removeprefix('mark:')}.svg" for key in pictures()}
    assert "marks/" not in embed_pictures(STYLE)
