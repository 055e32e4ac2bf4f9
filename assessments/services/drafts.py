"""Draft reports: asked for on a page, made by the worker, marked as drafts, never sealed, gone after a day."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.revision import AuditMark, RevisionContent
from assessments.models import Assessment, AuditHead, DraftReport
from assessments.models.drafts import FAILED, MAKING, READY
from assessments.report.process import RenderingFailed, render_in_child
from assessments.services.access import Actor, NotFound, scope
from assessments.services.assessments import local_day
from assessments.services.audit import record_event
from assessments.services.counting import count_request
from assessments.services.freezing import FrozenAs, content_of
from assessments.services.registry import verify_address
from assessments.services.self_check import is_read_only

logger = logging.getLogger(__name__)

DRAFT_TASK, FORGET_TASK = "assessments.make_draft", "assessments.forget_draft"
DRAFT_QUEUE, FORGET_QUEUE = "drafts", "maintenance"
ONE_AT_A_TIME = "drafts"
"""Lock of the jobs: however many ask, drafts leave the other places of the worker free."""
KEPT = timedelta(days=1)
LATE = timedelta(minutes=3)
"""After this time a draft that is still being made may be asked for again."""
MOST_AN_HOUR, AN_HOUR = 30, 3600
"""So many drafts an organisation may ask for in so many seconds."""


class TooManyDrafts(Exception):
    """The organisation has asked for as many drafts as it may within an hour."""


@dataclass(frozen=True, slots=True)
class DraftState:
    """Where the draft of an assessment stands."""

    id: UUID
    status: str
    """ "making", "ready" or "failed"."""
    language: str
    asked_at: datetime
    as_at: datetime | None
    size_bytes: int
    failure: str
    is_late: bool
    """Still being made, and longer than usual."""
    is_behind: bool
    """Ready, but the assessment has changed since."""


def ask_for_draft(actor: Actor, assessment_id: UUID, language: str) -> None:
    """Have a draft made in `language`, in the place of any other. Raises NotFound, TooManyDrafts.

    Does nothing while one, in whatever language, is being made and is not late.
    """
    with transaction.atomic():
        assessment = _assessment(actor, assessment_id, lock=True)
        now = load_draft(actor, assessment_id)
        if now is not None and (now.status, now.is_late) == (MAKING, False):
            return
        if count_request(f"draft:{actor.organisation_id}", AN_HOUR) > MOST_AN_HOUR:
            raise TooManyDrafts
        DraftReport.objects.filter(assessment=assessment).delete()
        made = DraftReport.objects.create(
            organisation_id=actor.organisation_id, assessment=assessment, language=language, asked_at=actor.now
        )
        keys = {"organisation_id": str(actor.organisation_id), "draft_id": str(made.id)}
        record_event(
            actor.organisation_id,
            actor.person_id,
            Act.ASK_FOR_DRAFT,
            assessment.id,
            actor.now,
            draft=str(made.id),
            language=language,
        )
        app.configure_task(DRAFT_TASK, queue=DRAFT_QUEUE, lock=ONE_AT_A_TIME).defer(**keys)


def load_draft(actor: Actor, assessment_id: UUID) -> DraftState | None:
    """Where the draft stands; None where none was asked for. Raises NotFound."""
    assessment = _assessment(actor, assessment_id)
    row = DraftReport.objects.filter(assessment=assessment).defer("pdf").first()
    if row is None:
        return None
    return DraftState(
        id=row.id,
        status=row.status,
        language=row.language,
        asked_at=row.asked_at,
        as_at=row.as_at,
        size_bytes=row.size_bytes,
        failure=row.failure,
        is_late=row.status == MAKING and actor.now - row.asked_at > LATE,
        is_behind=row.as_at is not None and assessment.updated_at > row.as_at,
    )


def load_draft_file(actor: Actor, assessment_id: UUID) -> tuple[str, bytes] | None:
    """File name and bytes of the draft; None where none is ready. Raises NotFound."""
    assessment = _assessment(actor, assessment_id)
    row = DraftReport.objects.filter(assessment=assessment, status=READY).first()
    if row is None:
        return None
    return file_name_of(assessment.id, assessment.number, row.language, "draft"), bytes(row.pdf or b"")


def make_draft(organisation_id: UUID, draft_id: UUID, clock: Callable[[], datetime]) -> None:
    """Render the draft that was asked for; does nothing where another has taken its place, or it is made already."""
    now = clock()
    with scope(organisation_id):
        row = DraftReport.objects.filter(id=draft_id, status=MAKING).first()
        content = draft_content(organisation_id, row.assessment_id, row.language, now) if row else None
    if content is None:
        return
    changes: dict[str, object]
    try:
        pdf = render_draft(content)
    except Exception as problem:  # noqa: BLE001 (whatever it is, somebody waits for the draft)
        changes, action = {"status": FAILED, "failure": _told(problem, draft_id)[:500]}, Act.DRAFT_FAILED
    else:
        changes = {"status": READY, "pdf": pdf, "size_bytes": len(pdf), "as_at": now}
        action = Act.FINISH_DRAFT
    with scope(organisation_id):
        if DraftReport.objects.filter(id=draft_id, status=MAKING).update(**changes):
            record_event(organisation_id, None, action, UUID(content.assessment_id), clock(), draft=str(draft_id))


def _told(problem: Exception, draft_id: UUID) -> str:
    """The reason for the page. What a library says can quote anything: it is told nowhere, its kinds in the log."""
    if isinstance(problem, RenderingFailed):
        return problem.reason
    logger.error("draft %s was not made", draft_id, exc_info=problem)
    return f"the worker met an error that it does not know ({type(problem).__name__})"


def forget_draft(organisation_id: UUID, draft_id: UUID, now: datetime) -> None:
    """Delete the draft, if it is still there; an organisation that can only be read keeps it."""
    if is_read_only(organisation_id):
        return
    with scope(organisation_id):
        row = DraftReport.objects.filter(id=draft_id).defer("pdf").first()
        if row is not None:
            row.delete()
            record_event(organisation_id, None, Act.FORGET_DRAFT, row.assessment_id, now, draft=str(draft_id))


def render_draft(content: RevisionContent) -> bytes:
    """The PDF. Takes seconds: call it outside any transaction. Raises RenderingFailed."""
    return render_in_child(
        content,
        edition(content.edition.key),
        draft=True,
        verify_address=verify_address(),
        self_issued=False,
    )


def draft_content(organisation_id: UUID, assessment_id: UUID, language: str, now: datetime) -> RevisionContent:
    """What a draft report of the assessment says now."""
    row = Assessment.objects.select_related("deployment").get(id=assessment_id)
    head = AuditHead.objects.get(organisation_id=organisation_id)
    frozen_as = FrozenAs(
        revision_id="",
        language=language,
        as_of=row.as_of or local_day(now),
        audit=AuditMark(head.sequence, head.digest),
        at=now,
    )
    return content_of(row, frozen_as)


def _assessment(actor: Actor, assessment_id: UUID, *, lock: bool = False) -> Assessment:
    rows = Assessment.objects.filter(organisation_id=actor.organisation_id, id=assessment_id)
    row = (rows.select_for_update(no_key=True) if lock else rows).first()
    if row is None:
        raise NotFound
    return row


def file_name_of(assessment_id: UUID, number: int, language: str, kind: str) -> str:
    """A file name in plain ASCII; names of people and places do not belong in one."""
    return f"face-recognition-{kind}-{str(assessment_id)[:8]}-r{number}-{language}.pdf"
