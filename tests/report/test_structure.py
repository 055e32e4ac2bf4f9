"""What somebody who listens needs: levels, headers, alternatives, languages, bookmarks and contents that lead right."""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import pairwise

import page as validation
import pikepdf
import pytest

from assessments.catalogues import current_edition
from assessments.report.document import plan_document
from assessments.report.sealing import SealKey, seal
from tests.report.samples import ADDRESS, page_count, run_tool, sample, squeezed
from tests.report.structure import Element, bookmarks, contents_of, elements, pages_of
from trust.forging.material import SEALED_AT

pytestmark = pytest.mark.no_cover
"""Nothing of the program runs here but what other tests show."""
NAMES = ("english", "chinese", "bilingual")
SAMPLES = {"english": ("g-03", "en"), "chinese": ("g-03", "zh-hans"), "bilingual": ("g-05", "both")}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def pdf(name: str, request: pytest.FixtureRequest) -> bytes:
    found: bytes = request.getfixturevalue(name)
    return found


def of(kind: str, found: list[Element]) -> list[Element]:
    return [each for each in found if each.kind == kind]


def test_structure_says_levels_headers_alternatives_and_languages(name: str, pdf: bytes) -> None:
    found = elements(pdf)
    levels = [int(each.kind[1]) for each in found if re.fullmatch("H[1-6]", each.kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(of("TH", found)) > 20
    assert {each.scope for each in of("TH", found)} == {"/Row", "/Column"}
    assert len(of("Figure", found)) == {"english": 4, "chinese": 4, "bilingual": 1}[name]
    assert all(len(each.alternative) > 5 for each in of("Figure", found))
    assert {each.kind for each in found if "Link" in each.inside} <= {"Span", "NonStruct", "Link"}
    languages = {each.language for each in found} - {""}
    assert languages == {"english": {"en"}, "chinese": {"zh-Hans"}, "bilingual": {"en", "zh-Hans"}}[name]
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert str(file.Root.Lang) == ("en" if name == "english" else "zh-Hans")
        assert {str(each.get("/Tabs")) for each in file.pages if each.get("/Annots")} == {"/S"}


def test_every_heading_is_a_bookmark_and_every_bookmark_leads_to_its_heading(pdf: bytes) -> None:
    marks, texts = bookmarks(pdf), pages_of(pdf)
    headings = Counter(each.kind for each in elements(pdf) if re.fullmatch("H[1-6]", each.kind))
    assert len(marks) == sum(headings.values())
    for mark in marks:
        assert squeezed(mark.title) in texts[mark.page - 1], mark


def test_the_contents_name_every_section_with_its_page(name: str, pdf: bytes) -> None:
    case, language = SAMPLES[name]
    document = plan_document(
        sample(case, language), current_edition(), draft=False, verify_address=ADDRESS, self_issued=True
    )
    contents, texts = contents_of(pdf), pages_of(pdf)
    marked = {(squeezed(each.title), each.page) for each in bookmarks(pdf)}
    for part in document.parts:
        for section in part.sections.values():
            heading = squeezed(section.heading)
            lines = [each for each in contents if re.fullmatch(rf"{re.escape(heading)}\d+", each)]
            (number,) = {int(each.removeprefix(heading)) for each in lines}
            assert heading in texts[number - 1]
            assert (heading, number) in marked


def test_every_page_but_the_cover_says_what_it_belongs_to_and_which_it_is(pdf: bytes) -> None:
    texts, count = pages_of(pdf), page_count(pdf)
    for number, text in enumerate(texts[1:count], start=2):
        assert f"{number}/{count}" in text
        assert "Visitorgates" in text


def test_fonts_are_whole_true_type_subsets_and_nothing_else(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        described = [each for each in file.objects if _is(each, "/FontDescriptor")]
        assert described
        assert all("/FontFile2" in each and "/FontFile3" not in each for each in described)
        assert not [each for each in file.objects if _is(each, "/Font") and each.get("/Subtype") == "/Type3"]


def _is(found: object, kind: str) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/Type") == kind


def test_the_sealed_file_conforms_as_the_rendered_one_does(name: str, pdf: bytes, key: SealKey) -> None:
    sealed = seal(pdf, key, reason=f"兰庭广场 · {name}", at=SEALED_AT)
    for profile in (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1):
        rules = {each.rule_id for each in validation.validate_pdf_bytes(sealed, profile=profile).failures}
        assert rules <= {"PDFA3A-STREAM-LENGTH-001", "PDFA3A-SIGNATURE-BYTERANGE-001"}
    assert "No syntax or stream encoding errors" in run_tool("qpdf", "--check", "FILE", pdf=sealed)
