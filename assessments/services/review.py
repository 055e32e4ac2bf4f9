"""The moves of the life cycle that people make: hand in, return, approve, reopen. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from assessments.domain.in_brief import InBrief, in_brief
from assessments.domain.lifecycle import RULES, Move, Refusal, Role, Status, may
from assessments.models import Assessment, Attestation, ReviewEvent, Revision
from assessments.services.access import Actor, NotAllowed
from assessments.services.alone import works_alone
from assessments.services.assessments import is_author, load_workspace
from assessments.services.audit import record_event
from assessments.services.deployments import next_number
from assessments.services.entries import lock_assessment
from assessments.services.freezing import freeze, preview
from assessments.services.mark_views import marked
from assessments.services.printing import require_printable, require_printable_message
from assessments.services.workspace import Workspace


@dataclass(eq=False)
class MoveRefused(Exception):
    """The move may not be made now."""

    move: Move
    refusal: Refusal


def hand_in(actor: Actor, assessment_id: UUID, *, statement_accepted: bool, expected_answers_digest: str) -> None:
    """Attest to the answers and hand them in. Raises NotFound, MoveRefused, NotPrintable."""
    with transaction.atomic():
        row = begin_move(actor, assessment_id, Move.HAND_IN)
        workspace = load_workspace(actor, assessment_id)
        if not statement_accepted:
            raise MoveRefused(Move.HAND_IN, Refusal.STATEMENT_MISSING)
        if not workspace.is_complete:
            raise MoveRefused(Move.HAND_IN, Refusal.INCOMPLETE)
        _same_answers(workspace, Move.HAND_IN, expected_answers_digest)
        row.as_of = workspace.as_of
        _keep(row, in_brief(workspace.assessed, [each.assessed for each in workspace.place_results.values()]))
        _attest(actor, row, "hand_in", Role.ASSESSOR, workspace.answers_digest)
        finish_move(actor, row, Move.HAND_IN, digest=workspace.answers_digest)
        require_printable(preview(actor, row, workspace.as_of))


def return_to_assessor(
    actor: Actor, assessment_id: UUID, reason: str, comments: Mapping[str, str] | None = None
) -> None:
    """Send it back with a reason and remarks by question. Raises NotFound, MoveRefused, NotPrintable."""
    with transaction.atomic():
        row = begin_move(actor, assessment_id, Move.RETURN)
        if not reason.strip():
            raise MoveRefused(Move.RETURN, Refusal.REASON_MISSING)
        require_printable_message(reason)
        row.as_of = None
        finish_move(actor, row, Move.RETURN, reason=reason, comments=comments)


def approve(
    actor: Actor,
    assessment_id: UUID,
    *,
    language: str,
    statement_accepted: bool,
    expected_answers_digest: str,
    comments: Mapping[str, str] | None = None,
) -> Revision:
    """Approve, freeze the revision and ask the worker to seal it. Raises NotFound, MoveRefused, NotPrintable.

    Remarks on single answers are kept in the history; they are not part of what is sealed.
    """
    with transaction.atomic():
        row = begin_move(actor, assessment_id, Move.APPROVE)
        workspace = load_workspace(actor, assessment_id)
        if not statement_accepted:
            raise MoveRefused(Move.APPROVE, Refusal.STATEMENT_MISSING)
        _same_answers(workspace, Move.APPROVE, expected_answers_digest)
        if any(each.is_to_correct for each in marked(workspace).values()):
            raise MoveRefused(Move.APPROVE, Refusal.ANSWERS_TO_CORRECT)
        row.report_language = language
        _attest(actor, row, "approve", Role.DPO, workspace.answers_digest)
        finish_move(actor, row, Move.APPROVE, digest=workspace.answers_digest, comments=comments)
        return freeze(actor, row)


def reopen(actor: Actor, assessment_id: UUID) -> None:
    """Start the draft of the next revision. Raises NotFound, MoveRefused."""
    with transaction.atomic():
        row = begin_move(actor, assessment_id, Move.REOPEN)
        row.as_of = None
        row.number = next_number(row.deployment_id)
        finish_move(actor, row, Move.REOPEN)


def begin_move(actor: Actor, assessment_id: UUID, move: Move) -> Assessment:
    """The assessment under lock, where the move may be made. In a trial nothing is handed in or decided."""
    row = lock_assessment(actor, assessment_id)
    if actor.trial_until and move is not Move.UPGRADE:
        raise NotAllowed
    refusal = may(
        move,
        Status(row.status),
        actor.roles,
        is_author=is_author(actor, row),
        sole_person_exception=works_alone(actor),
    )
    if refusal is not None:
        raise MoveRefused(move, refusal)
    return row


def _keep(row: Assessment, brief: InBrief) -> None:
    """What the desk shows and filters by; from now on it cannot change. The database takes it back with the status."""
    row.overall, row.next_deadline = brief.overall.value, brief.next_deadline
    row.red_lines, row.red_lines_aside, row.gaps = brief.red_lines, brief.red_lines_aside, brief.gaps


def _same_answers(workspace: Workspace, move: Move, expected: str) -> None:
    if workspace.answers_digest != expected:
        raise MoveRefused(move, Refusal.ANSWERS_CHANGED)


def _attest(actor: Actor, row: Assessment, statement: str, role: Role, answers_digest: str) -> None:
    Attestation.objects.create(
        organisation_id=actor.organisation_id,
        assessment=row,
        number=row.number,
        statement=statement,
        person_id=actor.person_id,
        person_name=actor.person_name,
        role=role.value,
        answers_digest=answers_digest,
        made_at=actor.now,
    )


def finish_move(
    actor: Actor,
    row: Assessment,
    move: Move,
    *,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
    digest: str = "",
) -> None:
    """Write the new status, the move itself, and the event of the audit trail."""
    details = {"answers_digest": digest} if digest else {}
    mark = record_event(
        actor.organisation_id, actor.person_id, move.value, row.id, actor.now, number=row.number, **details
    )
    ReviewEvent.objects.create(
        organisation_id=actor.organisation_id,
        assessment=row,
        number=row.number,
        move=move.value,
        reason=reason,
        comments=dict(comments or {}),
        made_by_id=actor.person_id,
        made_at=actor.now,
        audit_sequence=mark.sequence,
    )
    row.status = RULES[move].after.value
    row.updated_at = actor.now
    row.save()
