"""People whom the company's identity provider vouches for: who may come in, and which account is theirs.

The provider's word is bound to its name for a person (issuer and subject), never to an address alone: an address can be
given to somebody else. It counts once, for the first binding, and then only in domains that are the provider's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import connection, transaction

from assessments.domain.actions import Act
from assessments.models import Membership, Person
from assessments.services.access import PERSON, set_locally
from assessments.services.account_events import organisations_of, record_of_account
from assessments.services.invitations import accept_all_of

PROVIDER = "company"
"""Name of the one provider in the table of bindings."""


class Unproved(Exception):
    """Nothing is bound to this person, and the provider does not vouch for an address of its own domains."""


class Stranger(Exception):
    """The address belongs to no member, and nobody invited it."""


class NoLongerMember(Exception):
    """The person belonged to an organisation, or had an account, and may not act any more."""


class BoundOtherwise(Exception):
    """The account of the address is bound to another person at the provider."""


class NotYetBound(Exception):
    """The address has an account that signs in with a password. Whoever holds it binds it, by signing in once more."""

    def __init__(self, person_id: UUID) -> None:
        super().__init__(person_id)
        self.person_id = person_id


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider says about whoever signed in there."""

    uid: str
    """Digest of issuer and subject."""
    address: str
    """In lower case; empty where the provider does not vouch for one."""
    name: str


@transaction.atomic
def admit(vouched: Vouched, now: datetime) -> Person:
    """The person with whom a session may begin. An account is made only for somebody who is invited.

    Raises Unproved, Stranger, NoLongerMember, BoundOtherwise, NotYetBound.
    """
    _one_at_a_time(vouched.uid)
    person = bound_person(vouched.uid) or _first_time(vouched, now)
    if not organisations_of(person.id):
        accept_all_of(person.email, person.name, now)
    _refuse_departed(person)
    return person


def bound_person(uid: str) -> Person | None:
    """Whose account is bound to this person at the provider."""
    return Person.objects.filter(socialaccount__provider=PROVIDER, socialaccount__uid=uid).first()


def is_bound(person_id: UUID) -> bool:
    """Whether the person can sign in at the provider."""
    return bool(SocialAccount.objects.filter(user_id=person_id, provider=PROVIDER).exists())


@transaction.atomic
def bind(person_id: UUID, uid: str, now: datetime) -> bool:
    """Bind the account to a person at the provider; False where either of them is bound already."""
    _one_at_a_time(uid)
    if is_bound(person_id) or bound_person(uid):
        return False
    SocialAccount.objects.create(user_id=person_id, provider=PROVIDER, uid=uid)
    record_of_account(person_id, Act.LINK_PROVIDER, now)
    return True


def release(email: str) -> int:
    """Undo the binding of whoever has the address; how many there were."""
    removed: int
    removed, _ = SocialAccount.objects.filter(user__email=email.strip().lower(), provider=PROVIDER).delete()
    return removed


def _first_time(vouched: Vouched, now: datetime) -> Person:
    if not vouched.address:
        raise Unproved
    known = Person.objects.filter(email=vouched.address).first()
    if known:
        _refuse_departed(known)
        if is_bound(known.id):
            raise BoundOtherwise
        raise NotYetBound(known.id)
    person = accept_all_of(vouched.address, vouched.name, now)
    if person is None:
        raise Stranger
    bind(person.id, vouched.uid, now)
    return person


def _refuse_departed(person: Person) -> None:
    if not person.is_active:
        raise NoLongerMember
    if not organisations_of(person.id):
        set_locally(PERSON, person.id)
        raise NoLongerMember if Membership.objects.filter(person_id=person.id).exists() else Stranger


def _one_at_a_time(uid: str) -> None:
    """Two browsers of one person do not both make an account."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [uid])


def record_sign_in(person_id: UUID, now: datetime) -> None:
    """A session began at the provider."""
    record_of_account(person_id, Act.SIGN_IN_AT_PROVIDER, now)
