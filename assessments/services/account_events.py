"""Events about somebody's account: one in the trail of every organisation in which they may act."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.models import Membership
from assessments.services.access import ORGANISATION, PERSON, set_locally
from assessments.services.audit import record_event


def organisations_of(person_id: UUID) -> list[UUID]:
    """Where the person may act, always in the same order. The transaction sees the person's memberships from now on."""
    set_locally(PERSON, person_id)
    mine = Membership.objects.filter(person_id=person_id, deactivated_at__isnull=True)
    return sorted(set(mine.values_list("organisation_id", flat=True)))


def record_of_account(person_id: UUID, action: Act, now: datetime, **details: str | int) -> None:
    """What the person did to their own account."""
    record_about(person_id, person_id, action, now, **details)


@transaction.atomic
def record_about(person_id: UUID, actor: UUID | None, action: Act, now: datetime, **details: str | int) -> None:
    """What was done to the account, by whoever runs the installation where there is no actor. The last to lock: chains
    are taken in the order of their keys."""
    for organisation_id in organisations_of(person_id):
        set_locally(ORGANISATION, organisation_id)
        record_event(organisation_id, actor, action, person_id, now, **details)
