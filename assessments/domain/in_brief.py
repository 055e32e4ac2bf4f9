"""The outcome in a few numbers: what lists show of an assessment, and what they are ordered and filtered by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessments.domain.findings import Assessed, Overall


@dataclass(frozen=True, slots=True)
class InBrief:
    """What one assessment came to."""

    overall: Overall
    red_lines: int
    """Prohibitions not met."""
    red_lines_aside: int
    """Prohibitions not met by the edition's reading that counsel's view leaves to a person."""
    gaps: int
    next_deadline: date | None
    """The earliest computed deadline of a gap; it may have passed."""


def in_brief(assessed: Assessed) -> InBrief:
    """The outcome of `assessed` in a few numbers."""
    gaps = [each for each in assessed.findings if each.is_gap]
    dates = [each.deadline.due for each in gaps if each.deadline is not None and each.deadline.due is not None]
    return InBrief(
        overall=assessed.overall,
        red_lines=sum(each.is_red_line for each in gaps),
        red_lines_aside=sum(each.is_red_line_set_aside for each in assessed.findings),
        gaps=len(gaps),
        next_deadline=min(dates, default=None),
    )
