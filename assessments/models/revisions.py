"""Revisions, frozen for ever, and the sealed report of each."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from assessments.domain.retention import LEAST_YEARS
from assessments.domain.texts import REPORT_LANGUAGES
from assessments.models.assessments import Assessment
from assessments.models.organisations import Organisation

SEALING, SEALED, FAILED, SUPERSEDED, WITHDRAWN = "sealing", "sealed", "failed", "superseded", "withdrawn"
REVISION_STATUSES = (SEALING, SEALED, FAILED, SUPERSEDED, WITHDRAWN)
_SHA256 = r"^[0-9a-f]{64}$"


class Revision(models.Model):
    """A frozen, numbered state of an assessment. Only the course of its sealing changes, never its content."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="revisions")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="revisions", db_constraint=False)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    content = models.BinaryField()
    """Canonical bytes of the RevisionContent."""
    content_digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    status = models.CharField(max_length=20, default=SEALING)
    failure = models.TextField(blank=True, default="")
    """Why the last attempt did not end in a report; empty where none failed."""
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    """Grows with each attempt; only the holder of the newest may store a report."""
    started_at = models.DateTimeField(null=True, blank=True)
    """When the newest attempt began, or was asked for."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="revision_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="revision_number_once", fields=["assessment", "number"]),
            models.CheckConstraint(name="revision_status_is_known", condition=Q(status__in=REVISION_STATUSES)),
            models.CheckConstraint(name="revision_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(name="revision_language_is_known", condition=Q(language__in=REPORT_LANGUAGES)),
            models.CheckConstraint(name="revision_digest_is_sha256", condition=Q(content_digest__regex=_SHA256)),
            models.CheckConstraint(name="failed_revision_has_a_reason", condition=~Q(status=FAILED) | ~Q(failure="")),
        )

    def __str__(self) -> str:
        return f"revision {self.number} of {self.assessment_id}"


class Report(models.Model):
    """The sealed PDF of one revision. Never changes, never goes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="report", db_constraint=False)
    language = models.CharField(max_length=10)
    pdf = models.BinaryField()
    pdf_digest = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    signer_fingerprint = models.CharField(max_length=64)
    """SHA-256 of the certificate that sealed it."""
    self_issued = models.BooleanField()
    """Whether that certificate vouches for itself: made by the installation, not by an authority."""
    sealed_at = models.DateTimeField()
    kept_years = models.PositiveSmallIntegerField(default=LEAST_YEARS)
    """For how long after sealing the report, what it names and the trail are kept."""

    class Meta:
        constraints = (
            models.CheckConstraint(name="report_is_kept_long_enough", condition=Q(kept_years__gte=LEAST_YEARS)),
            models.UniqueConstraint(name="report_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="report_digest_once", fields=["pdf_digest"]),
            models.CheckConstraint(name="report_digest_is_sha256", condition=Q(pdf_digest__regex=_SHA256)),
            models.CheckConstraint(name="report_language_is_known", condition=Q(language__in=REPORT_LANGUAGES)),
        )

    def __str__(self) -> str:
        return f"report of {self.revision_id}"
