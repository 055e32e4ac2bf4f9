"""Two reviewers on one page: nobody overwrites what another decided since the page was loaded."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from assessments.models import AnswerMark, AuditHead, ReviewerView
from assessments.services.access import Actor
from assessments.services.entries import lock_assessment


@dataclass(eq=False)
class DecidedMeanwhile(Exception):
    """Another reviewer decided of an answer or a verdict."""

    made_by: str


def load_seen(actor: Actor) -> int:
    """The place in the trail up to which a page that is loaded now knows everything. To be read before the rest."""
    return AuditHead.objects.values_list("sequence", flat=True).get(organisation_id=actor.organisation_id)


def refuse_unseen(actor: Actor, assessment_id: UUID, seen: int) -> None:
    """Raises DecidedMeanwhile where somebody else decided after the place `seen`, and NotFound. Own acts are no
    surprise: whoever sends a form twice is not told of themselves."""
    row = lock_assessment(actor, assessment_id)
    for model in (AnswerMark, ReviewerView):
        later = model._default_manager.filter(assessment=row, number=row.number, audit_sequence__gt=seen)
        other = later.exclude(made_by_id=actor.person_id).first()
        if other is not None:
            raise DecidedMeanwhile(other.made_by_name)
