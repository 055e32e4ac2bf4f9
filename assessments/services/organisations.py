"""Organisations and who belongs to them. Every organisation starts with its own audit chain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.characters import UnfitText, check_text
from assessments.domain.lifecycle import Role
from assessments.models import Membership, Organisation, Person
from assessments.services.access import ORGANISATION, Actor, set_locally
from assessments.services.audit import record_event, start_chain


class MemberFault(Exception):
    """What is given about a person or an organisation cannot be used; the text says what and how to mend it."""


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to be added, with one role."""

    role: Role
    email: str
    name: str
    password: str


def read_member(text: str, password: str) -> NewMember:
    """The person that "role:email:name" describes. Raises MemberFault."""
    role, _, rest = text.partition(":")
    email, _, name = rest.partition(":")
    if role not in list(Role):
        raise MemberFault(f"{role!r} is not a role; write one of: {', '.join(Role)}")
    try:
        validate_email(email)
    except ValidationError:
        raise MemberFault(f"{email!r} is not an email address; write ROLE:EMAIL:NAME") from None
    if not name.strip():
        raise MemberFault(f"the name of {email} is missing; write ROLE:EMAIL:NAME")
    return NewMember(Role(role), email.strip().lower(), _fit(name.strip(), 100), password)


def _fit(text: str, longest: int) -> str:
    try:
        check_text(text)
    except UnfitText as unfit:
        raise MemberFault(f"character {unfit.position + 1} of a name cannot be kept") from None
    if not 0 < len(text) <= longest:
        raise MemberFault(f"a name must have 1 to {longest} characters")
    return text


@transaction.atomic
def found_organisation(
    name: str, members: Sequence[NewMember], now: datetime, *, credit_code: str = ""
) -> tuple[Actor, ...]:
    """An organisation with people who can sign in: all of them or none. Where none of them is an administrator, the
    first is one besides. Raises MemberFault."""
    addresses = [each.email for each in members]
    taken = set(Person.objects.filter(email__in=addresses).values_list("email", flat=True))
    taken |= {each for each in addresses if addresses.count(each) > 1}
    if taken:
        raise MemberFault(f"an account with this address is there already: {', '.join(sorted(taken))}")
    if len(credit_code) not in (0, 18):
        raise MemberFault("a unified social credit code has 18 characters")
    organisation_id = create_organisation(_fit(name.strip(), 200), now, credit_code=credit_code)
    return tuple(
        add_member(organisation_id, Person.objects.create_user(each.email, each.name, each.password), roles, now)
        for each, roles in with_administrator(members)
    )


def with_administrator(members: Sequence[NewMember]) -> list[tuple[NewMember, frozenset[Role]]]:
    """Each with their roles; the first is an administrator besides where nobody else is."""
    looked_after = any(each.role is Role.ADMINISTRATOR for each in members)
    besides = frozenset() if looked_after else frozenset({Role.ADMINISTRATOR})
    return [(each, frozenset({each.role}) | (besides if n == 0 else frozenset())) for n, each in enumerate(members)]


@dataclass(frozen=True, slots=True)
class TrialTerms:
    """What makes a trial of an organisation."""

    expires_at: datetime
    source: str
    """Keyed digest of the network address."""


@transaction.atomic
def create_organisation(
    name: str, now: datetime, *, credit_code: str = "", sole_person_reason: str = "", trial: TrialTerms | None = None
) -> UUID:
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
        trial_expires_at=trial.expires_at if trial else None,
        trial_source=trial.source if trial else "",
    )
    start_chain(organisation_id)
    record_event(organisation_id, None, Act.CREATE_ORGANISATION, organisation_id, now)
    return organisation_id


@transaction.atomic
def add_member(organisation_id: UUID, person: Person, roles: Collection[Role], now: datetime) -> Actor:
    """Give a person roles in an organisation that the transaction sees."""
    for role in sorted(roles):
        Membership.objects.create(organisation_id=organisation_id, person=person, role=role.value)
        record_event(organisation_id, None, Act.ADD_MEMBER, person.id, now, role=role.value)
    name = Organisation.objects.values_list("name", flat=True).get(id=organisation_id)
    return Actor(person.id, person.name, organisation_id, name, frozenset(roles), now)
