"""What people are waiting for in one another's assessments: steps that are one's own, and answers to clarify."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from assessments.catalogues import edition
from assessments.domain.answers import Answer, NotSure
from assessments.domain.catalogue import Question, QuestionKey, Step
from assessments.domain.lifecycle import EDITABLE, Status
from assessments.domain.marking import compare_marks
from assessments.domain.route import plan_route
from assessments.models import Assessment, Clarification, Entry, StepAssignment
from assessments.services.access import Actor, local_day
from assessments.services.assessments import entry_view
from assessments.services.clarifying import Asked, asked_view
from assessments.services.mark_views import load_marks_of_all
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
    is_returned: bool
    """Whether the assessment came back from the review."""
    to_correct: int
    """Answers of the step that the reviewer wants corrected and that nobody has changed since."""


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
    mine = list(rows.select_related("assessment__deployment"))
    returned = {row.assessment for row in mine if row.assessment.status == Status.RETURNED.value}
    wrong = _to_correct(returned) if returned else {}
    found = [
        _own(row, step, wrong.get(row.assessment_id))
        for row in mine
        for step in edition(row.assessment.edition_key).steps
        if step.key == row.step
    ]
    return sorted(found, key=_turn)[:MOST_LISTED]


def _turn(one: OwnStep) -> tuple[bool, bool, str, UUID, int]:
    """Sorting key: what came back first, and there what has something to correct."""
    return not one.is_returned, not one.to_correct, one.deployment_name, one.assessment_id, one.step.number


def _own(row: StepAssignment, step: Step, wrong: frozenset[QuestionKey] | None) -> OwnStep:
    here = {each.question for each in step.placements}
    count = len(here & wrong) if wrong else 0
    return OwnStep(row.assessment_id, row.assessment.deployment.name, step, wrong is not None, count)


def _to_correct(returned: Collection[Assessment]) -> dict[UUID, frozenset[QuestionKey]]:
    """By assessment the questions whose answers are still to be corrected."""
    catalogues = {row.id: edition(row.edition_key) for row in returned}
    marks, answers = load_marks_of_all(catalogues, {row.id: row.number for row in returned}, {}), _answers(returned)
    found = {}
    for key, catalogue in catalogues.items():
        given = answers.get(key, {})
        compared = compare_marks(marks.get(key, {}).values(), given, plan_route(catalogue, given).asked)
        found[key] = frozenset(question for question, each in compared.items() if each.is_to_correct)
    return found


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
    return {
        (key, question)
        for key, answers in _answers(assessments).items()
        for question, answer in answers.items()
        if answer is NotSure.NOT_SURE
    }


def _answers(assessments: Iterable[Assessment]) -> dict[UUID, dict[str, Answer]]:
    """The answers of each of these that has any."""
    catalogues = {row.id: edition(row.edition_key) for row in assessments}
    newest = Entry.objects.filter(assessment_id__in=list(catalogues)).order_by("assessment_id", "step", "-number")
    views: dict[UUID, list[EntryView]] = {}
    for each in newest.distinct("assessment_id", "step"):
        views.setdefault(each.assessment_id, []).append(entry_view(each, catalogues[each.assessment_id], ""))
    return {key: fold(entries) for key, entries in views.items()}
