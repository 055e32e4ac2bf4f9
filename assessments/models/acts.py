"""What the tables of people's acts have in common: whose act it was, where, and when. Rows are only ever added."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models

from assessments.models.assessments import Assessment
from assessments.models.organisations import Organisation


class ActOnAssessment(models.Model):
    """Somebody did something to an assessment."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_by_name = models.CharField(max_length=100)
    """The name as it stood then."""
    made_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()
    """Place in the organisation's audit trail: the true order, whatever the clocks say."""

    class Meta:
        abstract = True


class CarriedAct(ActOnAssessment):
    """An act that an upgrade takes along: a copy, by whoever did it, when they did it, that says what it repeats."""

    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    """The act in the assessment on the earlier edition."""

    class Meta:
        abstract = True
