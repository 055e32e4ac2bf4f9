"""Sealing in two transactions, because rendering must not hold a lock; repeatable after a crash at any point.

First the attempt takes the next fence under a lock. Then it renders, seals and checks its own output outside of any
transaction. Then it stores the report, if its fence is still the newest and no report is there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.lifecycle import Status
from assessments.domain.retention import kept_years
from assessments.domain.revision import digest
from assessments.models import Assessment, Report, Revision
from assessments.models.revisions import FAILED, SEALED, SEALING
from assessments.report.assurance import AssuranceUnusable
from assessments.report.panel import SealPanel
from assessments.report.process import RenderingFailed, render_in_child
from assessments.report.sealing import SealingFailed, SealKey, SealKeyUnusable, seal
from assessments.report.verification import Verified, verify_report
from assessments.services.access import scope
from assessments.services.audit import record_event
from assessments.services.clocks import ClockWrong, check_stamp, read_clocks, sealing_time
from assessments.services.queueing import tell_rendered
from assessments.services.registry import code_digest, supersede_earlier, verify_address
from assessments.services.release import NotReleased, check_release
from assessments.services.seal_setup import current_assurance, current_key

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""That end with an error."""
MOST_DEATHS = 6
"""Attempts, where none of them came to an end: as many as the queue makes of a job whose signer dies."""
LONGEST_NAME = 200
MOST_TOLD = 500
"""Characters of a reason."""


class OutputDoesNotVerify(Exception):
    """The freshly sealed report failed the product's own verification; it was not stored."""


FAILURES = (RenderingFailed, SealKeyUnusable, AssuranceUnusable, SealingFailed, OutputDoesNotVerify, ClockWrong)
"""Ways in which an attempt can end without a report; each says why in a plain sentence."""
DIED_EACH_TIME = "the signer ended during every attempt, as it does when the machine has no memory left"
"""Why nothing else says why: nobody was left to say it."""


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
            _note(attempt, reason)
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
            mark_failed(row, DIED_EACH_TIME, now)
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
        row.status, row.failure = SEALED, ""
        row.save(update_fields=["status", "failure"])
        assessment.status, assessment.updated_at = Status.SEALED.value, made.at
        assessment.save(update_fields=["status", "updated_at"])
        record_event(attempt.organisation_id, None, Act.FINISH_SEALING, row.id, made.at, pdf_digest=digest(made.pdf))
        for each in superseded:
            record_event(attempt.organisation_id, None, Act.SUPERSEDE_REVISION, each, made.at, by=str(row.id))


def _note(attempt: Attempt, reason: str) -> None:
    """Why this attempt failed, for the case that no other is made."""
    with scope(attempt.organisation_id):
        own = Revision.objects.filter(id=attempt.revision_id, fence=attempt.fence, status=SEALING)
        own.update(failure=reason[:MOST_TOLD])


def _give_up(attempt: Attempt, reason: str, now: datetime) -> None:
    with scope(attempt.organisation_id):
        row = Revision.objects.select_for_update().defer("content").get(id=attempt.revision_id)
        if row.fence == attempt.fence and row.status == SEALING:
            mark_failed(row, reason, now)


def mark_failed(row: Revision, reason: str, now: datetime) -> None:
    """No further attempt is made until somebody asks for one. The caller holds the lock, and has taken a fence where an
    attempt may be asleep."""
    row.status, row.failure = FAILED, reason[:MOST_TOLD] or "unknown"
    row.save(update_fields=["status", "failure", "fence"])
    record_event(row.organisation_id, None, Act.SEALING_FAILED, row.id, now, attempts=row.attempts)
