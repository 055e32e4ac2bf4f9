"""A person's data: complete when taken along, gone when erased, and everything that proves something still does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.db.models import Model

from assessments.domain.catalogue import QuestionKey, StepKey, UncertainPointKey
from assessments.domain.lifecycle import Role
from assessments.domain.progress import ActionState
from assessments.models import (
    Assessment,
    Attestation,
    AuditEvent,
    Comment,
    CounselRecord,
    Evidence,
    Membership,
    Person,
    PlaceDescription,
    PlaceException,
    ReminderChoice,
    Revision,
)
from assessments.services import grants
from assessments.services.access import Actor, NotFound, scope
from assessments.services.assigning import assign
from assessments.services.comments import say
from assessments.services.counsel import record_view
from assessments.services.erasing import WorkUnderReview, erase_person
from assessments.services.evidence import withdraw
from assessments.services.invitations import accept, invite
from assessments.services.members import LastAdministrator
from assessments.services.organisations import add_member
from assessments.services.own_data import load_own_data, tables_about_people
from assessments.services.remediation import Commitment, record_action
from assessments.services.reminder_choices import renew_calendar
from assessments.services.review import approve
from tests.chains import verify_chain
from tests.conftest import NOW, PASSWORD, Cast, answer_all, case_answers, make_person, start
from tests.services.filing import put_file, put_paper
from tests.services.placing import answered_with_places, except_at, put_places
from tests.services.test_audit_complete import hand, store
from tests.services.test_counsel import VIEW
from trust.personal import hits, keys_to_people

LATER = NOW + timedelta(days=3)
NAME = "Asse Ssor 评估人"


def busy(cast: Cast, *, sealed: bool = True) -> tuple[UUID, str]:
    """The assessor has left something in every table; the assessment, and the address."""
    person = Person.objects.get(id=cast.assessor.person_id)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "hidden seed"})
    renew_calendar(person.pk, NOW)
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("a-02-office-tower-neglected.yaml"))
    record_view(cast.assessor, assessment_id, UncertainPointKey("U8"), VIEW)
    put_file(cast.assessor, assessment_id)
    withdraw(cast.assessor, assessment_id, put_paper(cast.assessor, assessment_id))
    entered = Commitment(cast.assessor.person_id, None, ActionState.OPEN, "Note of ours", None)
    record_action(cast.assessor, assessment_id, "P13-basis", entered, based_on=0)
    say(cast.assessor, assessment_id, QuestionKey("q_basis"), "Whose gate is it? 谁的闸机？")
    assign(cast.colleague, assessment_id, StepKey("place"), cast.assessor.person_id, None)
    place, _ = put_places(cast.assessor, assessment_id, "Here", "There")
    except_at(cast.assessor, assessment_id, place, "q_sign", "no")
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    invite(administrator, "other@test.example", {Role.AUDITOR})
    digest = hand(cast, assessment_id)
    if sealed:
        agreed: dict[str, Any] = {"statement_accepted": True, "expected_answers_digest": digest}
        store(cast, approve(cast.dpo, assessment_id, language="en", **agreed).id, 0)
        Assessment.objects.filter(id=assessment_id).update(status="sealed")
        Revision.objects.update(status="sealed")
    return assessment_id, person.email


def test_the_export_names_every_table_that_speaks_of_a_person(cast: Cast) -> None:
    busy(cast)
    found = load_own_data(cast.assessor.person_id, NOW)
    tables = {model._meta.db_table for model in tables_about_people()}
    told = set(found["account"]) | {name for one in found["organisations"] for name in one["tables"]}  # type: ignore[arg-type, index, union-attr, call-overload]
    assert told == tables
    assert keys_to_people() == tables


def test_the_export_holds_what_is_about_the_person_and_no_answers_or_secrets(cast: Cast) -> None:
    _, email = busy(cast)
    text = json.dumps(load_own_data(cast.assessor.person_id, NOW), ensure_ascii=False)
    for about in (NAME, email, "hand_in", "record_answers", "assessor", str(cast.organisation_id), "totp"):
        assert about in text
    for foreign in ("Note of ours", "hidden seed", "argon2", VIEW.reason, "other@test.example", "Dee Pio"):
        assert foreign not in text
    alone = load_own_data(cast.stranger.pk, NOW)
    assert alone["organisations"] == []


def test_the_export_holds_invitations_to_the_address(cast: Cast) -> None:
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    accept(invite(administrator, cast.stranger.email, {Role.AUDITOR, Role.DPO}).token, cast.stranger.pk, NOW)
    text = json.dumps(load_own_data(cast.stranger.pk, NOW))
    assert '"roles": ["auditor", "dpo"]' in text


def test_after_erasing_neither_name_nor_address_is_anywhere_but_under_the_seal(cast: Cast) -> None:
    assessment_id, email = busy(cast)
    before = verify_chain(cast.organisation_id)
    assert len(hits(NAME, email)) > 5
    erase_person(cast.assessor.person_id, LATER)
    assert hits(NAME, email) == {"assessments_revision"}
    assert verify_chain(cast.organisation_id).sequence == before.sequence + 1
    assert AuditEvent.objects.latest("sequence").action == "erase_person"
    person = Person.objects.get(id=cast.assessor.person_id)
    assert Attestation.objects.get(assessment_id=assessment_id, statement="hand_in").person_name == person.name
    assert (person.is_active, person.has_usable_password(), person.session_generation) == (False, False, 1)
    assert person.email.endswith("@erased.invalid")
    assert authenticate(username=email, password=PASSWORD) is None
    for model in (EmailAddress, Authenticator):
        assert not model.objects.filter(user=person).exists()
    assert not ReminderChoice.objects.filter(person=person).exists()
    assert not Membership.objects.filter(person=person, deactivated_at__isnull=True).exists()


def test_an_account_is_erased_once(cast: Cast) -> None:
    erase_person(cast.stranger.pk, LATER)
    with pytest.raises(NotFound):
        erase_person(cast.stranger.pk, LATER)
    with pytest.raises(DatabaseError, match="never comes back"), transaction.atomic():
        Person.objects.filter(id=cast.stranger.pk).update(name="Back Again", is_active=True, erased_at=None)


def test_the_address_in_an_accepted_invitation_is_forgotten_too(cast: Cast) -> None:
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    sent = invite(administrator, cast.stranger.email, {Role.AUDITOR})
    accept(sent.token, cast.stranger.pk, NOW)
    with scope(cast.organisation_id):
        erase_person(cast.stranger.pk, LATER)
        assert hits(cast.stranger.email) == set()


def test_the_only_administrator_and_whoever_is_under_review_stay(cast: Cast) -> None:
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    with pytest.raises(LastAdministrator):
        erase_person(administrator.person_id, LATER)
    busy(cast, sealed=False)
    with pytest.raises(WorkUnderReview):
        erase_person(cast.assessor.person_id, LATER)
    erase_person(cast.colleague.person_id, LATER)
    assert Person.objects.get(id=cast.assessor.person_id).name == NAME


def test_the_one_who_recorded_counsels_view_stays_while_it_is_under_review(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("a-02-office-tower-neglected.yaml"))
    record_view(cast.dpo, assessment_id, UncertainPointKey("U8"), VIEW)
    hand(cast, assessment_id)
    with pytest.raises(WorkUnderReview):
        erase_person(cast.dpo.person_id, LATER)


NAMES = (
    (Attestation, "person_name"),
    (CounselRecord, "recorded_by_name"),
    (Evidence, "added_by_name"),
    *((each, "made_by_name") for each in (Comment, PlaceDescription, PlaceException)),
)


def test_every_table_that_repeats_a_name_is_among_those_that_forget_it() -> None:
    repeating = {
        (model.__name__, field.name)
        for model in tables_about_people()
        for field in model._meta.concrete_fields
        if field.name.endswith("_name") and field.name.replace("_name", "_id") in keys_of(model)
    }
    assert repeating == set(grants.NAMES.items())


def keys_of(model: type[Model]) -> set[str]:
    return {each.attname for each in model._meta.concrete_fields if each.related_model is Person}


def test_who_answered_for_a_place_stays_while_it_is_under_review(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.colleague, assessment_id, places[0], "q_sign", "no")
    hand(cast, assessment_id)
    with pytest.raises(WorkUnderReview):
        erase_person(cast.colleague.person_id, LATER)


def test_names_in_the_history_change_for_nobody_else_and_to_nothing_else(cast: Cast) -> None:
    busy(cast)
    for model, column in NAMES:
        for change in ({column: "Somebody Else"}, {column: "Dee Pio 负责人"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                model._default_manager.update(**change)
    erase_person(cast.assessor.person_id, LATER)
    erased = Person.objects.get(id=cast.assessor.person_id).name
    with pytest.raises(DatabaseError), transaction.atomic():
        Attestation.objects.filter(statement="approve").update(person_name=erased)
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.update(added_by_name=erased, note="changed besides")


def test_a_person_in_several_organisations_is_forgotten_in_all(cast: Cast) -> None:
    person = Person.objects.get(id=cast.outsider.person_id)
    add_member(cast.organisation_id, person, {Role.AUDITOR}, NOW)
    there: Actor = replace(cast.outsider, now=LATER)
    erase_person(person.pk, LATER)
    for key in (cast.organisation_id, there.organisation_id):
        with scope(key):
            assert AuditEvent.objects.latest("sequence").action == "erase_person"
            assert not Membership.objects.filter(person_id=person.pk, deactivated_at__isnull=True).exists()
    assert apps.get_model("assessments", "Person").objects.filter(id=person.pk).exists()


def test_a_command_erases_whoever_has_the_address_or_says_why_not(cast: Cast) -> None:
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    address = Person.objects.values_list("email", flat=True)
    with pytest.raises(CommandError, match="nobody has the address"):
        call_command("erase_person", "nobody@test.example")
    with pytest.raises(CommandError, match="the only administrator"):
        call_command("erase_person", address.get(id=administrator.person_id))
    busy(cast, sealed=False)
    with pytest.raises(CommandError, match="in review"):
        call_command("erase_person", address.get(id=cast.assessor.person_id))
    call_command("erase_person", cast.stranger.email.upper(), stdout=StringIO())
    assert Person.objects.get(id=cast.stranger.pk).erased_at is not None
