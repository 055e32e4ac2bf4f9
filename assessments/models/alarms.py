"""Where a check found that an audit trail does not fit. While an alarm stands, its organisation can only be read."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class TrailAlarm(models.Model):
    """One break in one chain. Not behind the wall of the organisation: it holds keys and numbers only, and the check
    looks at all chains."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    chain = models.UUIDField(db_index=True)
    """Key of the organisation. No foreign key: the trail may outlast what it is about."""
    kind = models.CharField(max_length=20)
    place = models.PositiveBigIntegerField()
    """Sequence number of the event at which the chain first breaks."""
    found_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    operators = models.CharField(max_length=300, blank=True, default="")
    """The two who ended it."""
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="alarm_once", fields=["chain", "kind", "place"]),
            models.CheckConstraint(
                name="alarm_is_ended_by_somebody_for_a_reason",
                condition=Q(cleared_at__isnull=True) | (~Q(operators="") & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} at {self.place} of {self.chain}"
