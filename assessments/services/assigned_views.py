"""Whose step is whose, as it stands. Assigning is in `assigning`."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from assessments.domain.catalogue import StepKey
from assessments.models import StepAssignment
from assessments.services.access import Actor
from assessments.services.built_queries import built_once
from assessments.services.workspace import Assigned


@built_once
def _newest(assessment_id: UUID) -> QuerySet[StepAssignment]:
    """The newest of each step."""
    rows = StepAssignment.objects.filter(assessment_id=assessment_id).order_by("step", "-audit_sequence")
    return rows.distinct("step").select_related("person")


def load_assigned(actor: Actor, assessment_id: UUID) -> Mapping[StepKey, Assigned]:
    """Who answers which step; steps of nobody in particular are left out. In a trial there is nobody else."""
    if actor.trial_until:
        return {}
    return {
        StepKey(row.step): Assigned(
            row.person.pk, row.person.name, row.person.pk == actor.person_id, row.carried_from_id is not None
        )
        for row in _newest(assessment_id)
        if row.person is not None
    }
