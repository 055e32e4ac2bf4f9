"""The audit trail: one chain of events for each organisation. What an event says is in `services.audit`."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from assessments.models.organisations import Organisation

_SHA256 = r"^[0-9a-f]{64}$"


class AuditHead(models.Model):
    """Where an organisation's chain ends. Writers lock this row, so that the chain has no gap and no fork."""

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.PROTECT, related_name="audit_head"
    )
    sequence = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(name="audit_head_digest_is_sha256", condition=Q(digest__regex=_SHA256)),)

    def __str__(self) -> str:
        return f"head {self.sequence} of {self.organisation_id}"


class AuditEvent(models.Model):
    """One thing that happened. Append-only; `payload` is what the digest speaks of, the columns only repeat it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, blank=True)
    """Key of the person; empty for what the program did by itself. No foreign key: people can be erased."""
    action = models.CharField(max_length=40)
    subject = models.UUIDField()
    """Key of what was acted on."""
    payload = models.BinaryField()
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="audit_event_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="audit_sequence_once", fields=["organisation", "sequence"]),
            models.CheckConstraint(name="audit_sequence_is_positive", condition=Q(sequence__gte=1)),
            models.CheckConstraint(name="audit_digest_is_sha256", condition=Q(digest__regex=_SHA256)),
            models.CheckConstraint(name="audit_previous_digest_is_sha256", condition=Q(previous_digest__regex=_SHA256)),
        )
        # For the filters of the page for auditors, newest events first.
        indexes = tuple(
            models.Index(name=f"audit_by_{each}", fields=["organisation", each, "-sequence"])
            for each in ("action", "actor", "subject", "at")
        )

    def __str__(self) -> str:
        return f"{self.action} {self.sequence}"
