"""What people record about what has to be done; what that is, is computed and never stored. Append-only."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.domain.progress import ActionState
from assessments.models.assessments import Assessment
from assessments.models.deployments import Deployment
from assessments.models.evidence import Evidence
from assessments.models.organisations import Organisation

_STATES = [each.value for each in ActionState]


class ActionRecord(models.Model):
    """Who sees to an action of a deployment, by when, and how far it is. The newest record of a key counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    deployment = models.ForeignKey(
        Deployment, on_delete=models.PROTECT, related_name="action_records", db_constraint=False
    )
    key = models.CharField(max_length=60)
    """Of the action: that of an obligation, or of a question. The same in every assessment of the deployment."""
    number = models.PositiveIntegerField()
    """Counts the records of the key."""
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    """The assessment that gave the action when this was recorded."""
    revision_number = models.PositiveIntegerField()
    """The revision that was in the making, or made."""
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    due = models.DateField(null=True, blank=True)
    """The day that was chosen; empty where the law gives one."""
    state = models.CharField(max_length=20)
    note = models.TextField(blank=True, default="")
    """What shows that it is done, why it is not needed, or how it stands."""
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()
    """Place in the organisation's audit trail: the true order, whatever the clocks say."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="action_record_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="action_record_number_once", fields=["deployment", "key", "number"]),
            models.CheckConstraint(name="action_record_number_is_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(name="action_record_names_an_action", condition=~Q(key="")),
            models.CheckConstraint(name="action_record_state_is_known", condition=Q(state__in=_STATES)),
            models.CheckConstraint(
                name="action_record_not_needed_for_a_reason",
                condition=~Q(state=ActionState.NOT_NEEDED.value) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="action_record_done_is_shown",
                condition=~Q(state=ActionState.DONE.value) | ~Q(note="") | Q(evidence__isnull=False),
            ),
        )
        indexes = (models.Index(name="action_by_owner", fields=["organisation", "owner"]),)

    def __str__(self) -> str:
        return f"{self.key} of {self.deployment_id}: {self.state}"
