"""What people did with an assessment, what they stated, and what reviewers hold of verdicts. All append-only."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Move, Role
from assessments.models.acts import ActOnAssessment
from assessments.models.assessments import Assessment
from assessments.models.organisations import Organisation

HAND_IN, APPROVE = "hand_in", "approve"
STATEMENTS = (HAND_IN, APPROVE)


class ReviewEvent(models.Model):
    """One move of the life cycle made by a person."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="review_events", db_constraint=False
    )
    number = models.PositiveIntegerField()
    """Number of the revision that was in the making."""
    move = models.CharField(max_length=20)
    reason = models.TextField(blank=True, default="")
    comments = models.JSONField(default=dict)
    """Remarks by question key."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()
    """Place in the organisation's audit trail: the true order, whatever the clocks say."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="review_event_key_with_organisation", fields=["organisation", "id"]),
            models.CheckConstraint(
                name="review_event_move_is_known", condition=Q(move__in=[move.value for move in Move])
            ),
            models.CheckConstraint(name="review_event_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(name="return_has_a_reason", condition=~Q(move=Move.RETURN.value) | ~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.move} of {self.assessment_id}"


class Attestation(models.Model):
    """A person's statement, bound to the digest of the answers it speaks of."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="attestations", db_constraint=False
    )
    number = models.PositiveIntegerField()
    """Number of the revision that the statement is about."""
    statement = models.CharField(max_length=20)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=100)
    """The name as it stood when the statement was made."""
    role = models.CharField(max_length=20)
    answers_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="attestation_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(
                name="approval_once", fields=["assessment", "number"], condition=Q(statement=APPROVE)
            ),
            models.CheckConstraint(name="attestation_statement_is_known", condition=Q(statement__in=STATEMENTS)),
            models.CheckConstraint(name="attestation_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="attestation_role_is_known", condition=Q(role__in=[role.value for role in Role])
            ),
            models.CheckConstraint(
                name="attestation_digest_is_sha256", condition=Q(answers_digest__regex=r"^[0-9a-f]{64}$")
            ),
        )

    def __str__(self) -> str:
        return f"{self.statement} of {self.assessment_id}"


class ReviewerView(ActOnAssessment):
    """What a DPO holds of one verdict, in review. It stands beside the verdict, never in its place; a newer one of the
    same obligation supersedes it."""

    number = models.PositiveIntegerField()
    """Number of the revision in the making."""
    obligation = models.CharField(max_length=60)
    verdict = models.CharField(max_length=20)
    """The verdict that the reviewer had before them. The view counts while the rules say the same."""
    agrees = models.BooleanField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="reviewer_view_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="reviewer_view_place_once", fields=["organisation", "audit_sequence"]),
            models.CheckConstraint(name="reviewer_view_names_an_obligation", condition=~Q(obligation="")),
            models.CheckConstraint(
                name="reviewer_view_verdict_is_known", condition=Q(verdict__in=[each.value for each in Verdict])
            ),
            models.CheckConstraint(name="reviewer_who_disagrees_says_why", condition=Q(agrees=True) | ~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.obligation} of {self.assessment_id}"


class AnswerMark(ActOnAssessment):
    """What a DPO decided of one answer, in review: accepted, or to be corrected. The newest of a question counts, for
    the answer that the reviewer had before them."""

    number = models.PositiveIntegerField()
    """Number of the revision in the making."""
    question = models.CharField(max_length=60)
    is_accepted = models.BooleanField()
    """Else it is to be corrected."""
    answer = models.JSONField(null=True)
    """As it stood when it was marked."""
    text = models.TextField(blank=True, default="")
    """What has to change, or a remark."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="answer_mark_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="answer_mark_place_once", fields=["organisation", "audit_sequence"]),
            models.CheckConstraint(name="answer_mark_names_a_question", condition=~Q(question="")),
            models.CheckConstraint(name="answer_to_be_corrected_says_why", condition=Q(is_accepted=True) | ~Q(text="")),
        )
        indexes = (models.Index(name="answer_mark_by_assessment", fields=["assessment", "question"]),)

    def __str__(self) -> str:
        return f"{self.question} of {self.assessment_id}"
