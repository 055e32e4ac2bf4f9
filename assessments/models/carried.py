"""What an upgrade carried from one assessment to the next, and from where. Append-only."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from assessments.domain.declarations import ChangeClass
from assessments.domain.upgrading import Outcome
from assessments.models.assessments import Assessment, Entry
from assessments.models.organisations import Organisation


class CarriedAnswer(models.Model):
    """One answer of the older assessment and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="carried_answers", db_constraint=False
    )
    """The assessment that it was carried to."""
    question = models.CharField(max_length=60)
    """The question that was answered, as its edition calls it."""
    edition_key = models.CharField(max_length=20)
    """The edition in whose terms the answer was given."""
    value = models.JSONField()
    """The answer as it was given."""
    asked_as = models.JSONField(default=list)
    """Keys of the questions that ask for it now; empty where none does."""
    outcome = models.CharField(max_length=20)
    change_class = models.CharField(max_length=20, blank=True, default="")
    """The last declared change on the way; empty where nothing changed."""
    from_entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    """The act that gave the answer."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="carried_answer_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="carried_answer_once", fields=["assessment", "question"]),
            models.CheckConstraint(
                name="carried_answer_outcome_is_known", condition=Q(outcome__in=[each.value for each in Outcome])
            ),
            models.CheckConstraint(
                name="carried_answer_class_is_known",
                condition=Q(change_class__in=["", *(each.value for each in ChangeClass)]),
            ),
            models.CheckConstraint(name="carried_answer_question_is_not_empty", condition=~Q(question="")),
        )

    def __str__(self) -> str:
        return f"{self.question} of {self.assessment_id}"
