"""Deployments: naming one starts its first assessment, on the current edition."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from assessments.catalogues import current_edition
from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role
from assessments.models import Assessment, Deployment
from assessments.services.access import Actor, NotAllowed
from assessments.services.audit import record_event


@dataclass(frozen=True, slots=True)
class MadeDeployment:
    """Keys of a new deployment and its assessment."""

    deployment_id: UUID
    assessment_id: UUID


@dataclass(frozen=True, slots=True)
class NewDeployment:
    """What a deployment is called. Texts must have passed `domain.characters.check_text`."""

    name: str
    place: str = ""
    description: str = ""
    unit: str = ""


def make_deployment(actor: Actor, said: NewDeployment) -> Deployment:
    """A deployment without an assessment; part of the caller's transaction."""
    return Deployment.objects.create(
        organisation_id=actor.organisation_id,
        name=said.name,
        place=said.place,
        description=said.description,
        unit=said.unit,
        created_at=actor.now,
    )


def lock_deployment(deployment_id: UUID) -> None:
    """Others who change what all its assessments share wait until the end of the transaction. Whoever holds it takes no
    lock of an assessment any more."""
    Deployment.objects.select_for_update(no_key=True).only("id").get(id=deployment_id)


def next_number(deployment_id: UUID) -> int:
    """Of the next revision. They are counted on over all assessments of the deployment: a newer report must not have
    the number of an older one. Part of the caller's transaction."""
    lock_deployment(deployment_id)
    newest = Assessment.objects.filter(deployment_id=deployment_id).aggregate(Max("number"))["number__max"]
    return (newest or 0) + 1


@transaction.atomic
def create_deployment(
    actor: Actor, name: str, place: str = "", description: str = "", unit: str = ""
) -> MadeDeployment:
    """A new deployment with a draft assessment. Texts must have passed `domain.characters.check_text`.

    Raises NotAllowed for a person who is not an assessor, and for a second one in a trial.
    """
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    if actor.trial_until and Deployment.objects.filter(organisation_id=actor.organisation_id).exists():
        raise NotAllowed
    deployment = make_deployment(actor, NewDeployment(name, place, description, unit))
    assessment = Assessment.objects.create(
        organisation_id=actor.organisation_id,
        deployment=deployment,
        edition_key=current_edition().key,
        author_id=actor.person_id,
        created_at=actor.now,
        updated_at=actor.now,
    )
    record_event(
        actor.organisation_id,
        actor.person_id,
        Act.START_ASSESSMENT,
        assessment.id,
        actor.now,
        deployment=str(deployment.id),
    )
    return MadeDeployment(deployment.id, assessment.id)


def load_deployments(actor: Actor) -> list[tuple[UUID, str]]:
    """Key and name of every deployment of the actor's organisation, by name."""
    rows = Deployment.objects.filter(organisation_id=actor.organisation_id).order_by("name", "id")
    return list(rows.values_list("id", "name"))
