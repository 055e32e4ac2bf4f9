"""What counsel holds otherwise than the edition, as the report prints it."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.domain.counsel import CounselView
from assessments.domain.dates import day_in_words
from assessments.domain.texts import Text
from assessments.report.moments import short_moment
from assessments.report.text import shorten

LONGEST_REPEATED = 160
"""Code points of a view that are repeated with each finding; a point of scope touches most of them."""

_RECORDED = Text("Recorded by {who}, {when}", "记录人：{who}，{when}")


@dataclass(frozen=True, slots=True)
class HeldView:
    """One view of counsel on one uncertain point; names and texts are people's own words."""

    point: str
    counsel: str
    given_on: str
    view: str
    reason: str
    short_view: str
    """The beginning, for where the view is repeated with a finding; the uncertain points hold it in full."""
    short_reason: str
    recorded: str


def hold_view(view: CounselView, language: str) -> HeldView:
    """The view with its dates in one language."""
    return HeldView(
        point=str(view.point),
        counsel=view.counsel,
        given_on=day_in_words(view.given_on, language),
        view=view.view,
        reason=view.reason,
        short_view=shorten(view.view, LONGEST_REPEATED),
        short_reason=shorten(view.reason, LONGEST_REPEATED),
        recorded=_RECORDED.in_language(language).format(
            who=view.recorded_by, when=short_moment(view.recorded_at, language)
        ),
    )
