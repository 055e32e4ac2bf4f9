"""What changed in an assessment since a person last returned or approved it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from assessments.domain.counsel import points_of
from assessments.domain.engine import assess
from assessments.domain.lifecycle import Move
from assessments.domain.since import Between, State, changed_between
from assessments.models import Entry, ReviewEvent
from assessments.services.access import Actor, local_day
from assessments.services.assessments import load_entries
from assessments.services.counsel_views import load_views_before
from assessments.services.place_values import ExceptionView
from assessments.services.place_views import load_places_out
from assessments.services.workspace import Workspace, fold

_DECIDED = (Move.RETURN.value, Move.APPROVE.value)


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """Something that somebody put on record about a place, as it stands now."""

    place_id: UUID
    name: str
    is_out: bool
    is_new: bool
    exception: ExceptionView | None
    """The answer that is another one there, or was; None where the place itself was added, described or taken out."""
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SinceReview:
    """The person's last decision, and what is otherwise since."""

    move: Move
    at: datetime
    between: Between
    places: tuple[PlaceChange, ...]
    """Place by place; what they change in verdicts stands among the findings by place."""


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
    return SinceReview(Move(last.move), last.made_at, between, tuple(_places_since(space, last.made_at)))


def _places_since(space: Workspace, at: datetime) -> Iterator[PlaceChange]:
    """Nothing about places changes in review either."""
    for each in (*space.places, *load_places_out(space.assessment.id)):
        named = (each.id, each.name, each.is_out, each.version == 1)
        if each.described_at > at:
            yield PlaceChange(*named, None, each.described_by, each.described_at)
        for one in each.newest.values():
            if one.made_at > at:
                yield PlaceChange(*named, one, one.made_by, one.made_at)
