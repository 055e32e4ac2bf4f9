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
_CODE = r"^[0-7][0-9A-HJKMNP-TV-Z]{27}$"
RENDERED = "rendered"
"""A stage of an attempt at sealing: the PDF is rendered, what is left is the seal."""


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
    stage = models.CharField(max_length=20, blank=True, default="")
    """How far the newest attempt is: nothing yet, or RENDERED. Says nothing once it has ended."""
    code = models.CharField(max_length=28, blank=True, default="")
    """What the report prints for looking it up, as `domain.report_codes` writes it; empty for revisions from before
    there were codes. Kept in plain, because rendering again must give the same bytes."""
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    """The revision whose report took the place of this one's."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="revision_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="revision_number_once", fields=["assessment", "number"]),
            models.CheckConstraint(name="revision_status_is_known", condition=Q(status__in=REVISION_STATUSES)),
            models.CheckConstraint(name="revision_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(name="revision_language_is_known", condition=Q(language__in=REPORT_LANGUAGES)),
            models.CheckConstraint(name="revision_digest_is_sha256", condition=Q(content_digest__regex=_SHA256)),
            models.CheckConstraint(name="failed_revision_has_a_reason", condition=~Q(status=FAILED) | ~Q(failure="")),
            models.CheckConstraint(name="revision_stage_is_known", condition=Q(stage__in=("", RENDERED))),
            models.CheckConstraint(name="revision_code_is_one", condition=Q(code="") | Q(code__regex=_CODE)),
            models.UniqueConstraint(name="revision_code_once", fields=["code"], condition=~Q(code="")),
            models.CheckConstraint(
                name="superseded_revision_has_a_report",
                condition=Q(superseded_by=None) | Q(status__in=(SUPERSEDED, WITHDRAWN)),
            ),
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
    signer_name = models.CharField(max_length=200, blank=True, default="")
    """Whom that certificate names; empty for reports from before it was kept."""
    code_digest = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the code of its revision: by this, or by the digest of the file, anybody finds it. Empty as there."""
    self_issued = models.BooleanField()
    """Whether that certificate vouches for itself: made by the installation, not by an authority."""
    sealed_at = models.DateTimeField()
    level = models.CharField(max_length=5, blank=True, default="", db_default="")
    """How much the seal proves beyond itself, B-B to B-LTA; empty for reports from before it was kept."""
    stamped_at = models.DateTimeField(null=True, blank=True)
    """The time of the time stamp in the seal, by the word of a known authority; null where it has none."""
    stamped_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Whom the certificate of that time stamp names."""
    kept_years = models.PositiveSmallIntegerField(default=LEAST_YEARS)
    """For how long after sealing the report, what it names and the trail are kept."""

    class Meta:
        constraints = (
            models.CheckConstraint(name="report_is_kept_long_enough", condition=Q(kept_years__gte=LEAST_YEARS)),
            models.UniqueConstraint(name="report_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(
                name="stamped_report_has_a_level", condition=Q(stamped_at=None) | ~Q(level__in=("", "B-B"))
            ),
            models.UniqueConstraint(name="report_digest_once", fields=["pdf_digest"]),
            models.CheckConstraint(name="report_digest_is_sha256", condition=Q(pdf_digest__regex=_SHA256)),
            models.CheckConstraint(name="report_language_is_known", condition=Q(language__in=REPORT_LANGUAGES)),
            models.UniqueConstraint(name="report_code_once", fields=["code_digest"], condition=~Q(code_digest="")),
            models.CheckConstraint(
                name="report_code_digest_is_sha256", condition=Q(code_digest="") | Q(code_digest__regex=_SHA256)
            ),
        )

    def __str__(self) -> str:
        return f"report of {self.revision_id}"
