"""When deployments have to be assessed again, and putting on record what makes an assessment out of date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q

from assessments.domain.actions import Act
from assessments.domain.answers import EARLIEST_DAY
from assessments.domain.characters import UnfitText, check_text
from assessments.domain.lifecycle import Status
from assessments.domain.reassessing import Again, Happening, Trigger, plan_again
from assessments.models import Deployment, Revision, TriggerRecord
from assessments.models.reviews import HAND_IN
from assessments.models.revisions import SEALED, SUPERSEDED
from assessments.services.access import Actor, NotAllowed, local_day
from assessments.services.assessments import load_workspace
from assessments.services.audit import record_event
from assessments.services.entries import NotEditable
from assessments.services.remediation import may_plan

LONGEST_NOTE = 2000
FARTHEST = timedelta(days=366)
"""So far ahead a change may be announced."""


class TriggerProblem(StrEnum):
    """What is wrong with a reason as it was entered."""

    NO_DAY = "no_day"
    UNFIT = "unfit"
    TOO_LONG = "too_long"


@dataclass(eq=False)
class IllegalTrigger(Exception):
    """One field cannot be kept."""

    field: str
    problem: TriggerProblem


@dataclass(frozen=True, slots=True)
class NewTrigger:
    """A change or incident as a person enters it."""

    trigger: Trigger
    happened_on: date
    note: str


@dataclass(frozen=True, slots=True)
class RecordedTrigger:
    """A change or incident on record."""

    trigger: Trigger
    happened_on: date
    note: str
    made_by: str
    made_at: datetime
    is_settled: bool
    """Whether answers were handed in since that a sealed report holds."""


@dataclass(frozen=True, slots=True)
class LastAssessed:
    """How far the sealed assessments of a deployment go."""

    handed_in: datetime | None
    """When the newest of their answers were handed in: they cannot speak of what came to be known later."""
    frozen_at: datetime | None
    """When the newest of them was approved."""


NEVER = LastAssessed(None, None)


@transaction.atomic
def record_trigger(actor: Actor, assessment_id: UUID, new: NewTrigger) -> bool:
    """Put a reason to assess again on record; False where exactly this is on record and unsettled.

    Raises NotFound, NotAllowed, NotEditable, IllegalTrigger.
    """
    one = load_workspace(actor, assessment_id).assessment
    if not may_plan(actor, one.status):
        if one.status is Status.SUPERSEDED:
            raise NotEditable
        raise NotAllowed
    _check(new, local_day(actor.now))
    Deployment.objects.select_for_update(no_key=True).get(id=one.deployment_id)
    stands = (new.trigger, new.happened_on, new.note)
    open_ones = (each for each in load_triggers(one.deployment_id) if not each.is_settled)
    if stands in ((each.trigger, each.happened_on, each.note) for each in open_ones):
        return False
    by, at = actor.person_id, actor.now
    mark = record_event(actor.organisation_id, by, Act.RECORD_TRIGGER, one.id, at, trigger=new.trigger.value)
    TriggerRecord.objects.create(
        organisation_id=actor.organisation_id,
        deployment_id=one.deployment_id,
        trigger=new.trigger.value,
        happened_on=new.happened_on,
        note=new.note,
        made_by_id=by,
        made_at=at,
        audit_sequence=mark.sequence,
    )
    return True


def _check(new: NewTrigger, today: date) -> None:
    if not EARLIEST_DAY <= new.happened_on <= today + FARTHEST:
        raise IllegalTrigger("happened_on", TriggerProblem.NO_DAY)
    if len(new.note) > LONGEST_NOTE:
        raise IllegalTrigger("note", TriggerProblem.TOO_LONG)
    try:
        check_text(new.note)
    except UnfitText as unfit:
        raise IllegalTrigger("note", TriggerProblem.UNFIT) from unfit


def load_triggers(deployment_id: UUID) -> Sequence[RecordedTrigger]:
    """Everything on record for the deployment, newest first."""
    last = _last([deployment_id]).get(deployment_id, NEVER)
    rows = TriggerRecord.objects.filter(deployment_id=deployment_id).select_related("made_by")
    return [
        RecordedTrigger(
            trigger=Trigger(each.trigger),
            happened_on=each.happened_on,
            note=each.note,
            made_by=each.made_by.name,
            made_at=each.made_at,
            is_settled=last.handed_in is not None and each.made_at <= last.handed_in,
        )
        for each in rows.order_by("-audit_sequence")
    ]


def load_again(deployment_ids: Collection[UUID]) -> dict[UUID, Again]:
    """The earliest reason for each of these deployments that has one; the number of queries is always two."""
    last = _last(deployment_ids)
    happened: dict[UUID, list[Happening]] = {}
    for each in TriggerRecord.objects.filter(deployment_id__in=deployment_ids):
        one = Happening(Trigger(each.trigger), each.happened_on, each.made_at)
        happened.setdefault(each.deployment_id, []).append(one)
    planned = {key: _again(last.get(key, NEVER), happened.get(key, ())) for key in deployment_ids}
    return {key: again for key, again in planned.items() if again is not None}


def _again(last: LastAssessed, happened: Iterable[Happening]) -> Again | None:
    return plan_again(last.handed_in, local_day(last.frozen_at) if last.frozen_at else None, happened)


def _last(deployment_ids: Collection[UUID]) -> dict[UUID, LastAssessed]:
    """How far what was sealed of each deployment goes. What waits, failed or was withdrawn settles nothing."""
    rows = Revision.objects.filter(assessment__deployment_id__in=deployment_ids, status__in=(SEALED, SUPERSEDED))
    statement = Q(assessment__attestations__statement=HAND_IN, assessment__attestations__number=F("number"))
    newest = rows.values("assessment__deployment_id").annotate(
        handed_in=Max("assessment__attestations__made_at", filter=statement), frozen=Max("frozen_at")
    )
    found = newest.values_list("assessment__deployment_id", "handed_in", "frozen")
    return {key: LastAssessed(handed_in, frozen) for key, handed_in, frozen in found}
