"""Reasons to assess again: who records them, what settles them, and that they stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from assessments.domain.actions import Act
from assessments.domain.reassessing import Again, Trigger
from assessments.models import Assessment, AuditEvent, Revision, TriggerRecord
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.assessments import load_workspace
from assessments.services.entries import NotEditable
from assessments.services.listing import load_list
from assessments.services.reassessing import (
    LONGEST_NOTE,
    IllegalTrigger,
    NewTrigger,
    TriggerProblem,
    load_again,
    load_triggers,
    record_trigger,
)
from assessments.services.review import approve, hand_in
from tests.conftest import NOW, Cast, answer_all, at, case_answers, start
from tests.services import withdrawals
from tests.services.withdrawals import issue, issued

TODAY = NOW.date()
INCIDENT = NewTrigger(Trigger.INCIDENT, TODAY, "Images were taken. 图像泄露。")


def deployment(assessment_id: UUID) -> UUID:
    return Assessment.objects.values_list("deployment_id", flat=True).get(id=assessment_id)


def put(actor: Actor, assessment_id: UUID, **changed: Any) -> bool:
    return record_trigger(actor, assessment_id, replace(INCIDENT, **changed))


def test_a_reason_is_recorded_once_told_in_the_trail_and_calls_for_an_assessment(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    assert [put(cast.assessor, assessment_id), put(cast.dpo, assessment_id)] == [True, False]
    event = AuditEvent.objects.get(action=Act.RECORD_TRIGGER)
    assert event.subject == assessment_id
    assert b"Images" not in bytes(event.payload)
    (one,) = load_triggers(deployment(assessment_id))
    assert (one.trigger, one.made_by, one.is_settled) == (Trigger.INCIDENT, "Asse Ssor 评估人", False)
    again = Again(TODAY + timedelta(days=30), Trigger.INCIDENT)
    assert load_again([deployment(assessment_id)]) == {deployment(assessment_id): again}
    assert load_list(cast.auditor).rows[0].again == again


def test_the_next_revision_settles_it_and_a_year_later_it_is_time_again(cast: Cast) -> None:
    assessment_id = issued(cast).assessment_id
    here = deployment(assessment_id)
    yearly = Again(TODAY.replace(year=TODAY.year + 1), None)
    assert load_again([here]) == {here: yearly}
    put(at(cast.dpo, NOW - timedelta(days=1)), assessment_id, trigger=Trigger.METHOD)
    assert load_triggers(here)[0].is_settled
    assert load_list(cast.assessor).rows[0].again is None
    assert load_list(at(cast.assessor, NOW + timedelta(days=310))).rows[0].again == yearly
    put(at(cast.dpo, NOW + timedelta(days=1)), assessment_id)
    assert load_again([here])[here].trigger is Trigger.INCIDENT
    Assessment.objects.filter(id=assessment_id).update(status="superseded")
    assert load_list(cast.assessor).rows[0].again is None
    with pytest.raises(NotEditable):
        put(cast.dpo, assessment_id)


def test_what_is_recorded_between_hand_in_and_approval_is_not_settled(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    put(at(cast.dpo, NOW + timedelta(minutes=1)), assessment_id)
    later = at(cast.dpo, NOW + timedelta(hours=1))
    issue(approve(later, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest))
    here = deployment(assessment_id)
    assert not load_triggers(here)[0].is_settled
    assert load_again([here])[here].trigger is Trigger.INCIDENT


@pytest.mark.parametrize(
    ("status", "counts"),
    [("sealing", False), ("failed", False), ("sealed", True), ("superseded", True)],
)
def test_only_what_was_sealed_settles_anything_or_begins_the_year(cast: Cast, status: str, counts: bool) -> None:
    revision = withdrawals.frozen(cast)
    here = deployment(revision.assessment_id)
    put(at(cast.dpo, NOW - timedelta(days=1)), revision.assessment_id)
    Revision.objects.filter(id=revision.id).update(status=status, failure="no key")
    assert load_triggers(here)[0].is_settled is counts
    assert (load_again([here])[here].trigger is None) is counts


def test_what_was_withdrawn_settles_nothing(cast: Cast) -> None:
    revision = issued(cast)
    here = deployment(revision.assessment_id)
    put(at(cast.dpo, NOW - timedelta(days=1)), revision.assessment_id)
    withdrawals.withdraw(cast, revision.id)
    assert not load_triggers(here)[0].is_settled


def test_nothing_calls_for_what_was_never_assessed(cast: Cast) -> None:
    assert load_again([deployment(start(cast.assessor))]) == {}


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"happened_on": TODAY + timedelta(days=367)}, "happened_on", TriggerProblem.NO_DAY),
        ({"happened_on": TODAY.replace(year=1989)}, "happened_on", TriggerProblem.NO_DAY),
        ({"note": "x" * (LONGEST_NOTE + 1)}, "note", TriggerProblem.TOO_LONG),
        ({"note": "a\x00b"}, "note", TriggerProblem.UNFIT),
    ],
)
def test_what_cannot_be_kept_is_refused(
    cast: Cast, changed: dict[str, Any], field: str, problem: TriggerProblem
) -> None:
    with pytest.raises(IllegalTrigger) as refused:
        put(cast.assessor, start(cast.assessor), **changed)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_auditors_others_and_trials_record_nothing(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    trial = replace(cast.assessor, trial_until=NOW)
    for actor, refusal in ((cast.auditor, NotAllowed), (trial, NotAllowed), (cast.outsider, NotFound)):
        with pytest.raises(refusal):
            put(actor, assessment_id)


def test_a_reason_on_record_never_changes(cast: Cast) -> None:
    put(cast.assessor, start(cast.assessor))
    for change in (TriggerRecord.objects.all().delete, lambda: TriggerRecord.objects.update(note="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
