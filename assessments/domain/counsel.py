"""Where counsel reads an uncertain point otherwise than the edition, and which findings that touches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from assessments.domain.catalogue import Catalogue, UncertainPointKey
from assessments.domain.findings import Finding, Verdict
from assessments.domain.texts import Text
from assessments.domain.words import words_for

_SET_ASIDE = Text(
    "By this edition’s reading: {verdict}. Counsel takes another view on {points}; therefore left to judgement.",
    "按本版题库的理解：{verdict}。律师对{points}持不同意见，故留待专业判断。",
)


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
    concerned = tuple(each for each in points_touching(finding, catalogue) if each in points)
    if not concerned:
        return finding
    if finding.verdict in (Verdict.UNDETERMINED, Verdict.NEEDS_JUDGEMENT):
        return replace(finding, counsel=concerned)
    return replace(finding, counsel=concerned, by_our_reading=finding.verdict, verdict=Verdict.NEEDS_JUDGEMENT)


def points_touching(finding: Finding, catalogue: Catalogue) -> tuple[UncertainPointKey, ...]:
    """Uncertain points that the finding depends on, in the order of the edition.

    Those that the obligation names, where it applies by the edition's reading; and those that only a question names,
    where the verdict read its answer.
    """
    applies = (finding.by_our_reading or finding.verdict) is not Verdict.NOT_APPLICABLE
    named = frozenset(finding.uncertain_points if applies else ())
    touching = named | _points_of_answers(finding, catalogue)
    return tuple(each for each in catalogue.uncertain_points if each in touching)


def set_aside_sentence(finding: Finding, language: str) -> str:
    """What the edition reads and why a person decides; empty where counsel's view left no verdict to a person."""
    if finding.by_our_reading is None:
        return ""
    comma = "、" if language.startswith("zh") else ", "
    words = words_for(finding.by_our_reading).in_language(language)
    verdict = words if language.startswith("zh") else words.lower()
    return _SET_ASIDE.in_language(language).format(verdict=verdict, points=comma.join(finding.counsel))


def counted_aside(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings counsel's view leaves to a person, and what they are by the edition's own reading."""
    aside = [each for each in findings if each.by_our_reading is not None]
    ours = [each.by_our_reading for each in aside]
    return {
        "aside": len(aside),
        "aside_not_met": ours.count(Verdict.NOT_MET),
        "aside_red": sum(each.is_red_line_set_aside for each in aside),
        "aside_partly": ours.count(Verdict.PARTLY_MET),
    }


def _points_of_answers(finding: Finding, catalogue: Catalogue) -> frozenset[UncertainPointKey]:
    named = {point for one in catalogue.obligations.values() for point in one.uncertain_points}
    read = (catalogue.questions.get(each.question) for each in finding.reasons)
    return frozenset(point for one in read if one is not None for point in one.uncertain_points) - named
