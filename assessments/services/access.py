"""The one door: who acts, in which organisation, with which roles. Row-level security stands behind it.

Every query on a tenant table runs inside `scope`, which tells PostgreSQL for this transaction alone which
organisation is meant. Outside of it the tables look empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from assessments.domain.lifecycle import Role
from assessments.models import Membership
from assessments.services.built_queries import built_once

ORGANISATION, PERSON, REPORT_DIGEST, TRIALS = "app.organisation", "app.person", "app.report_digest", "app.trials"
"""Settings of the transaction that the policies of the tables read."""
REPORT_CODE = "app.report_code"
"""SHA-256 of the code by which one report can be found without its organisation, as by REPORT_DIGEST."""
HEADS = "app.heads"
"""Where on, the transaction sees where every chain of the audit trail ends, and nothing of what is in it."""
CHOSEN_ORGANISATION = "organisation"
"""In a session: key of the organisation in which a person of several has chosen to work."""

Returned = TypeVar("Returned")


class NotFound(Exception):
    """There is no such thing in the organisation of the person who asked."""


class NotAllowed(Exception):
    """The person's roles do not allow the act."""


class NoOrganisation(NotAllowed):
    """The person belongs to no organisation."""


class TrialOver(NotAllowed):
    """The trial has ended, or was taken over; what it held is deleted."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in an organisation, at one moment."""

    person_id: UUID
    person_name: str
    organisation_id: UUID
    organisation_name: str
    roles: frozenset[Role]
    now: datetime
    """The moment of the act; services read no clock."""
    trial_until: datetime | None = None
    """When the trial ends in which the person acts without an account; None for everybody else."""
    elsewhere: tuple[tuple[UUID, str], ...] = ()
    """Key and name of the other organisations to which the person belongs."""
    second_factor_demanded: bool = False
    """Whether the organisation demands a second factor of its members."""


def local_day(moment: datetime) -> date:
    """The day in the product's time zone."""
    return timezone.localtime(moment).date()


def set_locally(name: str, value: object) -> None:
    """Set a setting until the end of the transaction. Outside a transaction it would end with the statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, str(value)])


@contextmanager
def scope(organisation_id: UUID) -> Iterator[None]:
    """A transaction that sees the rows of one organisation."""
    with transaction.atomic():
        set_locally(ORGANISATION, organisation_id)
        yield


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request. Raises NotAllowed where the request is not scoped."""
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        raise NotAllowed
    return actor


def scoped(view: Callable[..., Returned]) -> Callable[..., Returned]:
    """The view inside one transaction, scoped to the person's organisation.

    Raises NotAllowed for a person without an organisation. The answer leaves after the commit.
    """

    @wraps(view)
    def in_scope(request: HttpRequest, *args: object, **kwargs: object) -> Returned:
        with transaction.atomic():
            request.actor = actor_signed_in(request)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

    return in_scope


def actor_signed_in(request: HttpRequest) -> Actor:
    """Who sent the request, in the organisation that they have chosen. Raises NotAllowed for a stranger, and what
    `load_actor` raises."""
    if isinstance(request.user, AnonymousUser):
        raise NotAllowed
    chosen = request.session.get(CHOSEN_ORGANISATION, "")
    return load_actor(request.user.pk, request.user.name, timezone.now(), chosen)


def member_signed_in(request: HttpRequest) -> Actor | None:
    """The same in a transaction of its own; None for somebody without an organisation."""
    with transaction.atomic():
        try:
            return actor_signed_in(request)
        except NoOrganisation:
            return None


@built_once
def _memberships(person_id: UUID) -> QuerySet[Membership]:
    """Of somebody, each role by itself, the oldest organisation first."""
    active = Membership.objects.filter(person_id=person_id, deactivated_at__isnull=True)
    return active.select_related("organisation").order_by("organisation__created_at", "organisation_id")


def load_actor(person_id: UUID, person_name: str, now: datetime, chosen: str = "") -> Actor:
    """The person in the `chosen` organisation, or in that of their first membership where they do not belong there;
    the transaction sees that organisation from now on. Raises NoOrganisation and TrialOver."""
    set_locally(PERSON, person_id)
    rows = [
        (
            each.organisation_id,
            each.organisation.name,
            each.organisation.trial_expires_at,
            each.organisation.second_factor_demanded,
            each.role,
        )
        for each in _memberships(person_id)
    ]
    if not rows:
        raise NoOrganisation
    here = next((row for row in rows if str(row[0]) == chosen), rows[0])
    organisation_id, organisation_name, trial_until, demanded, _ = here
    if trial_until is not None and trial_until <= now:
        raise TrialOver
    set_locally(ORGANISATION, organisation_id)
    roles = frozenset(Role(role) for each, *_, role in rows if each == organisation_id)
    others = dict.fromkeys((key, name) for key, name, *_ in rows if key != organisation_id)
    return Actor(
        person_id, person_name, organisation_id, organisation_name, roles, now, trial_until, tuple(others), demanded
    )
