"""What is on record of a reviewer's decisions on single answers. Recording is in `marking`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from assessments.domain.answers import answer_from_json
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.lifecycle import Move
from assessments.domain.marking import Mark, Marked, compare_marks
from assessments.models import AnswerMark, Assessment, ReviewEvent
from assessments.services.workspace import Workspace


def load_marks(row: Assessment, reviews: Iterable[ReviewEvent], catalogue: Catalogue) -> tuple[Mark, ...]:
    """The decision that counts of each answer, for the revision in the making, in the order of the catalogue."""
    handed_in = max((each.audit_sequence for each in reviews if each.move == Move.HAND_IN.value), default=0)
    found = load_marks_of_all({row.id: catalogue}, {row.id: row.number}, {row.id: handed_in}).get(row.id, {})
    return tuple(found[key] for key in catalogue.questions if key in found)


def load_marks_of_all(
    catalogues: Mapping[UUID, Catalogue], numbers: Mapping[UUID, int], since: Mapping[UUID, int]
) -> dict[UUID, dict[QuestionKey, Mark]]:
    """The same of several assessments, by question; `since` is the place in the trail at which each was handed in."""
    rows = AnswerMark.objects.filter(assessment_id__in=list(catalogues)).order_by(
        "assessment_id", "question", "-audit_sequence"
    )
    found: dict[UUID, dict[QuestionKey, Mark]] = {}
    for each in rows.distinct("assessment_id", "question"):
        here = each.assessment_id
        if each.number == numbers[here]:
            mark = _mark(each, catalogues[here], in_this_review=each.audit_sequence > since.get(here, 0))
            found.setdefault(here, {})[mark.question] = mark
    return found


def marked(space: Workspace) -> Mapping[QuestionKey, Marked]:
    """By question what was decided of its answer, beside the answer now."""
    return compare_marks(space.marks, space.answers, space.route.asked)


def _mark(row: AnswerMark, catalogue: Catalogue, *, in_this_review: bool) -> Mark:
    key = QuestionKey(row.question)
    answer = None if row.answer is None else answer_from_json(catalogue.questions[key], row.answer)
    return Mark(key, row.is_accepted, answer, row.text, row.made_by_name, row.made_at, in_this_review)
