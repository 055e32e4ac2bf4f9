"""What the product holds about one person: everything, table by table, for that person alone."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from assessments.models import AuditEvent, Invitation, Membership, Person
from assessments.services.access import PERSON, scope, set_locally
from assessments.services.audit import iso

SCHEMA = "frcompliance/own-data/1"
Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"
_OF_THE_PERSON = ("id", "email", "name", "language", "theme", "is_active", "is_staff", "last_login")
_HIDDEN = frozenset({"password", "data", "calendar_digest", "token_digest", "digest", "key"})
"""Secrets, and digests of them: they say nothing of the person and would help whoever finds the file."""


def load_own_data(person_id: UUID, now: datetime) -> dict[str, Plain]:
    """As plain values, ready for JSON. What somebody wrote into assessments belongs to the organisation; here stands
    that it was written, in which row and when."""
    person = Person.objects.get(id=person_id)
    return {
        "schema": SCHEMA,
        "at": iso(now),
        "person": {name: _plain(getattr(person, name)) for name in _OF_THE_PERSON},
        "account": {_name(model): _rows(model, person) for model in tables_about_people() if not is_tenant(model)},
        "organisations": [_organisation(key, person) for key in organisations_of(person_id)],
    }


def tables_about_people() -> list[type[models.Model]]:
    """Every table of every application that says which person a row is about, or by whom."""
    return [each for each in apps.get_models() if _keys(each)]


def is_tenant(model: type[models.Model]) -> bool:
    """Whether its rows are behind the wall of an organisation."""
    return any(field.name == "organisation" for field in model._meta.concrete_fields)


def organisations_of(person_id: UUID) -> list[UUID]:
    """All to which the person belongs or belonged, in the order of their keys."""
    with transaction.atomic():
        set_locally(PERSON, person_id)
        rows = Membership.objects.filter(person_id=person_id).order_by("organisation_id")
        return list(rows.values_list("organisation_id", flat=True).distinct())


def _organisation(key: UUID, person: Person) -> dict[str, Plain]:
    with scope(key):
        tables: dict[str, Plain] = {
            _name(model): _rows(model, person) for model in tables_about_people() if is_tenant(model)
        }
        addressed = Invitation.objects.filter(email=person.email).order_by("sent_at")
        events = AuditEvent.objects.filter(actor=person.pk).order_by("sequence")
        return {
            "organisation": str(key),
            "tables": tables,
            "invitations_to_this_address": [_said(each) for each in addressed],
            "audit_trail": [
                {"sequence": sequence, "action": action, "subject": str(subject), "at": iso(at)}
                for sequence, action, subject, at in events.values_list("sequence", "action", "subject", "at")
            ],
        }


def _rows(model: type[models.Model], person: Person) -> list[Plain]:
    return [
        {"as": key.removesuffix("_id"), **_said(row)}
        for key in _keys(model)
        for row in model._default_manager.filter(**{key: person.pk}).order_by("pk")
    ]


def _said(row: models.Model) -> dict[str, Plain]:
    """Of the account everything; of an organisation's tables keys, times, roles and names, not what was written."""
    fields = row._meta.concrete_fields
    shown = [each for each in fields if not is_tenant(type(row)) or _is_shown(each)]
    return {each.attname: _plain(getattr(row, each.attname)) for each in shown if each.attname not in _HIDDEN}


def _is_shown(field: models.Field[object, object]) -> bool:
    kinds = (models.UUIDField, models.DateTimeField, models.ForeignKey, models.EmailField)
    return isinstance(field, kinds) or field.name.endswith("_name") or field.name in ("role", "roles", "number")


def _keys(model: type[models.Model]) -> list[str]:
    return [each.attname for each in model._meta.concrete_fields if each.related_model is Person]


def _name(model: type[models.Model]) -> str:
    return model._meta.db_table


def _plain(value: object) -> Plain:
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return str(value)
