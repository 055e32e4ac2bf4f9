"""Small charts as inline SVG, drawn from values that pages already have. The words beside them come from templates."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from assessments.services.rows import StepProgress

register = template.Library()

CELL = 12
CELLS = {"done": "d", "half": "h", "none": "t", "off": "n"}
"""Style of a cell by the state of its step."""


@register.simple_tag
def strip(steps: Sequence[StepProgress]) -> SafeString:
    """Progress as a row of cells, one for each step, with the figures as its label."""
    applying = [step for step in steps if step.state != "off"]
    done = sum(step.state == "done" for step in applying)
    label = ngettext("%(done)s of %(n)s step complete", "%(done)s of %(n)s steps complete", len(applying)) % {
        "done": done,
        "n": len(applying),
    }
    cells = format_html_join(
        "",
        '<rect class="{}" x="{}" y="0.5" width="10" height="7"/>',
        ((CELLS[step.state], place * CELL + 0.5) for place, step in enumerate(steps)),
    )
    return format_html(
        '<svg class="strip" viewBox="0 0 {} 8" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        max(len(steps) * CELL - 1, 1),
        label,
        cells,
    )
