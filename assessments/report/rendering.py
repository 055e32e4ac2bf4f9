"""From HTML to PDF: the only importer of WeasyPrint. Same content, same bytes: no clock, no randomness, no fetching.

PDF/A-3a and PDF/UA-1 at once need two things that the renderer does not offer: the PDF/UA identification inside its
one metadata description, and language and scope on structure elements. Both are added here, on pinned versions.
"""

from __future__ import annotations

import gc
import io
import mimetypes
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from assessments.domain.catalogue import Catalogue
from assessments.domain.revision import ATTACHMENT, RevisionContent, to_canonical
from assessments.report.composing import compose, read_style
from assessments.report.document import Document, plan_document
from assessments.report.glyphs import FONT_CONFIGURATION, check_glyphs
from assessments.report.marks import pictures
from assessments.report.moments import parse_moment
from assessments.report.native import without_search
from assessments.report.panel import SealPanel
from assessments.report.printable import check_printable
from assessments.report.seal_field import Place, finish_pdf

# Read whenever a font configuration is made; it must be set before the renderer makes its first one.
os.environ["FONTCONFIG_FILE"] = str(FONT_CONFIGURATION)
# The type of the attachment comes from Python's own table, not from what the machine adds to it.
mimetypes.knownfiles.clear()

with without_search():
    import pydyf
    import weasyprint
    from weasyprint.pdf import tags
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

VARIANT = "pdf/a-3a"
POINTS_PER_PIXEL = 0.75
_UA_IDENTIFICATION = (
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>'
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


class OwnPictures(URLFetcher):  # type: ignore[misc]
    """Gives out the report's own marks, from memory, and nothing else: no file, no network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())
        self._pictures: Mapping[str, bytes] = pictures()
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The picture at an address of ours. Raises ValueError for every other address."""
        if url in self._pictures:
            return URLFetcherResponse(url, self._pictures[url], {"Content-Type": "image/svg+xml"})
        self.refused.append(url)
        raise ValueError("nothing is fetched")


class FetchRefused(ValueError):
    """The document asked for something from outside: a fault in a template."""


def render(
    content: RevisionContent,
    catalogue: Catalogue,
    *,
    draft: bool,
    verify_address: str,
    self_issued: bool,
    panel: SealPanel | None = None,
) -> bytes:
    """The unsealed PDF of a revision. Raises MissingGlyph, FetchRefused; NotCanonical or IllegalAnswer where content
    and edition do not fit."""
    if not draft:
        check_printable(content, catalogue)
    document = plan_document(
        content, catalogue, draft=draft, verify_address=verify_address, self_issued=self_issued, panel=panel
    )
    html = compose(document)
    check_glyphs(html)
    with _no_collection():
        pdf, place = _lay_out(html, document)
    return finish_pdf(pdf, None if draft else place, document.parts[0].t["seal_box"])


def _lay_out(html: str, document: Document) -> tuple[bytes, Place]:
    fonts, fetcher = FontConfiguration(), OwnPictures()
    style = weasyprint.CSS(string=read_style(), url_fetcher=fetcher, font_config=fonts)
    laid_out = weasyprint.HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[style], font_config=fonts, pdf_variant=VARIANT
    )
    _identify_as_ua(laid_out.metadata)
    with _languages_and_scopes():
        pdf = laid_out.write_pdf(pdf_variant=VARIANT, attachments=[_attachment(document.content)])
    if fetcher.refused:
        raise FetchRefused(f"asked for {len(fetcher.refused)} address(es) from outside")
    return pdf, _seal_place(laid_out.pages)


def _attachment(content: RevisionContent) -> weasyprint.Attachment:
    moment = parse_moment(content.frozen_at)
    return weasyprint.Attachment(
        file_obj=io.BytesIO(to_canonical(content)),
        name=ATTACHMENT,
        description="Answers, verdicts and reasons of this revision",
        relationship="Data",
        created=moment,
        modified=moment,
    )


def _seal_place(pages: list[Any]) -> Place:
    """Where the last page keeps room for the seal, in points from its lower left corner."""
    page = pages[-1]
    left, top, right, bottom = (value * POINTS_PER_PIXEL for value in page.anchors["seal-field"])
    height = page.height * POINTS_PER_PIXEL
    return Place(left, height - bottom, right, height - top)


def _identify_as_ua(metadata: Any) -> None:
    described = metadata.generate_rdf_metadata

    def with_ua(variant: str, version: int, conformance: str) -> bytes:
        xml: bytes = described(variant, version, conformance)
        end = xml.rindex(b"</rdf:RDF>")
        return xml[:end] + _UA_IDENTIFICATION + xml[end:]

    metadata.generate_rdf_metadata = with_ua


@contextmanager
def _languages_and_scopes() -> Iterator[None]:
    """While open, structure elements carry the language and the scope that the HTML states."""
    build: Callable[..., Iterator[Any]] = tags._build_box_tree

    def build_with_attributes(box: Any, *rest: Any) -> Iterator[Any]:
        for element in build(box, *rest):
            source = getattr(box, "element", None)
            if source is not None and element["S"] != "/LI":
                _copy_attributes(source, element)
            yield element

    tags._build_box_tree = build_with_attributes
    try:
        yield
    finally:
        tags._build_box_tree = build


def _copy_attributes(source: Any, element: Any) -> None:
    if language := source.get("lang"):
        element["Lang"] = pydyf.String(language)
    if element["S"] == "/TH":
        scope = "Row" if source.get("scope") in ("row", "rowgroup") else "Column"
        element["A"]["Scope"] = f"/{scope}"


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without garbage collection, which takes an eighth of the time and finds nothing while a page tree grows."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
