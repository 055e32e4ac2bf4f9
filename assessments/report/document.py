"""The report as values: one part for each language, with cover and last page shared. Templates print it."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.domain.catalogue import Catalogue
from assessments.domain.revision import RevisionContent, digest, to_canonical
from assessments.report.drawing import figure, number
from assessments.report.marks import INK
from assessments.report.moments import parse_moment
from assessments.report.panel import SealPanel
from assessments.report.parts import Part, plan_part
from assessments.report.text import plain_line

BOTH = "both"
_QR_SIZE = 68.0
"""Points."""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that the templates print."""

    content: RevisionContent
    language: str
    """Of the document as a whole, as a language tag."""
    parts: tuple[Part, ...]
    is_bilingual: bool
    title: str
    author: str
    summary: str
    digest: str
    digest_start: str
    digest_groups: tuple[str, ...]
    """The digest in eight groups, for reading aloud."""
    created: str
    audit_sequence: str
    draft: bool
    self_issued: bool
    verify_address: str
    qr: SafeString
    panel: SealPanel | None = None
    """Of the seal that follows; None for a draft."""


def plan_document(
    content: RevisionContent,
    catalogue: Catalogue,
    *,
    draft: bool,
    verify_address: str,
    self_issued: bool,
    panel: SealPanel | None = None,
) -> Document:
    """The document for one revision."""
    languages = ("zh-hans", "en") if content.language == BOTH else (content.language,)
    parts = tuple(plan_part(content, catalogue, each, self_issued=self_issued) for each in languages)
    found = digest(to_canonical(content))
    return Document(
        content=content,
        language=parts[0].tag,
        parts=parts,
        is_bilingual=len(parts) > 1,
        title=f"{parts[0].t['title']} {plain_line(content.deployment.name)}",
        author=plain_line(content.organisation.name),
        summary=parts[0].outcome.sentence,
        digest=found,
        digest_start=found[:12],
        digest_groups=tuple(found[n : n + 8] for n in range(0, 64, 8)),
        created=parse_moment(content.frozen_at).strftime("%Y-%m-%dT%H:%M:%SZ"),
        audit_sequence=str(content.audit.sequence),
        draft=draft,
        self_issued=self_issued,
        verify_address=verify_address,
        qr=_draw_qr(verify_address, "; ".join(each.t["qr"] for each in parts)),
        panel=panel,
    )


def _draw_qr(address: str, title: str) -> SafeString:
    rows = tuple(segno.make(address, error="m", micro=False).matrix)
    module = _QR_SIZE / len(rows)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    drawn = format_html('<path transform="scale({})" fill="{}" d="{}"/>', number(module), INK, path)
    return figure(_QR_SIZE, _QR_SIZE, title, "zh-hans", [drawn])
