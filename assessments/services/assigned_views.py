"""Whose step is whose, as it stands. Assigning is in `assigning`."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from assessments.domain.catalogue import StepKey
from assessments.models import StepAssignment
from assessments.services.access import Actor
from assessments.services.workspace import Assigned


def load_assigned(actor: Actor, assessment_id: UUID) -> Mapping[StepKey, Assigned]:
    """Who answers which step; steps of nobody in particular are left out. In a trial there is nobody else."""
    if actor.trial_until:
        return {}
    rows = StepAssignment.objects.filter(assessment_id=assessment_id).order_by("step", "-audit_sequence")
    newest = rows.distinct("step").select_related("person")
    return {
        StepKey(row.step): Assigned(
            row.person.pk, row.person.name, row.person.pk == actor.person_id, row.carried_from_id is not None
        )
        for row in newest
        if row.person is not None
    }
