"""What pages show of revisions and their reports, and the DPO's way to have a failed one tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role, Status
from assessments.domain.report_codes import grouped
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision import reviewer_views_in
from assessments.models import Report, Revision
from assessments.models.revisions import FAILED, RENDERED, SEALING
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.audit import record_event
from assessments.services.drafts import file_name_of
from assessments.services.freezing import ask_for_seal
from assessments.services.registry import Replaced, load_replaced


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """What the page of a revision shows."""

    id: UUID
    assessment_id: UUID
    deployment_name: str
    number: int
    edition_key: str
    language: str
    status: Status
    failed: bool
    failure: str
    content_digest: str
    frozen_at: datetime
    pdf_digest: str
    """Empty until sealed."""
    signer_fingerprint: str
    self_issued: bool
    sealed_at: datetime | None
    stamped_at: datetime | None
    """By the word of a time-stamp authority; None where the seal has no time stamp."""
    stamped_by: str
    size_bytes: int
    attempts: int
    may_retry: bool
    is_rendered: bool
    """Of the attempt under way: the PDF is there, and it is being sealed."""
    code: str
    """What the report prints for looking it up; empty for revisions from before there were codes."""
    replaced: Replaced | None
    reviewer_views: Sequence[ReviewerView] = ()
    """What the reviewer held of single verdicts."""


def load_revision(actor: Actor, revision_id: UUID) -> RevisionPage:
    """One revision of the actor's organisation. Raises NotFound."""
    row = _revision(actor, revision_id)
    report = Report.objects.filter(revision=row).defer("pdf").first()
    return RevisionPage(
        id=row.id,
        assessment_id=row.assessment_id,
        deployment_name=row.assessment.deployment.name,
        number=row.number,
        edition_key=row.assessment.edition_key,
        language=row.language,
        status=Status.SEALING if row.status in (SEALING, FAILED) else Status(row.status),
        failed=row.status == FAILED,
        failure=row.failure,
        content_digest=row.content_digest,
        frozen_at=row.frozen_at,
        pdf_digest=report.pdf_digest if report else "",
        signer_fingerprint=report.signer_fingerprint if report else "",
        self_issued=report.self_issued if report else False,
        sealed_at=report.sealed_at if report else None,
        stamped_at=report.stamped_at if report else None,
        stamped_by=report.stamped_by if report else "",
        size_bytes=report.size_bytes if report else 0,
        attempts=row.attempts,
        may_retry=row.status == FAILED and Role.DPO in actor.roles,
        is_rendered=row.stage == RENDERED,
        code=grouped(row.code),
        replaced=load_replaced(row),
        reviewer_views=reviewer_views_in(bytes(row.content)),
    )


def load_report(actor: Actor, revision_id: UUID) -> tuple[str, bytes]:
    """File name and bytes of the sealed report. Raises NotFound."""
    row = _revision(actor, revision_id)
    report = Report.objects.filter(revision=row).first()
    if report is None:
        raise NotFound
    return file_name_of(row.assessment_id, row.number, row.language, "report"), bytes(report.pdf)


def retry_sealing(actor: Actor, revision_id: UUID) -> None:
    """Ask the worker again after a failure. Raises NotFound, NotAllowed; does nothing where none failed."""
    if Role.DPO not in actor.roles:
        raise NotAllowed
    with transaction.atomic():
        row = Revision.objects.select_for_update().filter(id=revision_id).first()
        if row is None:
            raise NotFound
        if row.status != FAILED:
            return
        row.status, row.failure, row.attempts, row.started_at, row.stage = SEALING, "", 0, actor.now, ""
        row.save(update_fields=["status", "failure", "attempts", "started_at", "stage"])
        record_event(actor.organisation_id, actor.person_id, Act.RETRY_SEALING, row.id, actor.now)
        ask_for_seal(actor.organisation_id, row.id)


def _revision(actor: Actor, revision_id: UUID) -> Revision:
    rows = Revision.objects.filter(organisation_id=actor.organisation_id, id=revision_id).defer("content")
    row = rows.select_related("assessment__deployment").first()
    if row is None:
        raise NotFound
    return row
