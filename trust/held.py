"""Everything that one organisation has in the database, to see whether it is still the same."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Model

from assessments.models import Membership, Person
from assessments.services.access import scope
from assessments.services.grants import tenant_models


def held_by(organisation_id: UUID) -> dict[str, list[str]]:
    """All rows of all its tables, with its people's accounts and second factors."""
    with scope(organisation_id):
        held = {model.__name__: _rows(model, organisation_id) for model in tenant_models()}
        people = set(Membership.objects.filter(organisation_id=organisation_id).values_list("person_id", flat=True))
        held["Person"] = sorted(map(str, Person.objects.filter(id__in=people).values_list()))
        held["Authenticator"] = sorted(map(str, Authenticator.objects.filter(user_id__in=people).values_list()))
    return held


def _rows(model: type[Model], organisation_id: UUID) -> list[str]:
    rows = model._default_manager.filter(organisation_id=organisation_id).values_list()
    return sorted(str([bytes(each) if isinstance(each, memoryview) else each for each in row]) for row in rows)
