"""What counsel holds on uncertain points, by deployment. Append-only: a newer record supersedes, nothing is erased."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.deployments import Deployment
from assessments.models.organisations import Organisation

_NOTHING_SAID = Q(counsel="", given_on__isnull=True, view="", reason="")
_ALL_SAID = ~Q(counsel="") & Q(given_on__isnull=False) & ~Q(view="") & ~Q(reason="")


class CounselRecord(models.Model):
    """One act about one point: a view recorded, or the view on record withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    deployment = models.ForeignKey(
        Deployment, on_delete=models.PROTECT, related_name="counsel_records", db_constraint=False
    )
    point = models.CharField(max_length=20)
    withdrawn = models.BooleanField()
    """Whether this record takes the view back; it then says nothing of its own."""
    counsel = models.CharField(max_length=200, blank=True, default="")
    """Name of the lawyer or firm."""
    given_on = models.DateField(null=True, blank=True)
    view = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(max_length=100)
    """The name as it stood then; attestations are bound to it."""
    recorded_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()
    """Place in the organisation's audit trail: the true order, whatever the clocks say."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="counsel_record_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="counsel_record_place_once", fields=["organisation", "audit_sequence"]),
            models.CheckConstraint(name="counsel_record_point_is_not_empty", condition=~Q(point="")),
            models.CheckConstraint(
                name="counsel_record_says_all_or_withdraws",
                condition=(Q(withdrawn=True) & _NOTHING_SAID) | (Q(withdrawn=False) & _ALL_SAID),
            ),
        )

    def __str__(self) -> str:
        return f"{self.point} of {self.deployment_id}"
