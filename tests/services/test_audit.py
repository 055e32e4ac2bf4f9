"""The audit trail: a chain that shows every gap and every change."""

from __future__ import annotations

from threading import Thread
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from assessments.domain.actions import Action
from assessments.domain.canonical import read_object
from assessments.models import AuditEvent, Entry
from assessments.services.access import scope
from assessments.services.audit import entry_digest, examine_chain, record_event
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, case_answers, make_cast, start


def test_events_are_numbered_without_gap_and_carry_no_content(cast: Cast) -> None:
    before = verify_chain(cast.organisation_id).sequence
    assessment_id = start(cast.assessor, "A secret name 秘密")
    assert verify_chain(cast.organisation_id).sequence == before + 1
    event = AuditEvent.objects.order_by("-sequence")[0]
    payload = read_object(bytes(event.payload))
    assert payload["action"] == "start_assessment"
    assert (payload["subject"], payload["actor"]) == (str(assessment_id), str(cast.assessor.person_id))
    assert "秘密" not in bytes(event.payload).decode()


def test_an_action_without_words_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="misspelt"):
        record_event(cast.organisation_id, None, "misspelt", cast.organisation_id, NOW)


BENDING = (
    "UPDATE assessments_audithead SET digest = repeat('f', 64)",
    "UPDATE assessments_audithead SET sequence = sequence - 1",
    "UPDATE assessments_audithead SET sequence = sequence + 1",
    "DELETE FROM assessments_audithead",
    "UPDATE assessments_auditevent SET action = 'approve'",
    "DELETE FROM assessments_auditevent",
    "INSERT INTO assessments_auditevent SELECT gen_random_uuid(), sequence + 90, at, actor, action, subject, payload,"
    " previous_digest, digest, organisation_id FROM assessments_auditevent",
)


@pytest.mark.parametrize("statement", BENDING)
@pytest.mark.parametrize("role", ["runtime", "owner"])
def test_neither_the_product_nor_the_owner_of_the_tables_bends_a_chain(cast: Cast, statement: str, role: str) -> None:
    become = "RESET ROLE; " if role == "owner" else ""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{become}{statement}")
    verify_chain(cast.organisation_id)


def test_a_bent_head_is_found(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE assessments_audithead DISABLE TRIGGER USER")
        cursor.execute("UPDATE assessments_audithead SET digest = repeat('f', 64)")
        assert cursor.rowcount == 1
    _, found = examine_chain(cast.organisation_id, {})
    assert found is not None


def test_what_was_answered_is_bound_to_its_event_and_cannot_be_guessed_from_it(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("g-05-not-in-the-mainland.yaml"))
    entries = list(Entry.objects.filter(assessment_id=assessment_id).order_by("number"))
    events = AuditEvent.objects.filter(action=Action.RECORD_ANSWERS, subject=assessment_id).order_by("sequence")
    told = [read_object(bytes(each.payload))["details"] for each in events]
    assert told == [{"step": each.step, "number": each.number, "entry_digest": entry_digest(each)} for each in entries]
    before = entry_digest(entries[0])
    entries[0].id = uuid4()
    assert entry_digest(entries[0]) != before


def test_events_of_many_writers_at_once_are_one_chain(committed: None) -> None:
    cast = make_cast()
    with scope(cast.organisation_id):
        before = verify_chain(cast.organisation_id).sequence

    def work() -> None:
        for number in range(5):
            start(cast.assessor, f"Gate {number}")
        connections.close_all()

    threads = [Thread(target=work) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    with scope(cast.organisation_id):
        assert verify_chain(cast.organisation_id).sequence == before + 30
