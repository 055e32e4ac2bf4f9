"""The report as HTML: values into templates, everything escaped. Layout and fonts are the renderer's matter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.template import Context, Engine

from assessments.report.document import Document

TEMPLATES = Path(__file__).parent / "templates"
_MISSING = "\ue000%s"
"""What a template prints for a value that does not exist: a character without glyph, so that rendering refuses it."""


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={"report": "assessments.report.tags"},
        builtins=["assessments.report.tags"],
        autoescape=True,
        string_if_invalid=_MISSING,
    )


def compose(document: Document) -> str:
    """The whole document as one HTML text."""
    return fill("document.html", document, {})


def fill(template: str, document: Document, further: Mapping[str, object]) -> str:
    """One template with the document and `further` values."""
    values = {"document": document, "content": document.content, **further}
    context = Context(values, autoescape=True, use_l10n=False, use_tz=False)
    return _engine().get_template(template).render(context)


def load_templates() -> None:
    """Read and compile all templates, which is done at their first use otherwise."""
    for each in TEMPLATES.glob("*.html"):
        _engine().get_template(each.name)


def read_style() -> str:
    """The report's style sheet."""
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")
