"""Where counsel reads an uncertain point otherwise than the edition, and which findings that touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from assessments.domain.catalogue import Catalogue, UncertainPointKey
from assessments.domain.findings import Finding, Verdict


@dataclass(frozen=True, slots=True)
class CounselView:
    """Another view on one uncertain point, taken by counsel for one deployment."""

    point: UncertainPointKey
    counsel: str
    """Name of the lawyer or firm."""
    given_on: date
    view: str
    """What counsel holds, in counsel's words."""
    reason: str
    recorded_by: str
    recorded_at: str
    """ISO 8601, UTC."""


def points_of(views: Iterable[CounselView]) -> frozenset[UncertainPointKey]:
    """The points on which counsel holds another view."""
    return frozenset(each.point for each in views)


def left_to_judgement(finding: Finding, points: Collection[UncertainPointKey], catalogue: Catalogue) -> Finding:
    """The finding where counsel disagrees with our reading on `points`: what was decided is left to a person.

    The verdict by our reading is kept beside it. What is undetermined stays so: its answers are still missing.
    """
    concerned = _concerned(finding, points, catalogue)
    if not concerned:
        return finding
    if finding.verdict in (Verdict.UNDETERMINED, Verdict.NEEDS_JUDGEMENT):
        return replace(finding, counsel=concerned)
    return replace(finding, counsel=concerned, by_our_reading=finding.verdict, verdict=Verdict.NEEDS_JUDGEMENT)


def _concerned(
    finding: Finding, points: Collection[UncertainPointKey], catalogue: Catalogue
) -> tuple[UncertainPointKey, ...]:
    """Points named by the obligation, and points that only a question names where the verdict read its answer."""
    applies = finding.verdict is not Verdict.NOT_APPLICABLE
    by_answer = _points_of_answers(finding, catalogue)
    return tuple(
        each
        for each in catalogue.uncertain_points
        if each in points and ((applies and each in finding.uncertain_points) or each in by_answer)
    )


def _points_of_answers(finding: Finding, catalogue: Catalogue) -> frozenset[UncertainPointKey]:
    named = {point for one in catalogue.obligations.values() for point in one.uncertain_points}
    read = (catalogue.questions.get(each.question) for each in finding.reasons)
    return frozenset(point for one in read if one is not None for point in one.uncertain_points) - named
