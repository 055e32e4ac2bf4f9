"""The exception for an organisation in which one person alone both answers and approves: recorded with its reason, in
force only while nobody else is there who could, and printed in every report that was made under it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists

from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role
from assessments.models import Membership, Organisation, Person
from assessments.services.access import Actor, NoOrganisation, load_actor
from assessments.services.audit import record_event

TAKING_PART = (Role.ASSESSOR.value, Role.DPO.value)
LONGEST_REASON = 500


class NotAlone(Exception):
    """Somebody else is there who answers or decides, or the person does not do both."""


def works_alone(actor: Actor) -> bool:
    """Whether the organisation recorded the exception, and nobody else there answers or decides."""
    others = Membership.objects.filter(
        organisation_id=actor.organisation_id, role__in=TAKING_PART, deactivated_at__isnull=True
    ).exclude(person_id=actor.person_id)
    here = Organisation.objects.filter(id=actor.organisation_id, sole_person_exception=True)
    return here.filter(~Exists(others)).exists()


@transaction.atomic
def let_work_alone(email: str, reason: str, now: datetime) -> str:
    """Record that the person with this address works alone, and why; the name of the organisation.

    Raises NoOrganisation where nobody has the address or works anywhere, and NotAlone.
    """
    actor, organisation = _of(email, now)
    if not {Role.ASSESSOR, Role.DPO} <= actor.roles:
        raise NotAlone
    organisation.sole_person_exception, organisation.sole_person_reason = True, reason
    organisation.save(update_fields=["sole_person_exception", "sole_person_reason"])
    if not works_alone(actor):
        raise NotAlone
    record_event(actor.organisation_id, None, Act.WORK_ALONE, actor.organisation_id, now)
    return organisation.name


@transaction.atomic
def end_working_alone(email: str, now: datetime) -> str:
    """End the exception of the organisation of the person with this address; its name. Raises NoOrganisation."""
    actor, organisation = _of(email, now)
    organisation.sole_person_exception = False
    organisation.save(update_fields=["sole_person_exception"])
    record_event(actor.organisation_id, None, Act.WORK_TOGETHER, actor.organisation_id, now)
    return organisation.name


def _of(email: str, now: datetime) -> tuple[Actor, Organisation]:
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise NoOrganisation
    actor = load_actor(person.id, person.name, now)
    return actor, Organisation.objects.select_for_update(no_key=True).get(id=actor.organisation_id)
