"""Organisations, the walls between data, and who belongs to them in which role."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.domain.lifecycle import Role


class Organisation(models.Model):
    """The legal person that uses the product."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200)
    credit_code = models.CharField(max_length=18, blank=True, default="")
    """Unified social credit code; empty where it has none."""
    sole_person_exception = models.BooleanField(default=False)
    """Whether one person may both answer and approve, because there is only one; reports then say so."""
    sole_person_reason = models.TextField(blank=True, default="")
    second_factor_demanded = models.BooleanField(default=False)
    """Whether members need a second factor before they see anything, unless an identity provider signed them in."""
    created_at = models.DateTimeField()
    trial_expires_at = models.DateTimeField(null=True, blank=True)
    """When the trial that this is ends; empty for an organisation. A trial never becomes an organisation."""
    trial_source = models.CharField(max_length=64, blank=True, default="")
    """Keyed digest of the network address that began the trial."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="only_a_trial_has_a_source", condition=Q(trial_source="") | Q(trial_expires_at__isnull=False)
            ),
            models.CheckConstraint(name="organisation_name_is_not_empty", condition=~Q(name="")),
            models.CheckConstraint(
                name="sole_person_exception_has_a_reason",
                condition=Q(sole_person_exception=False) | ~Q(sole_person_reason=""),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person in one organisation. Several roles are several rows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    """Since when the person may no longer act here; empty while they may. All roles of a person change together."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="membership_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="membership_once", fields=["organisation", "person", "role"]),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=[role.value for role in Role])
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} in {self.organisation_id}"
