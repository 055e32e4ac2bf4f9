"""Organisations and who belongs to them. Every organisation starts with its own audit chain."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from assessments.domain.lifecycle import Role
from assessments.models import Membership, Organisation, Person
from assessments.services.access import ORGANISATION, Actor, set_locally
from assessments.services.audit import record_event, start_chain


@transaction.atomic
def create_organisation(name: str, now: datetime, *, credit_code: str = "", sole_person_reason: str = "") -> UUID:
    """A new organisation; the transaction sees it from now on.

    `sole_person_reason` records that one person both answers and approves there, and why; reports then say so.
    """
    organisation_id = uuid4()
    set_locally(ORGANISATION, organisation_id)
    Organisation.objects.create(
        id=organisation_id,
        name=name,
        credit_code=credit_code,
        sole_person_exception=bool(sole_person_reason),
        sole_person_reason=sole_person_reason,
        created_at=now,
    )
    start_chain(organisation_id)
    record_event(organisation_id, None, "create_organisation", organisation_id, now)
    return organisation_id


@transaction.atomic
def add_member(organisation_id: UUID, person: Person, roles: Collection[Role], now: datetime) -> Actor:
    """Give a person roles in an organisation that the transaction sees."""
    for role in sorted(roles):
        Membership.objects.create(organisation_id=organisation_id, person=person, role=role.value)
        record_event(organisation_id, None, "add_member", person.id, now, role=role.value)
    name = Organisation.objects.values_list("name", flat=True).get(id=organisation_id)
    return Actor(person.id, person.name, organisation_id, name, frozenset(roles), now)
