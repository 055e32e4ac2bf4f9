"""Words that would make a renderer fetch something, in every field that people fill in."""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path
from uuid import UUID

import pikepdf
from django.utils import timezone

from assessments.report.rendering import OwnPictures
from trust.cast import Cast, answer_all, approved, demo_answers, make_cast, start
from trust.channels import CHANNELS, filled
from trust.checking import Check, Run, Tally
from trust.everywhere import content_of, with_words
from trust.short import short_revision
from trust.tracing import can_trace, watch
from trust.trap import Trap, trap

import weasyprint  # isort: skip  (after our own rendering, which sets the fonts)
from weasyprint.urls import URLFetcher  # isort: skip

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # It tells of each address that it could not load.
SECRET = "the content of a file that is nobody's business"


def canary(folder: Path) -> Path:
    """A file that nothing should open."""
    file = folder / "canary.txt"
    file.write_text(SECRET)
    return file


def run(run: Run) -> Tally:
    """Reports of the product, watched; then every channel as markup, under the product's own fetcher."""
    tally, file = Tally(), canary(run.folder)
    with trap() as caught:
        channels = filled(caught.address, file.as_uri())
        lots = list(channels.values()) if run.is_deep else []
        for words in ("\n".join(channels.values()), *lots):
            tally.add(in_every_field(run, words, file, caught))
        for name, html in channels.items():
            fetcher = OwnPictures()
            pdf = rendered(html, fetcher)
            tally.expect(not caught.hits, f"{name}: asked the trap for {caught.hits}")
            tally.expect(SECRET not in inside(pdf), f"{name}: the file is in the PDF")
            caught.hits.clear()
    how = "strace" if can_trace() else "Python's audit hooks (there is no strace here)"
    run.say(f"{len(channels)} channels in every field of {1 + len(lots)} reports, watched by {how}, and as markup")
    return tally


def in_every_field(run: Run, words: str, file: Path, caught: Trap) -> Tally:
    """One report with these words wherever people have a say."""
    tally, cast = Tally(), make_cast(timezone.now())
    revision_id = long_revision(cast) if run.is_deep else short_revision(cast)
    content, catalogue = content_of(cast.organisation_id, revision_id)
    seen = watch(with_words(content, catalogue, words), catalogue, "http://localhost/verify/", run.folder)
    what = words if len(words) < 200 else "all channels at once"
    tally.expect(seen.pdf.startswith(b"%PDF-") and seen.has_opened_fonts, f"{what}: no report, {seen.errors[-300:]}")
    tally.expect(not caught.hits, f"{what}: asked the trap for {caught.hits}")
    tally.expect(not seen.reached, f"{what}: reached for {seen.reached[:3]}")
    tally.expect(not seen.outside, f"{what}: opened {seen.outside[:3]}")
    tally.expect(SECRET not in inside(seen.pdf), f"{what}: {file} is in the PDF")
    for number in range(len(CHANNELS)):
        tally.expect(f"/{number}" not in caught.hits, f"{what}: asked for address {number}")
    return tally


def long_revision(cast: Cast) -> UUID:
    """With answers in words, gaps and a plan."""
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, demo_answers())
    return approved(cast, assessment_id)


def rendered(html: str, fetcher: object) -> bytes:
    """The markup as it is. Whatever is refused is left out."""
    try:
        pdf: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf()
    except (ValueError, OSError):
        return b""
    return pdf


def inside(pdf: bytes) -> str:
    """Everything that is in the streams of a PDF."""
    if not pdf:
        return ""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        streams = [each.read_bytes() for each in file.objects if isinstance(each, pikepdf.Stream)]
    return re.sub(r"\s+", " ", b" ".join(streams).decode("latin-1"))


def control(run: Run) -> Tally:
    """The same markup under the fetcher that the renderer has by itself."""
    tally, file = Tally(), canary(run.folder)
    with trap() as caught:
        for name, html in filled(caught.address, file.as_uri()).items():
            pdf = rendered(html, URLFetcher())
            tally.expect(not caught.hits and SECRET not in inside(pdf), f"{name}: fetched")
            caught.hits.clear()
    return tally


CHECK = Check(
    "Rendering opens no connection, and no file but its own.", run, control, "the fetcher that gives out nothing"
)
