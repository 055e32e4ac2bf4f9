"""The HTML twin of a report: the same templates and content, for reading on a screen; it carries no seal.

In the product it is a page under the strict policy, with its style sheet at an address of its own. As a file it holds
style and pictures inside it, and the content itself; it asks for nothing from anywhere and holds no script.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from django.utils.safestring import mark_safe

from assessments.domain.revision import digest, to_canonical
from assessments.report.composing import fill
from assessments.report.document import Document
from assessments.report.marks import pictures

_PICTURE = re.compile(r"url\(marks/([a-z_]+)\.svg\)")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around the report in the product."""

    style_address: str
    back_address: str
    """Of the revision's page."""
    file_address: str
    """Of the same as one file."""
    pdf_address: str
    status: str = ""
    """ "superseded" or "withdrawn"; empty where neither holds."""


def compose_page(document: Document, around: Surroundings) -> str:
    """The twin as a page of the product."""
    return _compose(document, {"around": around})


def compose_file(document: Document, style: str) -> str:
    """The twin as one file; `style` is the text of the style sheet."""
    data = base64.b64encode(to_canonical(document.content)).decode()
    inside = mark_safe(embed_pictures(style))  # noqa: S308  our own style sheet
    return _compose(document, {"style": inside, "data": data})


def embed_pictures(style: str) -> str:
    """The style sheet with its pictures inside it."""
    drawn = pictures()

    def embed(found: re.Match[str]) -> str:
        encoded = base64.b64encode(drawn[f"mark:{found[1]}"]).decode()
        return f"url(data:image/svg+xml;base64,{encoded})"

    return _PICTURE.sub(embed, style)


def _compose(document: Document, values: dict[str, object]) -> str:
    main = fill("twin_main.html", document, {"twin": True}).strip()
    found = digest(main.encode())
    return fill("twin.html", document, {"main": mark_safe(main), "main_digest": found, **values})  # noqa: S308
