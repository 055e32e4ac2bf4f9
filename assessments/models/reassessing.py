"""What people put on record that makes an assessment out of date. Append-only."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.domain.reassessing import Trigger
from assessments.models.deployments import Deployment
from assessments.models.organisations import Organisation


class TriggerRecord(models.Model):
    """One change or incident at a deployment. The next revision of its assessment settles it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    deployment = models.ForeignKey(Deployment, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    trigger = models.CharField(max_length=20)
    happened_on = models.DateField()
    note = models.TextField(blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()
    """Place in the organisation's audit trail: the true order, whatever the clocks say."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="trigger_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="trigger_is_known", condition=Q(trigger__in=[each.value for each in Trigger])),
        )
        indexes = (models.Index(name="trigger_by_deployment", fields=["deployment"]),)

    def __str__(self) -> str:
        return f"{self.trigger} at {self.deployment_id}"
