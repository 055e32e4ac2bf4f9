"""The walls between organisations stand in PostgreSQL, under the rights that the product really has."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.test import RequestFactory

from assessments.models import Assessment, Entry, Membership, Organisation, Report
from assessments.services.access import (
    ORGANISATION,
    REPORT_DIGEST,
    Actor,
    NotAllowed,
    actor_of,
    load_actor,
    scope,
    scoped,
    set_locally,
)
from assessments.services.grants import tenant_models
from assessments.services.startup import database_answers, refuse_powerful_role
from tests.conftest import NOW, RUNTIME_ROLE, answer_all, case_answers, make_cast, start

TENANT_MODELS: list[type[Model]] = [*tenant_models(), Organisation]


def test_every_tenant_table_is_under_the_wall() -> None:
    assert {model.__name__ for model in TENANT_MODELS} == {
        "Organisation",
        "Membership",
        "Deployment",
        "DeploymentWord",
        "Assessment",
        "Entry",
        "Invitation",
        "ReviewEvent",
        "ReviewerView",
        "AnswerMark",
        "Attestation",
        "Revision",
        "Report",
        "AuditHead",
        "AuditEvent",
        "CounselRecord",
        "CarriedAnswer",
        "DraftReport",
        "Evidence",
        "EvidenceWithdrawal",
        "EvidenceErasure",
        "ActionRecord",
        "TriggerRecord",
        "Comment",
        "Clarification",
        "StepAssignment",
        "Place",
        "PlaceDescription",
        "PlaceException",
        "WithdrawalRequest",
        "WithdrawalDecision",
    }


def test_without_an_organisation_no_tenant_table_gives_a_row(committed: None) -> None:
    cast = make_cast()
    answer_all(cast.assessor, start(cast.assessor), case_answers("sealed.yaml"))
    assert [model for model in TENANT_MODELS if model._default_manager.count()] == []
    with scope(cast.organisation_id):
        assert all(model._default_manager.count() for model in (Organisation, Membership, Assessment, Entry))
    assert [model for model in TENANT_MODELS if model._default_manager.count()] == []


def test_control_a_setting_for_the_session_would_leak(committed: None) -> None:
    """What SET LOCAL prevents: with a session-wide setting the next work on this connection sees foreign rows."""
    cast = make_cast()
    start(cast.assessor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [ORGANISATION, str(cast.organisation_id)])
    assert Assessment.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute(f"RESET {ORGANISATION}")
    assert Assessment.objects.count() == 0


def test_one_organisation_sees_nothing_of_another(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    with scope(cast.outsider.organisation_id):
        assert not Assessment.objects.filter(id=assessment_id).exists()
        assert Assessment.objects.filter(id=assessment_id).update(number=7) == 0


def test_a_row_cannot_be_written_into_another_organisation(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    values = {"step": "system", "number": 1, "answers": {}, "made_by_id": cast.assessor.person_id, "made_at": NOW}
    with pytest.raises(DatabaseError, match="row-level security"), scope(cast.outsider.organisation_id):
        Entry.objects.create(organisation_id=cast.organisation_id, assessment_id=assessment_id, **values)


def test_a_child_cannot_hang_on_a_parent_of_another_organisation(committed: None) -> None:
    cast = make_cast()
    with scope(cast.outsider.organisation_id):
        foreign = start(cast.outsider)
    with pytest.raises(IntegrityError), scope(cast.organisation_id):
        Entry.objects.create(
            organisation_id=cast.organisation_id,
            assessment_id=foreign,
            step="system",
            number=1,
            answers={},
            made_by_id=cast.assessor.person_id,
            made_at=NOW,
        )


def test_the_runtime_role_can_neither_truncate_nor_change_tables(committed: None) -> None:
    for statement in (
        "TRUNCATE assessments_entry CASCADE",
        "ALTER TABLE assessments_entry DISABLE ROW LEVEL SECURITY",
        "DROP TABLE assessments_report",
        "DELETE FROM assessments_auditevent",
        "UPDATE assessments_report SET pdf = ''",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_report_is_found_by_its_digest_alone_and_by_no_other(committed: None) -> None:
    with transaction.atomic():
        set_locally(REPORT_DIGEST, "0" * 64)
        assert Report.objects.count() == 0


def test_a_person_acts_in_the_organisation_of_the_membership(committed: None) -> None:
    cast = make_cast()
    with transaction.atomic():
        actor = load_actor(cast.dpo.person_id, cast.dpo.person_name, NOW)
    assert actor == cast.dpo
    with pytest.raises(NotAllowed), transaction.atomic():
        load_actor(cast.stranger.pk, cast.stranger.name, NOW)
    with pytest.raises(NotAllowed), transaction.atomic():
        load_actor(uuid4(), "Nobody", NOW)


def test_a_scoped_view_knows_who_acts_and_an_unscoped_one_does_not(committed: None) -> None:
    cast = make_cast()
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    request.user = cast.stranger
    with pytest.raises(NotAllowed):
        actor_of(request)
    with pytest.raises(NotAllowed):
        scoped(lambda asked: actor_of(asked))(request)
    from assessments.models import Person

    request.user = Person.objects.get(id=cast.dpo.person_id)
    seen: Actor = scoped(lambda asked: actor_of(asked))(request)
    assert (seen.organisation_id, seen.roles) == (cast.organisation_id, cast.dpo.roles)
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    with pytest.raises(NotAllowed):
        scoped(lambda asked: actor_of(asked))(request)


def test_the_start_refuses_a_role_that_steps_over_the_walls(committed: None) -> None:
    refuse_powerful_role()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        with pytest.raises(ImproperlyConfigured, match=r"owns the tables|is a superuser|has BYPASSRLS"):
            refuse_powerful_role()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {RUNTIME_ROLE}")


def test_the_start_refuses_a_database_without_tables(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET search_path TO pg_temp")
    try:
        with pytest.raises(ImproperlyConfigured, match="tables are missing"):
            refuse_powerful_role()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET search_path")


def test_a_database_that_is_gone_is_said_to_be_gone(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database_answers()

    def gone() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", gone)
    assert not database_answers()
