"""The days that one person should keep, over all organisations in which the person works on assessments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.models import Membership
from assessments.services.access import PERSON, local_day, scope, set_locally
from assessments.services.colleagues import WORKING
from assessments.services.due_items import DueItem, load_due_items


def load_own_days(person_id: UUID, now: datetime) -> list[DueItem]:
    """What the person sees to, and what they are told of as author or DPO; the earliest first."""
    today = local_day(now)
    found: list[DueItem] = []
    for organisation_id in _organisations(person_id):
        with scope(organisation_id):
            found += [each for each in load_due_items(organisation_id, today, of=person_id) if person_id in each.people]
    return sorted(found, key=lambda each: (each.day, each.key))


def _organisations(person_id: UUID) -> list[UUID]:
    with transaction.atomic():
        set_locally(PERSON, person_id)
        rows = Membership.objects.filter(
            person_id=person_id,
            role__in=[each.value for each in WORKING],
            deactivated_at__isnull=True,
            organisation__trial_expires_at__isnull=True,
        )
        return list(rows.order_by("organisation_id").values_list("organisation_id", flat=True).distinct())
