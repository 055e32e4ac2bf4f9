"""What a reviewer holds of single verdicts: beside what the rules say, never in its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.catalogue import ObligationKey
from assessments.domain.findings import Finding, Verdict


@dataclass(frozen=True, slots=True)
class ReviewerView:
    """What a reviewer holds of the verdict on one obligation."""

    obligation: ObligationKey
    verdict: Verdict
    """The verdict that the reviewer had before them."""
    agrees: bool
    reason: str
    """Why; never empty where the reviewer disagrees."""
    made_by: str
    made_at: str
    """ISO 8601, UTC."""


def standing(views: Iterable[ReviewerView], findings: Iterable[Finding]) -> tuple[ReviewerView, ...]:
    """Those of `views` that still speak of the verdict, in the order of the findings: the newest of each obligation,
    where the rules say what they said then. `views` come oldest first."""
    newest = {each.obligation: each for each in views}
    found = ((newest.get(each.obligation), each.verdict) for each in findings)
    return tuple(view for view, verdict in found if view is not None and view.verdict is verdict)


def disagreements(views: Iterable[ReviewerView]) -> tuple[ReviewerView, ...]:
    """Those that differ from the verdict."""
    return tuple(each for each in views if not each.agrees)
