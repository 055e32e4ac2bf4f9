"""Saving the answers of a step: one entry for each act, never an overwrite, never a silent last-write-wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.answers import Answer, answer_from_json, answer_to_json
from assessments.domain.catalogue import Catalogue, Step, StepKey
from assessments.domain.lifecycle import EDITABLE, Role, Status
from assessments.models import Assessment, Entry
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.assessments import entry_view, load_entries
from assessments.services.audit import entry_digest, record_event
from assessments.services.workspace import EntryView, Workspace, fold, related_steps

__all__ = ["EntryView", "NotEditable", "Recorded", "StaleEntry", "UnknownStep", "lock_assessment", "record_entry"]


MOST_IN_A_TRIAL = 1000
"""Entries that a trial takes; far more than anybody needs, and far fewer than would fill a disk."""


class NotEditable(Exception):
    """The assessment is handed in or sealed, or a trial is full; its answers do not change."""


class UnknownStep(Exception):
    """The step is not on the route of these answers."""


@dataclass(eq=False)
class StaleEntry(Exception):
    """Somebody else saved other answers to the step's questions since the page was loaded."""

    newest: EntryView


@dataclass(frozen=True, slots=True)
class Recorded:
    """What saving led to."""

    workspace: Workspace
    """The assessment after the save."""
    made_entry: bool
    """False where the same answers stood already."""


def lock_assessment(actor: Actor, assessment_id: UUID) -> Assessment:
    """The assessment, locked until the end of the transaction. Raises NotFound."""
    row = (
        Assessment.objects.select_for_update(no_key=True)
        .filter(organisation_id=actor.organisation_id, id=assessment_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def record_entry(
    actor: Actor, known: Workspace, step: StepKey, answers: Mapping[str, Answer], based_on: int
) -> Recorded:
    """Save `answers` as the state of `step`; questions of the step that are left out become open.

    `known` names the assessment and is read again under the lock, as far as it can have changed. `based_on` is the
    number of the newest entry that the page knew of. Raises NotFound, NotAllowed, NotEditable, UnknownStep,
    StaleEntry, IllegalAnswer.
    """
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    row = lock_assessment(actor, known.assessment.id)
    if Status(row.status) not in EDITABLE:
        raise NotEditable
    entries = load_entries(row.id, known.catalogue)
    before = known if entries == known.entries else replace(known, entries=entries)
    on_route = before.route.step(step)
    if on_route is None:
        raise UnknownStep
    wanted = _legal(before.catalogue, on_route.step, answers)
    if wanted == _state(on_route.step, before.answers):
        return Recorded(before, made_entry=False)
    _refuse_stale(before, on_route.step, based_on)
    entry = _insert(actor, row, before, step, wanted)
    view = entry_view(entry, before.catalogue, actor.person_name)
    return Recorded(replace(before, entries={**before.entries, step: view}), made_entry=True)


def _legal(catalogue: Catalogue, step: Step, answers: Mapping[str, Answer]) -> dict[str, Answer | None]:
    """Each question of the step with its answer, legal by the catalogue. Raises IllegalAnswer."""
    found: dict[str, Answer | None] = {}
    for placement in step.placements:
        question = catalogue.questions[placement.question]
        answer = answers.get(question.key)
        found[question.key] = None if answer is None else answer_from_json(question, answer_to_json(answer))
    return found


def _state(step: Step, answers: Mapping[str, Answer]) -> dict[str, Answer | None]:
    return {placement.question: answers.get(placement.question) for placement in step.placements}


def _refuse_stale(before: Workspace, step: Step, based_on: int) -> None:
    """Newer entries matter only where they changed an answer that this step shows."""
    if before.based_on(step.key) <= based_on:
        return
    known = fold(load_entries(before.assessment.id, before.catalogue, up_to=based_on).values())
    if _state(step, known) == _state(step, before.answers):
        return
    related = related_steps(before.catalogue, step.key)
    raise StaleEntry(max((each for each in before.entries.values() if each.step in related), key=lambda e: e.number))


def _insert(
    actor: Actor, row: Assessment, before: Workspace, step: StepKey, answers: Mapping[str, Answer | None]
) -> Entry:
    newest = max((each.number for each in before.entries.values()), default=0)
    if actor.trial_until and newest >= MOST_IN_A_TRIAL:
        raise NotEditable
    entry = Entry.objects.create(
        organisation_id=actor.organisation_id,
        assessment=row,
        step=step,
        number=newest + 1,
        answers={key: None if value is None else answer_to_json(value) for key, value in answers.items()},
        made_by_id=actor.person_id,
        made_at=actor.now,
    )
    row.updated_at = actor.now
    row.save(update_fields=["updated_at"])
    record_event(
        actor.organisation_id,
        actor.person_id,
        Act.RECORD_ANSWERS,
        row.id,
        actor.now,
        step=step,
        number=entry.number,
        entry_digest=entry_digest(entry),
    )
    return entry
