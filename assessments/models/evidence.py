"""Evidence for answers: what was put on record, what was taken back, and which files are gone. All append-only."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.domain.evidence import EvidenceKind
from assessments.models.acts import ActOnAssessment
from assessments.models.assessments import Assessment
from assessments.models.organisations import Organisation

LONGEST_NAME, LONGEST_NOTE = 255, 2000
_SHA256 = r"^[0-9a-f]{64}$"
_A_FILE = Q(kind=EvidenceKind.FILE, size_bytes__gt=0, holder="") & ~Q(storage_name="") & ~Q(media_type="")
_REGISTERED = Q(kind=EvidenceKind.REGISTERED, size_bytes__isnull=True, storage_name="", media_type="") & ~Q(holder="")


class Evidence(models.Model):
    """One document put on record for one question: a file kept here, or one registered by its digest."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="evidence", db_constraint=False)
    question = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=LONGEST_NAME)
    """Name of the file, or title of the document. Data, never part of a path."""
    media_type = models.CharField(max_length=100, blank=True, default="")
    """By content; empty where the file is not here."""
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=80, blank=True, default="")
    """Where the file is in the store; copies that an upgrade made share it."""
    holder = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    about = models.DateField(null=True, blank=True)
    """The day that the document speaks of."""
    expires_on = models.DateField(null=True, blank=True)
    """The last day on which it still shows something."""
    note = models.TextField(blank=True, default="")
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    """The same on the assessment that this one's upgraded; it counts towards no quota again."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_by_name = models.CharField(max_length=100)
    """The name as it stood then."""
    added_at = models.DateTimeField()
    audit_sequence = models.PositiveBigIntegerField()
    """Place in the organisation's audit trail: the true order, whatever the clocks say."""

    class Meta:
        constraints = (
            models.UniqueConstraint(name="evidence_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="evidence_key_with_assessment", fields=["organisation", "assessment", "id"]),
            models.CheckConstraint(name="evidence_is_a_file_or_registered", condition=_A_FILE | _REGISTERED),
            models.CheckConstraint(name="evidence_digest_is_sha256", condition=Q(digest__regex=_SHA256)),
            models.CheckConstraint(name="evidence_is_named", condition=~Q(name="") & ~Q(question="")),
            models.CheckConstraint(
                name="evidence_ends_after_it_begins",
                condition=Q(about__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gte=F("about")),
            ),
        )
        indexes = (models.Index(name="evidence_by_file", fields=["organisation", "storage_name"]),)

    def __str__(self) -> str:
        return f"evidence {self.pk} for {self.question} of {self.assessment_id}"


class EvidenceWithdrawal(ActOnAssessment):
    """One document taken back. It stays on record and counts no longer."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="withdrawal", db_constraint=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="evidence_withdrawal_key_with_organisation", fields=["organisation", "id"]),
        )

    def __str__(self) -> str:
        return f"withdrawal of evidence {self.evidence_id}"


class EvidenceErasure(models.Model):
    """One file that is gone from the store, or about to go. Who, what and the digest stay in the rows of Evidence."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    storage_name = models.CharField(max_length=80)
    erased_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="evidence_erasure_key_with_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(name="evidence_erased_once", fields=["organisation", "storage_name"]),
            models.CheckConstraint(name="evidence_erasure_names_a_file", condition=~Q(storage_name="")),
        )

    def __str__(self) -> str:
        return f"erasure of {self.storage_name}"
