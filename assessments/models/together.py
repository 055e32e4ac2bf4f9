"""Working on one assessment together: comments, who can answer by when, who does a step. Append-only: newest counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.domain.working_together import CommentAct
from assessments.models.acts import CarriedAct

_SAID = Q(act=CommentAct.SAY) & ~Q(text="")
_DONE = Q(act__in=[CommentAct.RESOLVE, CommentAct.REOPEN], text="")
_BY_NAME = Q(person__isnull=True) & ~Q(name="")
_NOBODY = Q(person__isnull=True, name="", due__isnull=True)


class Comment(CarriedAct):
    """One act in the thread of a question: something said, or the thread closed or opened again."""

    question = models.CharField(max_length=60)
    act = models.CharField(max_length=10)
    text = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="comment_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="comment_says_something_or_settles", condition=_SAID | _DONE),
            models.CheckConstraint(name="comment_question_is_not_empty", condition=~Q(question="")),
        )
        indexes = (models.Index(name="comment_by_assessment", fields=["assessment", "question"]),)

    def __str__(self) -> str:
        return f"{self.act} on {self.question} of {self.assessment_id}"


class Clarification(CarriedAct):
    """Who can answer a question that was answered "not sure", and by when; or that nobody is asked any more."""

    question = models.CharField(max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """A member of the organisation."""
    name = models.CharField(max_length=100, blank=True, default="")
    """Somebody else."""
    due = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="clarification_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(
                name="clarification_asks_one_or_nobody",
                condition=Q(person__isnull=False, name="") | _BY_NAME | _NOBODY,
            ),
            models.CheckConstraint(name="clarification_question_is_not_empty", condition=~Q(question="")),
        )
        indexes = (models.Index(name="clarification_by_assessment", fields=["assessment", "question"]),)

    def __str__(self) -> str:
        return f"clarification of {self.question} of {self.assessment_id}"


class StepAssignment(CarriedAct):
    """Who answers a step; nobody in particular where `person` is empty."""

    step = models.CharField(max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(name="step_assignment_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(name="step_assignment_step_is_not_empty", condition=~Q(step="")),
        )
        indexes = (models.Index(name="step_assignment_by_assessment", fields=["assessment", "step"]),)

    def __str__(self) -> str:
        return f"{self.step} of {self.assessment_id}"
