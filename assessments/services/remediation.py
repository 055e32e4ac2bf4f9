"""Recording who sees to an action, by when, and how far it is. Rows are only ever added; reading is in `progress`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.answers import EARLIEST_DAY, LATEST_DAY
from assessments.domain.canonical import to_bytes
from assessments.domain.characters import UnfitText, check_text
from assessments.domain.lifecycle import Status
from assessments.domain.progress import ActionState
from assessments.domain.remediation import Action
from assessments.domain.revision import digest
from assessments.models import ActionRecord, Deployment
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.assessments import load_workspace
from assessments.services.audit import iso, record_event
from assessments.services.colleagues import WORKING, load_colleagues, may_work
from assessments.services.entries import NotEditable
from assessments.services.evidence_views import counting
from assessments.services.progress import RecordedAction, load_newest_of
from assessments.services.workspace import Workspace

LONGEST_NOTE = 2000


class Problem(StrEnum):
    """What is wrong with what was entered about an action."""

    NO_MEMBER = "no_member"
    """The owner is nobody who works on assessments here."""
    PAST = "past"
    NO_DAY = "no_day"
    TOO_LONG = "too_long"
    UNFIT = "unfit"
    NOT_SHOWN = "not_shown"
    """It is said to be done, and nothing shows it."""
    NO_REASON = "no_reason"
    UNKNOWN_EVIDENCE = "unknown_evidence"


@dataclass(eq=False)
class IllegalCommitment(Exception):
    """One field cannot be kept."""

    field: str
    problem: Problem


@dataclass(eq=False)
class StaleAction(Exception):
    """Somebody recorded something else about the action since the page was loaded."""

    newest: RecordedAction


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a person enters about an action."""

    owner: UUID | None
    due: date | None
    """Left aside where the law gives the day."""
    state: ActionState
    note: str
    evidence: UUID | None


def may_plan(actor: Actor, status: Status) -> bool:
    """Whether the person may record something about actions; nobody does in a trial or in what was superseded."""
    return may_work(actor) and status is not Status.SUPERSEDED


def find_action(workspace: Workspace, key: str) -> Action | None:
    """The action with this key that the answers give now."""
    return next((each for each in workspace.actions if each.key == key), None)


@transaction.atomic
def record_action(actor: Actor, assessment_id: UUID, key: str, entered: Commitment, *, based_on: int) -> bool:
    """Record what is agreed about the action `key`; False where exactly this stands already.

    `based_on` is the number of the newest record that the page knew of; 0 where there was none. Raises NotFound (also
    where there is no such action), NotAllowed, NotEditable, IllegalCommitment, StaleAction.
    """
    workspace = load_workspace(actor, assessment_id)
    if not may_plan(actor, workspace.assessment.status):
        if workspace.assessment.status is Status.SUPERSEDED:
            raise NotEditable
        raise NotAllowed
    Deployment.objects.select_for_update(no_key=True).get(id=workspace.assessment.deployment_id)
    action = find_action(workspace, key)
    newest = load_newest_of(workspace.assessment.deployment_id, key)
    if action is None and newest is None:
        raise NotFound
    if action is not None and action.due is not None:
        entered = Commitment(entered.owner, None, entered.state, entered.note, entered.evidence)
    if newest is not None and _stands(newest) == entered:
        return False
    if newest is not None and newest.number != based_on:
        raise StaleAction(newest)
    _check(actor, workspace, entered, _stands(newest))
    _append(actor, workspace, key, entered, newest)
    return True


def _stands(newest: RecordedAction | None) -> Commitment:
    if newest is None:
        return Commitment(None, None, ActionState.OPEN, "", None)
    return Commitment(newest.owner_id, newest.due, newest.state, newest.note, newest.evidence_id)


def _check(actor: Actor, workspace: Workspace, entered: Commitment, stands: Commitment) -> None:
    """What stands already may stay, even where it could not be entered any more. Raises IllegalCommitment."""
    _check_note(entered)
    if entered.due is not None and entered.due != stands.due:
        _check_day(entered.due, workspace.today, entered.state)
    people = (each.person_id for each in load_colleagues(actor, WORKING))
    if entered.owner != stands.owner and entered.owner not in (None, *people):
        raise IllegalCommitment("owner", Problem.NO_MEMBER)
    documents = counting(workspace.assessment.id).values_list("id", flat=True)
    if entered.evidence not in (None, stands.evidence, *documents):
        raise IllegalCommitment("evidence", Problem.UNKNOWN_EVIDENCE)


def _check_note(entered: Commitment) -> None:
    if len(entered.note) > LONGEST_NOTE:
        raise IllegalCommitment("note", Problem.TOO_LONG)
    try:
        check_text(entered.note)
    except UnfitText as unfit:
        raise IllegalCommitment("note", Problem.UNFIT) from unfit
    said = bool(entered.note.strip())
    if entered.state is ActionState.NOT_NEEDED and not said:
        raise IllegalCommitment("note", Problem.NO_REASON)
    if entered.state is ActionState.DONE and not said and entered.evidence is None:
        raise IllegalCommitment("note", Problem.NOT_SHOWN)


def _check_day(day: date, today: date, state: ActionState) -> None:
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise IllegalCommitment("due", Problem.NO_DAY)
    if day < today and not state.is_settled:
        raise IllegalCommitment("due", Problem.PAST)


def _append(actor: Actor, workspace: Workspace, key: str, entered: Commitment, newest: RecordedAction | None) -> None:
    one = workspace.assessment
    made = ActionRecord(
        organisation_id=actor.organisation_id,
        deployment_id=one.deployment_id,
        key=key,
        number=newest.number + 1 if newest else 1,
        assessment_id=one.id,
        revision_number=one.number,
        owner_id=entered.owner,
        due=entered.due,
        state=entered.state.value,
        note=entered.note,
        evidence_id=entered.evidence,
        made_by_id=actor.person_id,
        made_at=actor.now,
    )
    details: dict[str, str | int] = {"task": key, "state": made.state, "record": made.number}
    details["record_digest"] = record_digest(made)
    mark = record_event(actor.organisation_id, actor.person_id, Act.RECORD_ACTION, one.id, actor.now, **details)
    made.audit_sequence = mark.sequence
    made.save(force_insert=True)


def record_digest(row: ActionRecord) -> str:
    """What binds a record to its event; its random key is part of it and not of the event, as for saved answers."""
    keys = [str(each) if each else None for each in (row.id, row.deployment_id, row.owner_id, row.evidence_id)]
    said = (row.key, row.number, row.due, row.state, row.note, row.made_by_id.hex, iso(row.made_at))
    return digest(to_bytes((*keys, *said)))
