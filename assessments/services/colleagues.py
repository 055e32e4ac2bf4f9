"""Who works in the organisation, as those see it who work with them: names, and whom work can be given to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments.domain.lifecycle import Role
from assessments.models import Membership
from assessments.services.access import Actor

WORKING = frozenset({Role.ASSESSOR, Role.DPO})
"""Roles that work on assessments, beside reading them."""
EVERY_ROLE_THAT_READS = WORKING | {Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may act in the organisation."""

    person_id: UUID
    name: str
    email: str
    language: str
    """Empty where none was chosen."""


def may_work(actor: Actor) -> bool:
    """Whether the person works on assessments with others; a trial is nobody's but one's own."""
    return actor.trial_until is None and not actor.roles.isdisjoint(WORKING)


def load_colleagues(actor: Actor, roles: Collection[Role] = EVERY_ROLE_THAT_READS) -> Sequence[Colleague]:
    """Members with one of these roles who may act now, the actor among them, by name."""
    rows = Membership.objects.filter(
        organisation_id=actor.organisation_id,
        deactivated_at__isnull=True,
        role__in=sorted(each.value for each in roles),
    )
    found = {
        row.person_id: Colleague(row.person_id, row.person.name, row.person.email, row.person.language)
        for row in rows.select_related("person").order_by("person__name", "person_id")
    }
    return list(found.values())
