"""The outcome in a few numbers: what lists show of an assessment, and what they are ordered and filtered by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from assessments.domain.findings import Assessed, Overall
from assessments.domain.places import worst_of


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


def in_brief(assessed: Assessed, at_places: Collection[Assessed] = ()) -> InBrief:
    """The outcome of `assessed` in a few numbers; where the deployment has several places, of all of them together:
    what is wrong at more than one counts once."""
    findings = [one for each in (assessed, *at_places) for one in each.findings]
    gaps = [each for each in findings if each.is_gap]
    dates = [each.deadline.due for each in gaps if each.deadline is not None and each.deadline.due is not None]
    return InBrief(
        overall=worst_of([assessed.overall, *(each.overall for each in at_places)]),
        red_lines=len({each.obligation for each in gaps if each.is_red_line}),
        red_lines_aside=len({each.obligation for each in findings if each.is_red_line_set_aside}),
        gaps=len({each.obligation for each in gaps}),
        next_deadline=min(dates, default=None),
    )
