"""Putting evidence on record and taking it back. Rows are only ever added; a file is stored before its row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.catalogue import QuestionKey
from assessments.domain.evidence import EvidenceKind
from assessments.domain.lifecycle import EDITABLE, Role, Status
from assessments.inspection.process import inspect_file
from assessments.models import Assessment, Evidence, EvidenceWithdrawal
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.audit import record_event
from assessments.services.entries import NotEditable, lock_assessment
from assessments.services.evidence_checks import (
    DetailProblem,
    Details,
    FileRefused,
    IllegalDetails,
    Registration,
    Upload,
    check_details,
    check_registration,
    kind_of,
)
from assessments.services.evidence_files import drop_file, keep_file
from assessments.services.evidence_views import counting, load_usage

__all__ = [
    "DetailProblem",
    "Details",
    "FileRefused",
    "IllegalDetails",
    "Limit",
    "LimitReached",
    "NotEditable",
    "Registration",
    "Upload",
    "add_file",
    "may_change",
    "register",
    "withdraw",
]


class Limit(StrEnum):
    """What is full."""

    QUESTION = "question"
    ORGANISATION = "organisation"


@dataclass(eq=False)
class LimitReached(Exception):
    """There is no room for more."""

    limit: Limit


def may_change(actor: Actor, status: Status) -> bool:
    """Whether the person may put evidence on record and take it back, as the assessment stands."""
    return Role.ASSESSOR in actor.roles and status in EDITABLE


def add_file(actor: Actor, assessment_id: UUID, question: QuestionKey, upload: Upload, details: Details) -> bool:
    """Store the file as evidence; False where the question has the very same already.

    Raises NotAllowed (also in a trial), NotFound, NotEditable, FileRefused, LimitReached, IllegalDetails, StoreFailed.
    """
    if actor.trial_until:
        raise NotAllowed
    row = _open(actor, assessment_id, question)
    kind = kind_of(upload)
    check_details(details)
    _refuse_beyond_limits(row, question, upload.size_bytes)
    problem = inspect_file(upload.file, kind)
    if problem is not None:
        raise FileRefused(problem)
    if _has(row, question, upload.digest):
        return False
    stored = keep_file(actor.organisation_id, upload.file)
    made = Evidence(
        kind=EvidenceKind.FILE.value,
        name=upload.name,
        media_type=kind.media_type,
        size_bytes=upload.size_bytes,
        digest=upload.digest,
        storage_name=stored,
    )
    recorded = False
    try:
        recorded = _record(actor, assessment_id, question, made, details)
    finally:
        if not recorded:
            drop_file(stored)
    return recorded


def register(actor: Actor, assessment_id: UUID, question: QuestionKey, one: Registration, details: Details) -> bool:
    """Put a document on record that stays where it is; False where the question has the very same already.

    Raises NotAllowed, NotFound, NotEditable, LimitReached, IllegalDetails.
    """
    row = _open(actor, assessment_id, question)
    check_registration(one)
    check_details(details)
    _refuse_beyond_limits(row, question, 0)
    made = Evidence(
        kind=EvidenceKind.REGISTERED.value, name=one.name, digest=one.digest, holder=one.holder, place=one.place
    )
    return _record(actor, assessment_id, question, made, details)


@transaction.atomic
def withdraw(actor: Actor, assessment_id: UUID, evidence_id: UUID) -> bool:
    """Take evidence back; False where it was already. Raises NotAllowed, NotFound, NotEditable."""
    row = _locked(actor, assessment_id)
    one = Evidence.objects.filter(assessment=row, id=evidence_id).first()
    if one is None:
        raise NotFound
    if EvidenceWithdrawal.objects.filter(evidence=one).exists():
        return False
    mark = record_event(
        actor.organisation_id,
        actor.person_id,
        Act.WITHDRAW_EVIDENCE,
        row.id,
        actor.now,
        evidence=str(one.id),
        question=one.question,
        digest=one.digest,
    )
    EvidenceWithdrawal.objects.create(
        organisation_id=actor.organisation_id,
        assessment=row,
        evidence=one,
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
        audit_sequence=mark.sequence,
    )
    _touch(actor, row)
    return True


def _open(actor: Actor, assessment_id: UUID, question: QuestionKey) -> Assessment:
    """The assessment, where this person may add to it now; what can change is asked again under the lock."""
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    row = Assessment.objects.filter(organisation_id=actor.organisation_id, id=assessment_id).first()
    if row is None or question not in edition(row.edition_key).questions:
        raise NotFound
    if Status(row.status) not in EDITABLE:
        raise NotEditable
    return row


def _locked(actor: Actor, assessment_id: UUID) -> Assessment:
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    row = lock_assessment(actor, assessment_id)
    if Status(row.status) not in EDITABLE:
        raise NotEditable
    return row


@transaction.atomic
def _record(actor: Actor, assessment_id: UUID, question: QuestionKey, made: Evidence, details: Details) -> bool:
    row = _locked(actor, assessment_id)
    if _has(row, question, made.digest):
        return False
    # The event takes the lock of the organisation's chain: what is counted next cannot change until the commit.
    mark = record_event(
        actor.organisation_id,
        actor.person_id,
        Act.ADD_EVIDENCE,
        row.id,
        actor.now,
        evidence=str(made.id),
        question=str(question),
        kind=made.kind,
        digest=made.digest,
    )
    _refuse_beyond_limits(row, question, made.size_bytes or 0)
    made.organisation_id, made.assessment, made.question = actor.organisation_id, row, str(question)
    made.about, made.expires_on, made.note = details.about, details.expires_on, details.note
    made.added_by_id, made.added_by_name, made.added_at = actor.person_id, actor.person_name, actor.now
    made.audit_sequence = mark.sequence
    made.save(force_insert=True)
    _touch(actor, row)
    return True


def _touch(actor: Actor, row: Assessment) -> None:
    row.updated_at = actor.now
    row.save(update_fields=["updated_at"])


def _has(row: Assessment, question: QuestionKey, digest: str) -> bool:
    return counting(row.id).filter(question=question, digest=digest).exists()


def _refuse_beyond_limits(row: Assessment, question: QuestionKey, size_bytes: int) -> None:
    if counting(row.id).filter(question=question).count() >= settings.EVIDENCE_PER_QUESTION:
        raise LimitReached(Limit.QUESTION)
    if size_bytes > 0 and size_bytes > load_usage(row.organisation_id).left:
        raise LimitReached(Limit.ORGANISATION)
