"""Invitations by link: somebody is asked to join in certain roles, and does so with an account old or new.

The token of a link is random, good for one use and seven days; only its digest is kept. Sending again makes a new one.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role
from assessments.models import Invitation, Membership, Organisation, Person
from assessments.services.access import ORGANISATION, Actor, NotFound, set_locally
from assessments.services.audit import record_event
from assessments.services.members import NoRole, lock_for_administrator, require_administrator
from assessments.services.organisations import add_member

INVITATION, ADDRESS = "app.invitation", "app.invited_address"
"""Settings of the transaction: digest of the token that somebody holds; address that is known to be somebody's."""
LIFETIME = timedelta(days=7)
TOKEN_BYTES = 32


class AlreadyMember(Exception):
    """The address belongs to a member; change the roles, or reactivate."""


class AlreadyInvited(Exception):
    """An invitation to the address is open; send it again, or withdraw it."""


class AnotherAddress(Exception):
    """The invitation is for another address than that of the person who wants to accept it."""


class HasAccount(Exception):
    """The address has an account; sign in with it to accept."""


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """An invitation with the token that only the link knows."""

    id: UUID
    email: str
    token: str


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that was neither accepted nor withdrawn."""

    id: UUID
    email: str
    roles: Sequence[Role]
    organisation_name: str
    sent_at: datetime
    expires_at: datetime
    has_account: bool
    """Whether somebody with the address can sign in already."""


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(actor: Actor, email: str, roles: Collection[Role]) -> SentInvitation:
    """Ask the holder of an address to join. Raises NotAllowed, NoRole, AlreadyMember, AlreadyInvited."""
    lock_for_administrator(actor)
    address = email.strip().lower()
    if not roles:
        raise NoRole
    if Membership.objects.filter(organisation_id=actor.organisation_id, person__email=address).exists():
        raise AlreadyMember
    if Invitation.objects.filter(organisation_id=actor.organisation_id, email=address, closed_at__isnull=True).exists():
        raise AlreadyInvited
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = Invitation.objects.create(
        organisation_id=actor.organisation_id,
        email=address,
        roles=sorted(role.value for role in roles),
        invited_by_id=actor.person_id,
        **_link(token, actor.now),
    )
    record_event(actor.organisation_id, actor.person_id, Act.INVITE, made.id, actor.now, roles=" ".join(made.roles))
    return SentInvitation(made.id, address, token)


@transaction.atomic
def send_again(actor: Actor, invitation_id: UUID) -> SentInvitation:
    """A new link, for another seven days; the old one is void. Raises NotAllowed, NotFound."""
    found = _open_one(actor, invitation_id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Invitation.objects.filter(id=found.id).update(**_link(token, actor.now))
    record_event(actor.organisation_id, actor.person_id, Act.INVITE_AGAIN, found.id, actor.now)
    return SentInvitation(found.id, found.email, token)


@transaction.atomic
def withdraw(actor: Actor, invitation_id: UUID) -> None:
    """The link is void from now on. Raises NotAllowed, NotFound."""
    found = _open_one(actor, invitation_id)
    Invitation.objects.filter(id=found.id).update(closed_at=actor.now)
    record_event(actor.organisation_id, actor.person_id, Act.WITHDRAW_INVITATION, found.id, actor.now)


def load_invitations(actor: Actor) -> list[OpenInvitation]:
    """Those that are open, expired ones too, the newest first. Raises NotAllowed."""
    require_administrator(actor)
    rows = Invitation.objects.filter(organisation_id=actor.organisation_id, closed_at__isnull=True)
    return [_open(row, actor.organisation_name, has_account=False) for row in rows.order_by("-sent_at", "email")]


@transaction.atomic
def load_invitation(token: str, now: datetime) -> OpenInvitation:
    """What the holder of a link is invited to. Raises NotFound, the same for a token that never was, is too old, was
    used, or was withdrawn."""
    found = _held(token, now)
    name = Organisation.objects.values_list("name", flat=True).get(id=found.organisation_id)
    return _open(found, name, has_account=Person.objects.filter(email=found.email).exists())


@transaction.atomic
def accept_with_new_account(token: str, name: str, password: str | None, now: datetime) -> Person:
    """Join with a new account; without a password nobody can sign in with one. Raises NotFound, HasAccount."""
    found = _held(token, now)
    return _join_newly(found, name, password, now)


@transaction.atomic
def accept(token: str, person_id: UUID, now: datetime) -> UUID:
    """Join with the account that one has; the key of the organisation. Raises NotFound, AnotherAddress."""
    found = _held(token, now)
    person = Person.objects.get(id=person_id)
    if person.email != found.email:
        raise AnotherAddress
    _join(found, person, now)
    return found.organisation_id


@transaction.atomic
def accept_all_of(address: str, name: str, now: datetime) -> Person | None:
    """Join everything that a proven address is invited to, making the account where there is none; None where there
    is nothing to join. For somebody whom the organisation's identity provider vouches for."""
    set_locally(ADDRESS, address)
    waiting = Invitation.objects.filter(email=address, closed_at__isnull=True, expires_at__gt=now)
    keys = list(waiting.order_by("sent_at").values_list("id", "organisation_id"))
    person = Person.objects.filter(email=address).first()
    for key, organisation_id in keys:
        set_locally(ORGANISATION, organisation_id)
        found = Invitation.objects.select_for_update().get(id=key)
        if person is None:
            person = _join_newly(found, name or address, None, now)
        else:
            _join(found, person, now)
    return person


def _link(token: str, now: datetime) -> dict[str, object]:
    return {"token_digest": digest_of(token), "sent_at": now, "expires_at": now + LIFETIME}


def _open_one(actor: Actor, invitation_id: UUID) -> Invitation:
    lock_for_administrator(actor)
    rows = Invitation.objects.select_for_update().filter(organisation_id=actor.organisation_id)
    found = rows.filter(id=invitation_id, closed_at__isnull=True).first()
    if found is None:
        raise NotFound
    return found


def _held(token: str, now: datetime) -> Invitation:
    """The open invitation of a link. It is found by the digest alone; then it is locked inside its organisation."""
    set_locally(INVITATION, digest_of(token))
    rows = Invitation.objects.filter(token_digest=digest_of(token), closed_at__isnull=True, expires_at__gt=now)
    organisation_id = rows.values_list("organisation_id", flat=True).first()
    if organisation_id is None:
        raise NotFound
    set_locally(ORGANISATION, organisation_id)
    locked = rows.select_for_update().first()
    if locked is None:
        raise NotFound
    return locked


def _open(row: Invitation, organisation_name: str, *, has_account: bool) -> OpenInvitation:
    roles = [Role(each) for each in row.roles]
    return OpenInvitation(row.id, row.email, roles, organisation_name, row.sent_at, row.expires_at, has_account)


def _join_newly(found: Invitation, name: str, password: str | None, now: datetime) -> Person:
    if Person.objects.filter(email=found.email).exists():
        raise HasAccount
    person = Person.objects.create_user(found.email, name, password)
    _join(found, person, now)
    return person


def _join(found: Invitation, person: Person, now: datetime) -> None:
    Invitation.objects.filter(id=found.id).update(closed_at=now, accepted_by=person)
    held = Membership.objects.filter(organisation_id=found.organisation_id, person=person)
    if not held.exists():
        add_member(found.organisation_id, person, {Role(each) for each in found.roles}, now)
    record_event(found.organisation_id, person.id, Act.ACCEPT_INVITATION, found.id, now)
