"""Withdrawing a sealed report: somebody asks, somebody else decides. Both acts stay; neither is ever changed."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.organisations import Organisation
from assessments.models.revisions import Revision

CONFIRMED, REFUSED, TAKEN_BACK = "confirmed", "refused", "taken_back"
OUTCOMES = (CONFIRMED, REFUSED, TAKEN_BACK)


class WithdrawalRequest(models.Model):
    """Somebody holds that a sealed report should no longer be relied on, and why. One at a time for a revision."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="withdrawal_requests", db_constraint=False
    )
    reason = models.TextField()
    reason_is_public = models.BooleanField(default=False)
    """Whether the public verification page is to show the reason, once the report is withdrawn."""
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()
    """Place in the organisation's audit trail: the true order, whatever the clocks say."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="withdrawal_request_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="withdrawal_request_has_a_reason", condition=~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"request to withdraw {self.revision_id}"


class WithdrawalDecision(models.Model):
    """What became of a request: confirmed or refused by another person, or taken back by whoever had asked."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(
        WithdrawalRequest, on_delete=models.PROTECT, related_name="decision", db_constraint=False
    )
    outcome = models.CharField(max_length=20)
    reason = models.TextField(blank=True, default="")
    """Why it was refused."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="withdrawal_decision_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="withdrawal_outcome_is_known", condition=Q(outcome__in=OUTCOMES)),
            models.CheckConstraint(
                name="withdrawal_is_refused_with_a_reason", condition=~Q(outcome=REFUSED) | ~Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome}: {self.request_id}"
