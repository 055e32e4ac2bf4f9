"""Who answers which step. Whoever is assigned is told; anybody who may answer still may answer every step."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.catalogue import StepKey
from assessments.domain.lifecycle import EDITABLE, Role, Status
from assessments.models import Assessment, StepAssignment
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.assigned_views import load_assigned
from assessments.services.audit import record_event
from assessments.services.colleagues import Colleague, load_colleagues, may_work
from assessments.services.entries import NotEditable, lock_assessment


class StaleAssignment(Exception):
    """Somebody assigned the step to another person since the page was loaded."""


def assign(
    actor: Actor, assessment_id: UUID, step: StepKey, person_id: UUID | None, was: UUID | None
) -> Colleague | None:
    """Give the step to an assessor of the organisation, or to nobody; who has to be told of it, if anybody.

    `was` is whose it was on the page. Raises NotFound (also for somebody who may not answer), NotAllowed, NotEditable,
    StaleAssignment.
    """
    if not may_work(actor):
        raise NotAllowed
    with transaction.atomic():
        row = lock_assessment(actor, assessment_id)
        if all(each.key != step for each in edition(row.edition_key).steps):
            raise NotFound
        if Status(row.status) not in EDITABLE:
            raise NotEditable
        assigned = load_assigned(actor, row.id).get(step)
        holder = assigned.person_id if assigned else None
        if holder == person_id:
            return None
        if holder != was:
            raise StaleAssignment
        found = _assessor(actor, person_id) if person_id else None
        _append(actor, row, step, person_id)
    return found if found and found.person_id != actor.person_id else None


def _assessor(actor: Actor, person_id: UUID) -> Colleague:
    for each in load_colleagues(actor, {Role.ASSESSOR}):
        if each.person_id == person_id:
            return each
    raise NotFound


def _append(actor: Actor, row: Assessment, step: StepKey, person_id: UUID | None) -> None:
    action = Act.ASSIGN_STEP if person_id else Act.FREE_STEP
    about = {"step": str(step)} | ({"person": str(person_id)} if person_id else {})
    mark = record_event(actor.organisation_id, actor.person_id, action, row.id, actor.now, **about)
    StepAssignment.objects.create(
        organisation_id=actor.organisation_id,
        assessment=row,
        step=step,
        person_id=person_id,
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
        audit_sequence=mark.sequence,
    )
