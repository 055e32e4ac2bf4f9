"""What people are waiting for in one another's assessments: steps that are one's own, and answers to clarify."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from assessments.catalogues import edition
from assessments.domain.answers import NotSure
from assessments.domain.catalogue import Question, QuestionKey, Step
from assessments.domain.lifecycle import EDITABLE, Status
from assessments.models import Assessment, Clarification, Entry, StepAssignment
from assessments.services.access import Actor, local_day
from assessments.services.assessments import entry_view
from assessments.services.clarifying import Asked, asked_view
from assessments.services.workspace import EntryView, fold

MOST_LISTED = 20
MOST_LOOKED_AT = 200
"""Questions for which somebody is asked that are looked at for the list; those of the nearest days."""
UNDER_WAY = frozenset({*EDITABLE, Status.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step that is this person's."""

    assessment_id: UUID
    deployment_name: str
    step: Step


@dataclass(frozen=True, slots=True)
class ToClarify:
    """An answer for which somebody is asked."""

    assessment_id: UUID
    deployment_name: str
    question: Question
    asked: Asked
    is_own: bool
    """Whether it is the reader who is asked."""
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What the dashboard lists of both."""

    steps: Sequence[OwnStep]
    questions: Sequence[ToClarify]


def load_own_work(actor: Actor) -> OwnWork:
    """The steps assigned to the actor, and what somebody is asked in assessments that are under way: by day, the
    actor's own first on each."""
    if actor.trial_until:
        return OwnWork((), ())
    return OwnWork(_steps(actor), _questions(actor))


def _steps(actor: Actor) -> list[OwnStep]:
    ever = StepAssignment.objects.filter(organisation_id=actor.organisation_id, person_id=actor.person_id)
    newest = (
        StepAssignment.objects.filter(
            assessment_id__in=ever.values("assessment_id"),
            assessment__status__in=[each.value for each in EDITABLE],
        )
        .order_by("assessment_id", "step", "-audit_sequence")
        .distinct("assessment_id", "step")
    )
    rows = StepAssignment.objects.filter(id__in=newest.values("id"), person_id=actor.person_id)
    found = [
        OwnStep(row.assessment_id, row.assessment.deployment.name, step)
        for row in rows.select_related("assessment__deployment")
        for step in edition(row.assessment.edition_key).steps
        if step.key == row.step
    ]
    return sorted(found, key=lambda one: (one.deployment_name, one.assessment_id, one.step.number))[:MOST_LISTED]


def _questions(actor: Actor) -> list[ToClarify]:
    newest = (
        Clarification.objects.filter(
            organisation_id=actor.organisation_id, assessment__status__in=[each.value for each in UNDER_WAY]
        )
        .order_by("assessment_id", "question", "-audit_sequence")
        .distinct("assessment_id", "question")
    )
    rows = Clarification.objects.filter(id__in=newest.values("id")).exclude(person__isnull=True, name="")
    near = rows.order_by(F("due").asc(nulls_last=True), "audit_sequence")
    looked_at = list(near.select_related("person", "assessment__deployment")[:MOST_LOOKED_AT])
    unsure = _unsure({row.assessment for row in looked_at})
    today = local_day(actor.now)
    found = [
        ToClarify(
            row.assessment_id,
            row.assessment.deployment.name,
            edition(row.assessment.edition_key).questions[QuestionKey(row.question)],
            asked_view(row),
            row.person_id == actor.person_id,
            row.due is not None and row.due < today,
        )
        for row in looked_at
        if (row.assessment_id, row.question) in unsure
    ]
    return sorted(found, key=lambda one: (one.asked.due or date.max, not one.is_own))[:MOST_LISTED]


def _unsure(assessments: Iterable[Assessment]) -> set[tuple[UUID, str]]:
    """Assessment and question of every answer that is "not sure" in these."""
    catalogues = {row.id: edition(row.edition_key) for row in assessments}
    newest = Entry.objects.filter(assessment_id__in=list(catalogues)).order_by("assessment_id", "step", "-number")
    views: dict[UUID, list[EntryView]] = {}
    for each in newest.distinct("assessment_id", "step"):
        views.setdefault(each.assessment_id, []).append(entry_view(each, catalogues[each.assessment_id], ""))
    return {
        (key, question)
        for key, entries in views.items()
        for question, answer in fold(entries).items()
        if answer is NotSure.NOT_SURE
    }
