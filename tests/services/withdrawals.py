"""Reports that are issued without being rendered, and withdrawing one as two people do."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import cast as taken_as
from uuid import UUID

from assessments.models import Assessment, Revision, WithdrawalRequest
from assessments.report.sealing import SealKey
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.review import approve, hand_in, reopen
from assessments.services.withdrawing import ask_to_withdraw, confirm_withdrawal
from tests.conftest import NOW, Cast, answer_all, case_answers, start
from trust.cast import put_on_record

REASON = "The wrong gates were assessed 评估对象有误"
FINGERPRINT = "ab" * 32
KEY = taken_as(SealKey, SimpleNamespace(fingerprint=FINGERPRINT, subject="Lanting <b> 兰庭", is_self_issued=True))
"""What storing a report asks of a key."""


def frozen(cast: Cast) -> Revision:
    """A revision that waits for its seal."""
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    return approved(cast, assessment_id)


def approved(cast: Cast, assessment_id: UUID) -> Revision:
    """The next revision of an assessment whose answers are complete."""
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    return approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)


def pdf_of(revision: Revision) -> bytes:
    """What `issue` stores as the report of a revision."""
    return b"%PDF-1.7 /ByteRange " + revision.id.bytes


def issue(revision: Revision, at: datetime = NOW) -> Revision:
    """Store something as its sealed report, as the worker does."""
    assert put_on_record(revision.organisation_id, revision.id, pdf_of(revision), KEY, at)
    revision.refresh_from_db()
    return revision


def issued(cast: Cast) -> Revision:
    """A revision with its report."""
    return issue(frozen(cast))


def next_issued(cast: Cast, before: Revision, at: datetime = NOW) -> Revision:
    """The one after it, which takes its place."""
    reopen(cast.assessor, before.assessment_id)
    return issue(approved(cast, Assessment.objects.get(id=before.assessment_id).id), at)


def ask(actor: Actor, revision_id: UUID, *, reason_is_public: bool = False) -> UUID:
    """The key of the request."""
    ask_to_withdraw(actor, revision_id, REASON, reason_is_public=reason_is_public)
    return WithdrawalRequest.objects.get(revision_id=revision_id, decision=None).id


def withdraw(cast: Cast, revision_id: UUID, *, reason_is_public: bool = False) -> None:
    """Asked for by the assessor, confirmed by the DPO."""
    confirm_withdrawal(cast.dpo, revision_id, ask(cast.assessor, revision_id, reason_is_public=reason_is_public))
