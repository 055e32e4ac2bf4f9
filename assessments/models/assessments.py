"""Assessments and their entries. Current answers are computed from entries, never stored beside them."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.domain.findings import Overall
from assessments.domain.lifecycle import Status
from assessments.domain.texts import REPORT_LANGUAGES
from assessments.models.deployments import Deployment
from assessments.models.organisations import Organisation


class Assessment(models.Model):
    """The self-assessment of one deployment against one edition."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assessments")
    deployment = models.ForeignKey(
        Deployment, on_delete=models.PROTECT, related_name="assessments", db_constraint=False
    )
    edition_key = models.CharField(max_length=20)
    status = models.CharField(max_length=20, default=Status.DRAFT.value)
    as_of = models.DateField(null=True, blank=True)
    """The day of hand-in, or of the upgrade that ended the draft; empty while answers may change: then it is today."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    """Number of the revision that this draft becomes."""
    upgraded_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="upgraded_to", null=True, blank=True, db_constraint=False
    )
    """The assessment on an older edition that this one goes on from. One assessment is upgraded once."""
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="copied_to", null=True, blank=True, db_constraint=False
    )
    """The assessment whose answers this one was started from, each of them to be confirmed again."""
    report_language = models.CharField(max_length=10, default="both")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True, editable=False)
    """When it came into its present status; the database fills it in."""
    overall = models.CharField(max_length=20, blank=True, default="")
    """The result as a whole, kept from hand-in on: from then on it cannot change. Empty while answers may change."""
    red_lines = models.PositiveSmallIntegerField(default=0)
    red_lines_aside = models.PositiveSmallIntegerField(default=0)
    """Prohibitions not met by the edition's reading that counsel's view leaves to a person."""
    gaps = models.PositiveSmallIntegerField(default=0)
    next_deadline = models.DateField(null=True, blank=True)
    """The earliest computed deadline of a gap; whether it has passed is for the reader's day to say."""

    class Meta:
        # Order and filters of the DPO's desk. No column of these changes when a step is saved.
        indexes = (
            models.Index(name="desk_by_since", fields=["organisation", "since", "id"]),
            models.Index(name="desk_by_status", fields=["organisation", "status", "since", "id"]),
            models.Index(name="desk_by_overall", fields=["organisation", "overall", "since", "id"]),
            models.Index(
                name="desk_by_aside", fields=["organisation", "since", "id"], condition=Q(red_lines_aside__gt=0)
            ),
            models.Index(
                name="desk_by_deadline",
                fields=["organisation", "next_deadline", "id"],
                condition=Q(next_deadline__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="assessment_overall_is_known", condition=Q(overall__in=["", *(each.value for each in Overall)])
            ),
            models.CheckConstraint(
                name="assessment_outcome_stands_once_handed_in",
                condition=~Q(overall="") | Q(red_lines=0, red_lines_aside=0, gaps=0, next_deadline__isnull=True),
            ),
            models.UniqueConstraint(name="assessment_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(
                name="assessment_status_is_known", condition=Q(status__in=[status.value for status in Status])
            ),
            models.CheckConstraint(name="assessment_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="assessment_language_is_known", condition=Q(report_language__in=REPORT_LANGUAGES)
            ),
            models.CheckConstraint(
                name="assessment_day_stands_once_handed_in",
                condition=Q(status__in=[Status.DRAFT.value, Status.RETURNED.value]) ^ Q(as_of__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"assessment {self.pk}"


class Entry(models.Model):
    """One saved act: these answers to this step, by this person, at this time. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entries")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="entries", db_constraint=False)
    step = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    """Counts through the whole assessment, so that steps which share a question can be compared."""
    answers = models.JSONField()
    """Every question shown on the step: its value, or null where it was left open."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="entry_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="entry_number_once", fields=["assessment", "number"]),
            models.CheckConstraint(name="entry_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(name="entry_step_is_not_empty", condition=~Q(step="")),
        )

    def __str__(self) -> str:
        return f"entry {self.number} of {self.assessment_id}"
