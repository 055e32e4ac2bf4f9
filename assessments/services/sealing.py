"""Sealing in two transactions, because rendering must not hold a lock; repeatable after a crash at any point.

First the attempt takes the next fence under a lock. Then it renders, seals and checks its own output outside of any
transaction. Then it stores the report, if its fence is still the newest and no report is there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role, Status
from assessments.domain.report_codes import grouped
from assessments.domain.retention import kept_years
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision import digest, reviewer_views_in
from assessments.models import Assessment, Report, Revision
from assessments.models.revisions import FAILED, RENDERED, SEALED, SEALING
from assessments.report.assurance import AssuranceUnusable
from assessments.report.panel import SealPanel
from assessments.report.process import RenderingFailed, render_in_child
from assessments.report.sealing import SealingFailed, SealKey, SealKeyUnusable, seal
from assessments.report.verification import Verified, verify_report
from assessments.services.access import Actor, NotAllowed, NotFound, scope
from assessments.services.audit import record_event
from assessments.services.clocks import ClockWrong, check_stamp, read_clocks, sealing_time
from assessments.services.drafts import file_name_of
from assessments.services.freezing import ask_for_seal
from assessments.services.queueing import tell_rendered
from assessments.services.registry import Replaced, code_digest, load_replaced, supersede_earlier, verify_address
from assessments.services.release import NotReleased, check_release
from assessments.services.seal_setup import current_assurance, current_key

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""That end with an error."""
MOST_DEATHS = 6
"""Attempts, where none of them came to an end: as many as the queue makes of a job whose signer dies."""
LONGEST_NAME = 200


class OutputDoesNotVerify(Exception):
    """The freshly sealed report failed the product's own verification; it was not stored."""


FAILURES = (RenderingFailed, SealKeyUnusable, AssuranceUnusable, SealingFailed, OutputDoesNotVerify, ClockWrong)
"""Ways in which an attempt can end without a report; each says why in a plain sentence."""
DIED_EACH_TIME = "the signer ended during every attempt, as it does when the machine has no memory left"
"""Why nothing else says why: nobody was left to say it."""


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


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at sealing, with the fence that only the newest attempt holds."""

    organisation_id: UUID
    revision_id: UUID
    fence: int
    number: int
    content: bytes
    frozen_at: datetime
    code: str = ""
    """What the report prints for looking it up; empty for revisions from before there were codes."""


@dataclass(frozen=True, slots=True)
class Made:
    """A sealed report that passed its verification."""

    pdf: bytes
    key: SealKey
    at: datetime
    """The time that the seal claims, in agreement with every clock that was asked."""
    verified: Verified
    """What its verification found."""


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


def seal_revision(organisation_id: UUID, revision_id: UUID, clock: Callable[[], datetime]) -> None:
    """Render, seal and store the report of a frozen revision; does nothing where it is stored already.

    Raises whatever went wrong while another attempt may help; the last attempt marks the revision as failed, with the
    reason, and returns. What may not be sealed fails at once.
    """
    attempt = _begin(organisation_id, revision_id, read_clocks(clock).agreed)
    if attempt is None:
        return
    try:
        _store(attempt, _make(attempt, clock))
    except NotReleased as problem:
        logger.critical("revision %s was to be sealed and may not be: %s", revision_id, problem)
        _give_up(attempt, str(problem), read_clocks(clock).agreed)
    except Exception as problem:
        reason = _told(problem, attempt)
        if attempt.number < MOST_ATTEMPTS:
            raise
        _give_up(attempt, reason, read_clocks(clock).agreed)


def _told(problem: Exception, attempt: Attempt) -> str:
    """Log that an attempt failed; the reason for the page."""
    kind, is_foreseen = type(problem).__name__, isinstance(problem, FAILURES)
    # The reason can quote what somebody answered, so it stands with the revision and in no log; and what a library
    # says can quote anything, so it stands nowhere. The log tells its kinds and places.
    logger.warning(
        "sealing of revision %s failed, attempt %s: %s",
        *(attempt.revision_id, attempt.number, kind),
        exc_info=None if is_foreseen else problem,
    )
    return str(problem) if is_foreseen else f"the signer met an error that it does not know ({kind})"


def _begin(organisation_id: UUID, revision_id: UUID, now: datetime) -> Attempt | None:
    with scope(organisation_id):
        row = Revision.objects.select_for_update().filter(id=revision_id).first()
        if row is None or row.status != SEALING:
            return None
        # Also where no attempt is left: the last one may be asleep, not dead.
        row.fence += 1
        if row.attempts >= MOST_DEATHS:
            logger.warning("sealing of revision %s failed: %s", revision_id, DIED_EACH_TIME)
            _mark_failed(row, DIED_EACH_TIME, now)
            return None
        row.attempts, row.started_at, row.stage = row.attempts + 1, now, ""
        row.save(update_fields=["fence", "attempts", "started_at", "stage"])
        record_event(organisation_id, None, Act.ATTEMPT_SEALING, row.id, now, attempt=row.attempts)
        content = bytes(row.content)
        return Attempt(organisation_id, revision_id, row.fence, row.attempts, content, row.frozen_at, row.code)


def _make(attempt: Attempt, clock: Callable[[], datetime]) -> Made:
    """The sealed report, verified. No lock is held, and no transaction open while it is made."""
    released = check_release(attempt.organisation_id, attempt.revision_id, attempt.content)
    key, assurance = current_key(), current_assurance()
    sealing_time(attempt.organisation_id, attempt.frozen_at, clock)  # before the long work: a wrong clock is known now
    pdf = render_in_child(
        released.content,
        released.catalogue,
        draft=False,
        verify_address=verify_address(attempt.code),
        self_issued=key.is_self_issued,
        panel=SealPanel(key.subject, key.fingerprint, assurance.level),
    )
    tell_rendered(attempt.organisation_id, attempt.revision_id, attempt.fence)
    at = sealing_time(attempt.organisation_id, attempt.frozen_at, clock)
    reason = f"{released.content.organisation.name} · {attempt.revision_id}"
    sealed = seal(pdf, key, reason=reason, at=at, assurance=assurance)
    verified = verify_report(sealed, {key.fingerprint}, assurance.known)
    if not (verified.intact and verified.trusted) or verified.content != attempt.content:
        raise OutputDoesNotVerify("the sealed report did not pass its own verification")
    if verified.level is not assurance.level or verified.stamp_known != assurance.level.is_stamped:
        raise OutputDoesNotVerify("the sealed report is not of the level that was asked for")
    check_stamp(at, verified.stamped_at)
    return Made(sealed, key, at, verified)


def _store(attempt: Attempt, made: Made) -> None:
    with scope(attempt.organisation_id):
        # The assessment is locked before the revision, as everywhere.
        assessment_id = Revision.objects.values_list("assessment_id", flat=True).get(id=attempt.revision_id)
        assessment = Assessment.objects.select_for_update(no_key=True).get(id=assessment_id)
        row = Revision.objects.select_for_update().defer("content").get(id=attempt.revision_id)
        if row.fence != attempt.fence or row.status != SEALING:
            logger.info("attempt %s at revision %s was overtaken", attempt.fence, row.id)
            return
        Report.objects.create(
            organisation_id=attempt.organisation_id,
            revision=row,
            language=row.language,
            pdf=made.pdf,
            pdf_digest=digest(made.pdf),
            size_bytes=len(made.pdf),
            signer_fingerprint=made.key.fingerprint,
            signer_name=made.key.subject[:LONGEST_NAME],
            code_digest=code_digest(row.code),
            self_issued=made.key.is_self_issued,
            sealed_at=made.at,
            level=made.verified.level or "",
            stamped_at=made.verified.trusted_time,
            stamped_by=made.verified.stamped_by[:LONGEST_NAME],
            kept_years=kept_years(edition(assessment.edition_key)),
        )
        superseded = supersede_earlier(assessment, row)
        row.status = SEALED
        row.save(update_fields=["status"])
        assessment.status, assessment.updated_at = Status.SEALED.value, made.at
        assessment.save(update_fields=["status", "updated_at"])
        record_event(attempt.organisation_id, None, Act.FINISH_SEALING, row.id, made.at, pdf_digest=digest(made.pdf))
        for each in superseded:
            record_event(attempt.organisation_id, None, Act.SUPERSEDE_REVISION, each, made.at, by=str(row.id))


def _give_up(attempt: Attempt, reason: str, now: datetime) -> None:
    with scope(attempt.organisation_id):
        row = Revision.objects.select_for_update().defer("content").get(id=attempt.revision_id)
        if row.fence == attempt.fence and row.status == SEALING:
            _mark_failed(row, reason, now)


def _mark_failed(row: Revision, reason: str, now: datetime) -> None:
    row.status, row.failure = FAILED, reason[:500] or "unknown"
    row.save(update_fields=["status", "failure", "fence"])
    record_event(row.organisation_id, None, Act.SEALING_FAILED, row.id, now, attempts=row.attempts)
