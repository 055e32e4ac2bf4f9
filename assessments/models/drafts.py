"""The draft report of an assessment: one at a time, unsealed, and gone after a day."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from assessments.domain.texts import REPORT_LANGUAGES
from assessments.models.assessments import Assessment
from assessments.models.organisations import Organisation

MAKING, READY, FAILED = "making", "ready", "failed"


class DraftReport(models.Model):
    """A draft that somebody asked for. Asking again puts another in its place."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    language = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default=MAKING)
    asked_at = models.DateTimeField()
    as_at = models.DateTimeField(null=True, blank=True)
    """The moment whose answers it shows."""
    pdf = models.BinaryField(null=True, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    failure = models.TextField(blank=True, default="")
    """Why none was made; empty otherwise."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="draft_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="draft_status_is_known", condition=Q(status__in=(MAKING, READY, FAILED))),
            models.CheckConstraint(name="draft_language_is_known", condition=Q(language__in=REPORT_LANGUAGES)),
            models.CheckConstraint(
                name="draft_is_ready_with_its_file",
                condition=Q(status=READY, pdf__isnull=False, as_at__isnull=False) | ~Q(status=READY) & Q(pdf=None),
            ),
            models.CheckConstraint(
                name="draft_failed_for_a_reason",
                condition=Q(status=FAILED) & ~Q(failure="") | ~Q(status=FAILED) & Q(failure=""),
            ),
        )

    def __str__(self) -> str:
        return f"draft report of {self.assessment_id}"
