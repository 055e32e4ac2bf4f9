"""Erasing an account: who somebody was is forgotten, what they did stays, by a name that stands for nobody."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from django.apps import apps
from django.db import models, transaction

from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role, Status
from assessments.models import (
    Assessment,
    CounselRecord,
    Invitation,
    Membership,
    Organisation,
    Person,
    PlaceDescription,
    PlaceException,
)
from assessments.services.access import NotFound, scope
from assessments.services.audit import record_event
from assessments.services.counsel import UNDER_REVIEW
from assessments.services.grants import NAMES
from assessments.services.members import LastAdministrator
from assessments.services.own_data import is_tenant, organisations_of, tables_about_people


class WorkUnderReview(Exception):
    """The person answered or attested in an assessment that is handed in and not yet sealed."""


@transaction.atomic
def erase_person(person_id: UUID, now: datetime) -> None:
    """Replace name and address by ones that stand for nobody, take away every way of signing in, and end all
    sessions and memberships. Raises NotFound, LastAdministrator, WorkUnderReview.

    Reports that are sealed, and revisions frozen for them, keep the names that stand under the seal.
    """
    person = Person.objects.select_for_update().filter(id=person_id, erased_at__isnull=True).first()
    if person is None:
        raise NotFound
    organisations = organisations_of(person_id)
    for each in organisations:
        with scope(each):
            _refuse_where_needed(each, person_id)
    _forget(person, now)
    for each in organisations:
        with scope(each):
            _forget_in(each, person, now)


def erase_person_at(email: str, now: datetime) -> None:
    """The same for whoever has the address. Raises NotFound, LastAdministrator, WorkUnderReview."""
    found = Person.objects.filter(email=email.strip().lower()).values_list("id", flat=True).first()
    if found is None:
        raise NotFound
    erase_person(found, now)


def _refuse_where_needed(organisation_id: UUID, person_id: UUID) -> None:
    Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)
    active = Membership.objects.filter(organisation_id=organisation_id, deactivated_at__isnull=True)
    administrators = set(active.filter(role=Role.ADMINISTRATOR.value).values_list("person_id", flat=True))
    if administrators == {person_id}:
        raise LastAdministrator
    handed_in = Assessment.objects.filter(
        status__in=[each.value for each in UNDER_REVIEW | {Status.APPROVED, Status.SEALING}]
    )
    own = models.Q(entries__made_by_id=person_id) | models.Q(attestations__person_id=person_id)
    for model in (PlaceDescription, PlaceException):
        own |= models.Q(id__in=model._default_manager.filter(made_by_id=person_id).values("assessment_id"))
    told = CounselRecord.objects.filter(recorded_by_id=person_id).values("deployment_id")
    if handed_in.filter(own | models.Q(deployment_id__in=told)).exists():
        raise WorkUnderReview


def _forget(person: Person, now: datetime) -> None:
    """The account itself, and what other applications hold about it."""
    for model in tables_about_people():
        if not is_tenant(model):
            keys = [each.attname for each in model._meta.concrete_fields if each.related_model is Person]
            model._default_manager.filter(**{keys[0]: person.pk}).delete()
    person.name = f"Erased person 已注销人员 {secrets.token_hex(3)}"
    person.email = f"{uuid4().hex}@erased.invalid"
    person.language, person.theme, person.last_login = "", "device", None
    person.is_active = person.is_staff = False
    person.set_unusable_password()
    person.session_generation += 1
    person.erased_at = now
    person.save()


def _forget_in(organisation_id: UUID, person: Person, now: datetime) -> None:
    for model, column in NAMES.items():
        whose = f"{column.removesuffix('_name')}_id"
        rows = apps.get_model("assessments", model)._default_manager.filter(**{whose: person.pk})
        rows.update(**{column: person.name})
    Invitation.objects.filter(accepted_by_id=person.pk).update(email=person.email)
    mine = Membership.objects.filter(organisation_id=organisation_id, person_id=person.pk)
    mine.filter(deactivated_at__isnull=True).update(deactivated_at=now)
    record_event(organisation_id, person.pk, Act.ERASE_PERSON, person.pk, now)
