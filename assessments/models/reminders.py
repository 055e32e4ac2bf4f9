"""How a person wants to be reminded. Of the person, not of an organisation: it says nothing of any assessment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class ReminderChoice(models.Model):
    """Mail or no mail, and the secret address of the calendar. Without a row: mail, and no calendar."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="reminder_choice"
    )
    by_mail = models.BooleanField(default=True)
    checked_on = models.DateField(null=True, blank=True)
    """The last day on which it was decided whether to write; so that nobody gets two mails a day."""
    calendar_digest = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the secret in the calendar's address; empty where there is no calendar."""
    calendar_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="calendar_address_once", fields=["calendar_digest"], condition=~Q(calendar_digest="")
            ),
            models.CheckConstraint(
                name="calendar_digest_is_sha256",
                condition=Q(calendar_digest="", calendar_since__isnull=True)
                | Q(calendar_digest__regex=r"^[0-9a-f]{64}$", calendar_since__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"reminders of {self.person_id}"
