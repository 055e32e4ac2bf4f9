"""Invitations into an organisation. Of the link only the digest of its token is kept."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from assessments.models.organisations import Organisation

_SHA256 = "^[0-9a-f]{64}$"


class Invitation(models.Model):
    """Somebody asked to join, at one address, in certain roles. Open until accepted, withdrawn, or too old."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    roles = models.JSONField()
    token_digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the token in the link that was sent last."""
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    """When it was accepted or withdrawn."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="invitation_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(
                name="invitation_open_once", fields=["organisation", "email"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(name="invitation_email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="invitation_digest_is_sha256", condition=Q(token_digest__regex=_SHA256)),
            models.CheckConstraint(
                name="invitation_accepted_is_closed", condition=Q(accepted_by__isnull=True) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(name="invitation_expires_later", condition=Q(expires_at__gt=models.F("sent_at"))),
        )

    def __str__(self) -> str:
        return f"invitation {self.id}"
