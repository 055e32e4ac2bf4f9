"""What changed in an assessment since a person last returned or approved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from assessments.domain.counsel import points_of
from assessments.domain.engine import assess
from assessments.domain.lifecycle import Move
from assessments.domain.since import Between, State, changed_between
from assessments.models import Entry, ReviewEvent
from assessments.services.access import Actor, local_day
from assessments.services.assessments import load_entries
from assessments.services.counsel_views import load_views_before
from assessments.services.workspace import Workspace, fold

_DECIDED = (Move.RETURN.value, Move.APPROVE.value)


@dataclass(frozen=True, slots=True)
class SinceReview:
    """The person's last decision, and what is otherwise since."""

    move: Move
    at: datetime
    between: Between


def load_since_review(actor: Actor, space: Workspace) -> SinceReview | None:
    """Since the last decision of this person on the assessment; None where they made none.

    While it was in review no answer could change, so that the time of the decision parts the answers safely.
    """
    events = ReviewEvent.objects.filter(assessment_id=space.assessment.id).order_by("-audit_sequence")
    last = events.filter(made_by_id=actor.person_id, move__in=_DECIDED).first()
    if last is None:
        return None
    handed_in = events.filter(move=Move.HAND_IN.value, audit_sequence__lt=last.audit_sequence)[0]
    entries = Entry.objects.filter(assessment_id=space.assessment.id, made_at__lte=last.made_at)
    newest = entries.aggregate(newest=Max("number"))["newest"] or 0
    answers = fold(load_entries(space.assessment.id, space.catalogue, up_to=newest).values())
    counsel = load_views_before(space.assessment.deployment_id, space.catalogue, handed_in.audit_sequence)
    day = local_day(handed_in.made_at)
    before = State(answers, assess(space.catalogue, answers, day, points_of(counsel)))
    between = changed_between(before, State(space.answers, space.assessed), space.catalogue)
    return SinceReview(Move(last.move), last.made_at, between)
