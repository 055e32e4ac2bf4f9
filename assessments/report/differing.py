"""Where the reviewer differs from the rules, as the report prints it: beside the verdict, never in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.catalogue import ObligationKey
from assessments.domain.reviewing import ReviewerView, disagreements
from assessments.report.moments import short_moment


@dataclass(frozen=True, slots=True)
class Differing:
    """What one reviewer holds of one verdict; name and reason are people's own words."""

    by: str
    when: str
    reason: str


def plan_differing(views: Iterable[ReviewerView], language: str) -> dict[ObligationKey, Differing]:
    """By obligation, those that differ from the verdict."""
    return {
        each.obligation: Differing(each.made_by, short_moment(each.made_at, language), each.reason)
        for each in disagreements(views)
    }
