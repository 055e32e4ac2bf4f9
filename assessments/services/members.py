"""Who belongs to the organisation, in which roles, and who may act: the work of its administrators.

Every change is an event of the trail. An organisation that has an administrator never loses the last one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role
from assessments.models import Membership, Organisation
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.audit import record_event
from assessments.services.people import end_sessions
from assessments.services.second_factors import guarded_among


class LastAdministrator(Exception):
    """Afterwards nobody could look after the organisation."""


class NoRole(Exception):
    """A member needs at least one role; without any the membership is to be deactivated."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the organisation."""

    person_id: UUID
    name: str
    email: str
    roles: Sequence[Role]
    deactivated_at: datetime | None
    has_second_factor: bool


def require_administrator(actor: Actor) -> None:
    """Raises NotAllowed."""
    if Role.ADMINISTRATOR not in actor.roles:
        raise NotAllowed


def load_members(actor: Actor) -> list[Member]:
    """Everybody, those who may act first, then by name. Raises NotAllowed."""
    require_administrator(actor)
    rows = Membership.objects.filter(organisation_id=actor.organisation_id).select_related("person")
    people: dict[UUID, list[Membership]] = {}
    for row in rows.order_by("person__name", "person_id", "role"):
        people.setdefault(row.person_id, []).append(row)
    guarded = guarded_among(people)
    members = [_member(rows, has_second_factor=key in guarded) for key, rows in people.items()]
    return sorted(members, key=lambda member: member.deactivated_at is not None)


def load_member(actor: Actor, person_id: UUID) -> Member:
    """One of them. Raises NotAllowed, NotFound."""
    found = [member for member in load_members(actor) if member.person_id == person_id]
    if not found:
        raise NotFound
    return found[0]


def _member(rows: Sequence[Membership], *, has_second_factor: bool) -> Member:
    first = rows[0]
    roles = [Role(row.role) for row in rows]
    person = first.person
    return Member(person.id, person.name, person.email, roles, first.deactivated_at, has_second_factor)


@transaction.atomic
def change_roles(actor: Actor, person_id: UUID, roles: Collection[Role]) -> None:
    """Give a member exactly these roles. Raises NotAllowed, NotFound, NoRole, LastAdministrator."""
    member = _for_change(actor, person_id)
    wanted, held = frozenset(roles), frozenset(member.roles)
    if not wanted:
        raise NoRole
    if Role.ADMINISTRATOR in held - wanted and member.deactivated_at is None:
        _keep_an_administrator(actor, person_id)
    mine = Membership.objects.filter(organisation_id=actor.organisation_id, person_id=person_id)
    mine.filter(role__in=held - wanted).delete()
    for role in sorted(held - wanted):
        record_event(actor.organisation_id, actor.person_id, Act.TAKE_ROLE, person_id, actor.now, role=role.value)
    for role in sorted(wanted - held):
        mine.create(
            organisation_id=actor.organisation_id,
            person_id=person_id,
            role=role.value,
            deactivated_at=member.deactivated_at,
        )
        record_event(actor.organisation_id, actor.person_id, Act.GIVE_ROLE, person_id, actor.now, role=role.value)


@transaction.atomic
def deactivate(actor: Actor, person_id: UUID) -> None:
    """Let the person act here no longer, and end all their sessions at once. Raises NotAllowed, NotFound,
    LastAdministrator."""
    member = _for_change(actor, person_id)
    if member.deactivated_at is not None:
        return
    if Role.ADMINISTRATOR in member.roles:
        _keep_an_administrator(actor, person_id)
    _set_deactivated(actor, person_id, actor.now)
    end_sessions(person_id)
    record_event(actor.organisation_id, actor.person_id, Act.DEACTIVATE_MEMBER, person_id, actor.now)


@transaction.atomic
def reactivate(actor: Actor, person_id: UUID) -> None:
    """Let the person act here again, in the roles that they had. Raises NotAllowed, NotFound."""
    if _for_change(actor, person_id).deactivated_at is None:
        return
    _set_deactivated(actor, person_id, None)
    record_event(actor.organisation_id, actor.person_id, Act.REACTIVATE_MEMBER, person_id, actor.now)


@transaction.atomic
def demand_second_factor(actor: Actor, *, demanded: bool) -> None:
    """Demand a second factor of every member from their next page on, or no longer. Raises NotAllowed."""
    lock_for_administrator(actor)
    mine = Organisation.objects.filter(id=actor.organisation_id)
    if mine.exclude(second_factor_demanded=demanded).update(second_factor_demanded=demanded):
        action = Act.DEMAND_SECOND_FACTOR if demanded else Act.WAIVE_SECOND_FACTOR
        record_event(actor.organisation_id, actor.person_id, action, actor.organisation_id, actor.now)


def lock_for_administrator(actor: Actor) -> None:
    """Hold the organisation: administrators act one after the other, and whoever is one no longer by then does not
    act at all. Raises NotAllowed."""
    require_administrator(actor)
    Organisation.objects.select_for_update(no_key=True).get(id=actor.organisation_id)
    if actor.person_id not in _administrators(actor):
        raise NotAllowed


def _for_change(actor: Actor, person_id: UUID) -> Member:
    lock_for_administrator(actor)
    return load_member(actor, person_id)


def _administrators(actor: Actor) -> set[UUID]:
    rows = Membership.objects.filter(
        organisation_id=actor.organisation_id, role=Role.ADMINISTRATOR.value, deactivated_at__isnull=True
    )
    return set(rows.values_list("person_id", flat=True))


def _keep_an_administrator(actor: Actor, leaving: UUID) -> None:
    if not _administrators(actor) - {leaving}:
        raise LastAdministrator


def _set_deactivated(actor: Actor, person_id: UUID, moment: datetime | None) -> None:
    mine = Membership.objects.filter(organisation_id=actor.organisation_id, person_id=person_id)
    mine.update(deactivated_at=moment)
