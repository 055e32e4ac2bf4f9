"""Who sees to what: recorded by deployment, never overwritten, told in the trail, and alive after re-assessment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments.domain.actions import Act
from assessments.domain.answers import Answer
from assessments.domain.canonical import read_object
from assessments.domain.lifecycle import Role
from assessments.domain.progress import ActionState
from assessments.models import ActionRecord, Assessment, AuditEvent
from assessments.services.access import Actor, NotAllowed, NotFound, scope
from assessments.services.assessments import load_workspace
from assessments.services.colleagues import WORKING, load_colleagues
from assessments.services.due_items import DueKind, load_due_items
from assessments.services.entries import NotEditable
from assessments.services.listing import load_list
from assessments.services.members import deactivate
from assessments.services.organisations import add_member
from assessments.services.places import set_out
from assessments.services.progress import load_history, load_newest, load_records
from assessments.services.remediation import (
    LONGEST_NOTE,
    Commitment,
    IllegalCommitment,
    Problem,
    StaleAction,
    find_action,
    may_plan,
    record_action,
    record_digest,
)
from assessments.services.review import approve, hand_in, reopen
from assessments.services.upgrades import upgrade
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, at, case_answers, make_cast, make_person, start
from tests.editions import KEY as NEWER
from tests.services.filing import put_file, put_paper
from tests.services.placing import answered_with_places, except_at

LAWFUL, FREE = "M15-filing", "M09-pipia"
"""Actions of the case: the law gives the day of the first, and none for the second."""
TODAY = NOW.date()
LISTED: dict[str, Answer] = {"q_cctv": "yes", "q_listed": "yes", "q_police_filing": "no"}
OPEN = Commitment(None, TODAY + timedelta(days=9), ActionState.OPEN, "", None)


def assessed(cast: Cast, case: str = "sealed.yaml") -> UUID:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers(case))
    return assessment_id


def deployment(assessment_id: UUID) -> UUID:
    return Assessment.objects.values_list("deployment_id", flat=True).get(id=assessment_id)


def put(actor: Actor, assessment_id: UUID, key: str = FREE, based_on: int = 0, **changed: Any) -> bool:
    return record_action(actor, assessment_id, key, replace(OPEN, **changed), based_on=based_on)


def test_each_record_is_kept_and_the_newest_counts(cast: Cast) -> None:
    assessment_id = assessed(cast)
    assert put(cast.assessor, assessment_id, owner=cast.colleague.person_id)
    assert put(
        cast.dpo, assessment_id, based_on=1, owner=cast.dpo.person_id, state=ActionState.IN_PROGRESS, note="On it"
    )
    newest, first = load_history(deployment(assessment_id), FREE)
    assert (first.owner_name, first.state, first.made_by) == ("Col League", ActionState.OPEN, "Asse Ssor 评估人")
    assert (newest.number, newest.owner_id, newest.note) == (2, cast.dpo.person_id, "On it")
    assert load_records(deployment(assessment_id)) == {FREE: newest}
    assert load_newest([]) == {}


def test_what_stands_already_is_not_recorded_twice(cast: Cast) -> None:
    assessment_id = assessed(cast)
    assert [put(cast.assessor, assessment_id), put(cast.dpo, assessment_id)] == [True, False]
    assert ActionRecord.objects.count() == 1


def test_a_record_based_on_an_older_one_is_refused_with_the_newest(cast: Cast) -> None:
    assessment_id = assessed(cast)
    put(cast.assessor, assessment_id)
    for seen in (0, 2):
        with pytest.raises(StaleAction) as stale:
            put(cast.dpo, assessment_id, based_on=seen, note="Mine")
        assert stale.value.newest.made_by == "Asse Ssor 评估人"
    assert ActionRecord.objects.count() == 1


def test_the_law_gives_the_day_where_it_has_one(cast: Cast) -> None:
    assessment_id = assessed(cast)
    action = find_action(load_workspace(cast.assessor, assessment_id), LAWFUL)
    assert action is not None
    assert action.due == date(2026, 11, 23)
    put(cast.assessor, assessment_id, LAWFUL)
    assert load_records(deployment(assessment_id))[LAWFUL].due is None


def test_every_record_leaves_an_event_that_binds_it_and_names_nobody(cast: Cast) -> None:
    assessment_id = assessed(cast)
    put(cast.assessor, assessment_id, owner=cast.dpo.person_id, note="Secret words 秘密")
    event, row = AuditEvent.objects.get(action=Act.RECORD_ACTION), ActionRecord.objects.get()
    payload = bytes(event.payload)
    details = read_object(payload)["details"]
    assert details == {"task": FREE, "record": 1, "record_digest": record_digest(row), "state": "open"}
    assert (event.subject, event.sequence) == (assessment_id, row.audit_sequence)
    assert b"Secret" not in payload
    verify_chain(cast.organisation_id)


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"note": "x" * (LONGEST_NOTE + 1)}, "note", Problem.TOO_LONG),
        ({"note": "a\x00b"}, "note", Problem.UNFIT),
        ({"state": ActionState.DONE, "note": " "}, "note", Problem.NOT_SHOWN),
        ({"state": ActionState.NOT_NEEDED}, "note", Problem.NO_REASON),
        ({"due": TODAY - timedelta(days=1)}, "due", Problem.PAST),
        ({"due": date(2101, 1, 1)}, "due", Problem.NO_DAY),
        ({"owner": uuid4()}, "owner", Problem.NO_MEMBER),
        ({"evidence": uuid4()}, "evidence", Problem.UNKNOWN_EVIDENCE),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    cast: Cast, changed: dict[str, Any], field: str, problem: Problem
) -> None:
    assessment_id = assessed(cast)
    with pytest.raises(IllegalCommitment) as refused:
        put(cast.assessor, assessment_id, **changed)
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert ActionRecord.objects.count() == 0


def test_done_is_shown_by_a_note_or_by_evidence_that_counts(cast: Cast) -> None:
    assessment_id = assessed(cast)
    other = put_paper(cast.assessor, assessed(cast))
    mine = put_file(cast.assessor, assessment_id)
    with pytest.raises(IllegalCommitment):
        put(cast.assessor, assessment_id, state=ActionState.DONE, evidence=other)
    assert put(cast.assessor, assessment_id, state=ActionState.DONE, evidence=mine)
    assert put(cast.assessor, assessment_id, "M04-necessity", state=ActionState.DONE, note="Signs stand.")
    assert load_records(deployment(assessment_id))[FREE].evidence_name == "plan.pdf"


def test_what_stands_may_stay_even_where_it_could_not_be_entered_any_more(cast: Cast) -> None:
    assessment_id = assessed(cast)
    put(cast.assessor, assessment_id, owner=cast.colleague.person_id)
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    deactivate(administrator, cast.colleague.person_id)
    later = at(cast.assessor, NOW + timedelta(days=30))
    assert put(later, assessment_id, based_on=1, owner=cast.colleague.person_id, note="Asked again")
    with pytest.raises(IllegalCommitment):
        put(later, assessment_id, LAWFUL, owner=cast.colleague.person_id)


def test_owners_are_those_who_work_on_assessments(cast: Cast) -> None:
    names = [each.name for each in load_colleagues(cast.assessor, WORKING)]
    assert names == ["Asse Ssor 评估人", "Col League", "Dee Pio 负责人"]


def test_auditors_others_and_trials_record_nothing(cast: Cast) -> None:
    assessment_id = assessed(cast)
    trial = replace(cast.assessor, trial_until=NOW)
    for actor, refusal in ((cast.auditor, NotAllowed), (trial, NotAllowed), (cast.outsider, NotFound)):
        with pytest.raises(refusal):
            put(actor, assessment_id)
    for key in ("M99-unheard-of", "q_orgkind"):
        with pytest.raises(NotFound):
            put(cast.assessor, assessment_id, key)


def sealed(cast: Cast, assessment_id: UUID) -> None:
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    agreed = {"statement_accepted": True, "expected_answers_digest": digest}
    hand_in(cast.assessor, assessment_id, **agreed)  # type: ignore[arg-type]
    approve(cast.dpo, assessment_id, language="en", **agreed)  # type: ignore[arg-type]
    Assessment.objects.filter(id=assessment_id).update(status="sealed")


def test_plans_go_on_while_answers_are_closed_and_through_the_next_revision(cast: Cast) -> None:
    assessment_id = assessed(cast)
    put(cast.assessor, assessment_id)
    sealed(cast, assessment_id)
    assert put(cast.dpo, assessment_id, based_on=1, state=ActionState.IN_PROGRESS)
    reopen(cast.assessor, assessment_id)
    assert put(cast.dpo, assessment_id, based_on=2, state=ActionState.DONE, note="Report of 5 May")
    assert [each.revision_number for each in load_history(deployment(assessment_id), FREE)] == [2, 1, 1]


def test_an_upgraded_assessment_passes_its_plans_on(cast: Cast, publish_newer: Callable[[], None]) -> None:
    old = assessed(cast)
    put(cast.assessor, old)
    publish_newer()
    number = max(each.number for each in load_workspace(cast.assessor, old).entries.values())
    new = upgrade(cast.assessor, old, to=NEWER, based_on=number)
    assert load_records(deployment(new))[FREE].assessment_id == old
    assert not may_plan(cast.assessor, load_workspace(cast.assessor, old).assessment.status)
    with pytest.raises(NotEditable):
        put(cast.assessor, old, based_on=1, note="Too late")
    rows = {row.id: row.late for row in load_list(at(cast.assessor, NOW + timedelta(days=99))).rows}
    assert rows[old] == 0
    assert rows[new] > 0


def test_what_is_late_is_counted_for_the_list(cast: Cast) -> None:
    assessment_id = assessed(cast)
    put(cast.assessor, assessment_id, owner=cast.colleague.person_id)
    after = NOW + timedelta(days=10)

    def late(actor: Actor) -> tuple[int, int]:
        (row,) = load_list(actor).rows
        return row.late, row.late_own

    assert late(cast.colleague) == (0, 0)
    assert late(at(cast.colleague, after)) == (1, 1)
    assert late(at(cast.dpo, after)) == (1, 0)
    assert late(at(cast.dpo, NOW + timedelta(days=25))) == (3, 0)  # the two that the law dates besides
    put(at(cast.dpo, after), assessment_id, based_on=1, state=ActionState.DONE, note="Done")
    assert late(at(cast.colleague, after)) == (0, 0)


@pytest.mark.parametrize("statement", ["UPDATE {} SET state = 'done'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_history_of_an_action_never_changes(cast: Cast, statement: str) -> None:
    put(cast.assessor, assessed(cast))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("assessments_actionrecord"))
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner_of_the_tables(statement)


def as_owner_of_the_tables(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute(statement.format("assessments_actionrecord"))


@pytest.mark.parametrize(
    "changed", [{"state": "done"}, {"state": "not_needed"}, {"state": "x"}, {"key": ""}, {"number": 0}]
)
def test_the_database_refuses_records_that_say_too_little(cast: Cast, changed: dict[str, object]) -> None:
    assessment_id = assessed(cast)
    put(cast.assessor, assessment_id)
    row = ActionRecord.objects.get()
    row.pk, row.number = uuid4(), 2
    for name, value in changed.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_of_writers_at_once_one_records_and_the_others_are_told(committed: None) -> None:
    cast = make_cast()
    assessment_id = assessed(cast)
    gate, results = threading.Barrier(4), []

    def write(number: int) -> None:
        gate.wait()
        try:
            with scope(cast.organisation_id):
                put(cast.assessor, assessment_id, note=f"Note {number}")
            results.append("recorded")
        except StaleAction as stale:
            results.append(f"told {stale.newest.note[:4]}")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert sorted(results) == ["recorded", "told Note", "told Note", "told Note"]
    with scope(cast.organisation_id):
        assert [each.number for each in load_history(deployment(assessment_id), FREE)] == [1]


def test_a_gap_that_only_a_place_has_is_planned_counted_and_reminded_of(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    started: Answer = date(2026, 9, 1)
    for question, answer in {**LISTED, "q_in_use_date": started}.items():
        except_at(cast.assessor, assessment_id, places[2], question, answer)
    assert put(cast.assessor, assessment_id, "M13-private-space", owner=cast.dpo.person_id)
    assert put(cast.assessor, assessment_id, "V14-police-filing", owner=cast.colleague.person_id)
    (row,) = load_list(cast.colleague).rows
    assert (row.late, row.late_own, row.next_deadline, row.is_overdue) == (1, 1, date(2026, 10, 1), True)
    items = {(each.kind, each.day) for each in load_due_items(cast.organisation_id, TODAY)}
    assert {
        (DueKind.ACTION, OPEN.due),
        (DueKind.ACTION, date(2026, 10, 1)),
        (DueKind.LIMIT, date(2026, 10, 1)),
    } <= items
    set_out(cast.assessor, assessment_id, places[2], 1, is_out=True)
    assert [each.late for each in load_list(cast.colleague).rows] == [0]
    assert find_action(load_workspace(cast.assessor, assessment_id), "V14-police-filing") is None
    assert load_records(deployment(assessment_id))["V14-police-filing"].owner_id == cast.colleague.person_id
