"""Reading one assessment with everything around it. The list of an organisation is in `listing`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from assessments.catalogues import edition
from assessments.domain.answers import answer_from_json
from assessments.domain.catalogue import Catalogue, QuestionKey, StepKey
from assessments.domain.lifecycle import EDITABLE, Move, Role, Status, may
from assessments.models import Assessment, Attestation, Entry, Place, ReviewEvent, Revision
from assessments.services.access import Actor, NotFound, local_day
from assessments.services.alone import works_alone
from assessments.services.assigned_views import load_assigned
from assessments.services.built_queries import built_once
from assessments.services.counsel_views import load_views
from assessments.services.earlier import load_earlier, successor_of
from assessments.services.evidence_views import load_counting
from assessments.services.mark_views import load_marks
from assessments.services.place_views import load_places, who_answered_for_places
from assessments.services.review_values import CommentView, ReviewView
from assessments.services.workspace import (
    AssessmentView,
    EntryView,
    RevisionMark,
    Workspace,
)

__all__ = [
    "AssessmentView",
    "CommentView",
    "EntryView",
    "Workspace",
    "entry_view",
    "is_author",
    "load_entries",
    "load_workspace",
    "local_day",
]


@built_once
def _assessment(organisation_id: UUID, assessment_id: UUID) -> QuerySet[Assessment]:
    """With deployment and author, and whether it has places."""
    return (
        Assessment.objects.filter(organisation_id=organisation_id, id=assessment_id)
        .select_related("deployment", "author")
        .annotate(has_places=Exists(Place.objects.filter(assessment_id=OuterRef("id"))))
    )


@built_once
def _review_events(assessment_id: UUID) -> QuerySet[ReviewEvent]:
    """Oldest first."""
    events = ReviewEvent.objects.filter(assessment_id=assessment_id)
    return events.select_related("made_by").order_by("audit_sequence")


@built_once
def _newest_entries(assessment_id: UUID) -> QuerySet[Entry]:
    """The newest of each step."""
    return _newest(Entry.objects.filter(assessment_id=assessment_id))


@built_once
def _revisions(assessment_id: UUID) -> QuerySet[Revision]:
    """Newest first, without content."""
    rows = Revision.objects.filter(assessment_id=assessment_id).order_by("-number")
    return rows.only("assessment_id", "number", "status", "frozen_at")


def _newest(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    return rows.order_by("step", "-number").distinct("step").select_related("made_by")


def load_workspace(actor: Actor, assessment_id: UUID, *, with_people: bool = False) -> Workspace:
    """One assessment of the actor's organisation; `with_people` tells whose step is whose. Raises NotFound."""
    found = _assessment(actor.organisation_id, assessment_id)
    if not found:
        raise NotFound
    row = found[0]
    has_places = bool(vars(row)["has_places"])
    catalogue = edition(row.edition_key)
    reviews = _review_events(row.id)
    successor = successor_of(row) if row.status == Status.SUPERSEDED.value else None
    revisions = [RevisionMark(each.id, each.number, each.status, each.frozen_at) for each in _revisions(row.id)]
    assessment = assessment_view(row, tuple(revisions), successor)
    return Workspace(
        assessment=assessment,
        catalogue=catalogue,
        entries=load_entries(row.id, catalogue),
        comments=_comments(reviews, row.number),
        reviews=tuple(_review(each) for each in reviews),
        moves=_moves(actor, row),
        may_edit=Role.ASSESSOR in actor.roles and assessment.status in EDITABLE,
        today=local_day(actor.now),
        counsel=load_views(row, catalogue),
        earlier=load_earlier(row),
        evidence=load_counting(row.id),
        assigned=load_assigned(actor, row.id) if with_people else {},
        marks=load_marks(row, reviews, catalogue) if reviews else (),
        places=load_places(row.id, catalogue) if has_places else (),
    )


def load_entries(assessment_id: UUID, catalogue: Catalogue, *, up_to: int | None = None) -> dict[StepKey, EntryView]:
    """The newest entry of each step, or the newest that was there when entry `up_to` was the last."""
    newest: Iterable[Entry]
    if up_to is None:
        newest = _newest_entries(assessment_id)
    else:
        newest = _newest(Entry.objects.filter(assessment_id=assessment_id, number__lte=up_to))
    return {StepKey(each.step): entry_view(each, catalogue, each.made_by.name) for each in newest}


def entry_view(row: Entry, catalogue: Catalogue, made_by: str) -> EntryView:
    """A stored entry in the terms of the domain; `made_by` is the person's name."""
    answers = {
        QuestionKey(key): None if value is None else answer_from_json(catalogue.questions[QuestionKey(key)], value)
        for key, value in row.answers.items()
    }
    return EntryView(StepKey(row.step), row.number, answers, made_by, row.made_at, row.made_by_id)


def is_author(actor: Actor, row: Assessment) -> bool:
    """Whether the person entered answers, in common or for a place, or attested to those of the coming revision."""
    if Entry.objects.filter(assessment=row, made_by_id=actor.person_id).exists():
        return True
    if actor.person_id in who_answered_for_places(row):
        return True
    attested = Attestation.objects.filter(assessment=row, number=row.number, statement="hand_in")
    return attested.filter(person_id=actor.person_id).exists()


def _moves(actor: Actor, row: Assessment) -> frozenset[Move]:
    status = Status(row.status)
    reviewing = status is Status.IN_REVIEW and Role.DPO in actor.roles
    author = reviewing and is_author(actor, row)
    alone = author and works_alone(actor)
    offered = () if actor.trial_until else (Move.HAND_IN, Move.RETURN, Move.APPROVE, Move.REOPEN)
    return frozenset(
        each
        for each in offered
        if may(each, status, actor.roles, is_author=author, sole_person_exception=alone) is None
    )


def assessment_view(row: Assessment, revisions: Sequence[RevisionMark], successor: UUID | None) -> AssessmentView:
    """The assessment itself; deployment and author must have been read with it."""
    return AssessmentView(
        id=row.id,
        deployment_id=row.deployment_id,
        deployment_name=row.deployment.name,
        place=row.deployment.place,
        description=row.deployment.description,
        edition_key=row.edition_key,
        status=Status(row.status),
        as_of=row.as_of,
        number=row.number,
        author_name=row.author.name,
        report_language=row.report_language,
        updated_at=row.updated_at,
        revisions=revisions,
        upgraded_from=row.upgraded_from_id,
        upgraded_to=successor,
        copied_from=row.copied_from_id,
    )


def revision_marks(assessment_ids: Iterable[UUID]) -> dict[UUID, tuple[RevisionMark, ...]]:
    """The revisions of each of these assessments, newest first."""
    rows = Revision.objects.filter(assessment_id__in=list(assessment_ids)).order_by("-number")
    found: dict[UUID, tuple[RevisionMark, ...]] = {}
    for key, id_, number, status, at in rows.values_list("assessment_id", "id", "number", "status", "frozen_at"):
        found[key] = (*found.get(key, ()), RevisionMark(id_, number, status, at))
    return found


def _comments(events: Iterable[ReviewEvent], number: int) -> dict[QuestionKey, tuple[CommentView, ...]]:
    found: dict[QuestionKey, tuple[CommentView, ...]] = {}
    for event in events:
        for key, text in event.comments.items() if event.number == number else ():
            comment = CommentView(text, event.made_by.name, event.made_at)
            found[QuestionKey(key)] = (*found.get(QuestionKey(key), ()), comment)
    return found


def _review(event: ReviewEvent) -> ReviewView:
    return ReviewView(Move(event.move), event.number, event.reason, event.made_by.name, event.made_at)
