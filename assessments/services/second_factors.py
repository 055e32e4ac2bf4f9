"""Who has a second factor. The factors are django-allauth's; they belong to a person, not to an organisation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from assessments.domain.actions import Act
from assessments.services.account_events import record_about
from assessments.services.people import end_sessions_of

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


def guarded_among(people: Collection[UUID]) -> frozenset[UUID]:
    """Those of them who have a second factor."""
    rows = Authenticator.objects.filter(user_id__in=people, type__in=FACTORS)
    return frozenset(rows.values_list("user_id", flat=True))


def has_recovery_codes(person_id: UUID) -> bool:
    """Whether codes were made that stand in for a factor."""
    return bool(Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.RECOVERY_CODES).exists())


@transaction.atomic
def remove_second_factors(email: str, now: datetime) -> int | None:
    """Remove all of whoever has the address, and end their sessions: for whoever runs the installation. How many there
    were; None where nobody has the address."""
    person_id = end_sessions_of(email)
    if person_id is None:
        return None
    removed: int
    removed, _ = Authenticator.objects.filter(user_id=person_id).delete()
    if removed:
        record_about(person_id, None, Act.REMOVE_SECOND_FACTOR, now, factor="all")
    return removed
