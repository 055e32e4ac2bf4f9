"""Actions on record that the answers no longer give: what closed each of them, in the words of the page's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.domain.catalogue import ObligationKey, QuestionKey
from assessments.domain.findings import Finding
from assessments.services.assessments import Workspace
from assessments.services.progress import RecordedAction


@dataclass(frozen=True, slots=True)
class ClosedAction:
    """Something that had to be done and has not to be done any more."""

    key: str
    title: str
    """Of the obligation, or the question; the bare key where this edition has neither."""
    verdict: str
    """Key of how the obligation comes out now; empty for a question, and where the edition has no such obligation."""
    record: RecordedAction
    by_later_assessment: bool
    """Whether another assessment, or a later revision, is what gives it no more."""
    why: str
    """In a sentence."""


def plan_closed(
    workspace: Workspace, records: Mapping[str, RecordedAction], planned: Collection[str], language: str
) -> Sequence[ClosedAction]:
    """What is on record and not among the `planned` keys, the latest record first."""
    findings = {str(each.obligation): each for each in workspace.assessed.findings}
    gone = [each for key, each in records.items() if key not in planned]
    gone.sort(key=lambda each: (each.made_at, each.key), reverse=True)
    return [_closed(workspace, each, findings.get(each.key), language) for each in gone]


def _closed(workspace: Workspace, record: RecordedAction, finding: Finding | None, language: str) -> ClosedAction:
    one = workspace.assessment
    later = record.assessment_id != one.id or record.revision_number < one.number
    return ClosedAction(
        key=record.key,
        title=_title(workspace, record.key, language),
        verdict=finding.verdict.value if finding else "",
        record=record,
        by_later_assessment=later,
        why=_why(one.number, record, later=later),
    )


def _title(workspace: Workspace, key: str, language: str) -> str:
    catalogue = workspace.catalogue
    obligation = catalogue.obligations.get(ObligationKey(key))
    if obligation is not None:
        return obligation.title.in_language(language)
    question = catalogue.questions.get(QuestionKey(key))
    return f"{question.number} {question.text.in_language(language)}" if question else key


def _why(number: int, record: RecordedAction, *, later: bool) -> str:
    if not later:
        return _("The answers as they stand no longer give it.")
    words = _(
        "Closed by a later assessment: revision %(now)s no longer gives it; it was recorded for revision %(then)s."
    )
    return words % {"now": number, "then": record.revision_number}
