"""The audit trail: a chain that shows every gap and every change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from assessments.domain.canonical import read_object
from assessments.models import AuditEvent, AuditHead
from assessments.services.audit import ChainBroken, record_event, verify_chain
from tests.conftest import NOW, Cast, start


def test_events_are_numbered_without_gap_and_carry_no_content(cast: Cast) -> None:
    before = verify_chain(cast.organisation_id).sequence
    assessment_id = start(cast.assessor, "A secret name 秘密")
    assert verify_chain(cast.organisation_id).sequence == before + 1
    event = AuditEvent.objects.order_by("-sequence")[0]
    payload = read_object(bytes(event.payload))
    assert payload["action"] == "start_assessment"
    assert (payload["subject"], payload["actor"]) == (str(assessment_id), str(cast.assessor.person_id))
    assert "秘密" not in bytes(event.payload).decode()


def _drop_last() -> None:
    newest = AuditEvent.objects.order_by("-sequence")[0]
    AuditHead.objects.update(sequence=newest.sequence - 1, digest=newest.previous_digest)


def _other_head() -> None:
    AuditHead.objects.update(digest="f" * 64)


@pytest.mark.parametrize("bend", [_drop_last, _other_head])
def test_a_bent_head_is_found(cast: Cast, bend: Callable[[], None]) -> None:
    record_event(cast.organisation_id, None, "test", cast.organisation_id, NOW)
    bend()
    with pytest.raises(ChainBroken):
        verify_chain(cast.organisation_id)


def test_a_changed_event_is_found(cast: Cast) -> None:
    record_event(cast.organisation_id, None, "test", cast.organisation_id, NOW, amount=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE assessments_auditevent DISABLE TRIGGER refuse_change")
        cursor.execute("UPDATE assessments_auditevent SET payload = payload || '\\x20' WHERE sequence = 2")
        assert cursor.rowcount == 1
    with pytest.raises(ChainBroken) as broken:
        verify_chain(cast.organisation_id)
    assert broken.value.args == (2,)
