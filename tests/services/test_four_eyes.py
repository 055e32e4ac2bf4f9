"""Author and reviewer are different persons: in the service, and in the database for whatever is written past it."""

from __future__ import annotations

from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from assessments.catalogues import current_edition
from assessments.domain.lifecycle import Role
from assessments.domain.revision import from_canonical
from assessments.models import Assessment, AuditEvent, Organisation
from assessments.services.access import Actor, NoOrganisation, scope
from assessments.services.alone import NotAlone, end_working_alone, let_work_alone, works_alone
from assessments.services.assessments import load_workspace
from assessments.services.entries import record_entry
from assessments.services.organisations import add_member, create_organisation
from assessments.services.review import approve, hand_in
from tests.conftest import NOW, Cast, answer_all, case_answers, make_person, start
from trust.four_eyes import attest, authored, decide, digest_seen, freeze, give, refused_by_database, refused_by_service


def test_control_another_dpo_passes_the_same_walls(cast: Cast) -> None:
    ((_, _, assessment_id), *_rest) = authored(cast)
    attest(cast.dpo, assessment_id)
    decide(cast.dpo, assessment_id, "approve")
    Assessment.objects.filter(id=assessment_id).update(status="approved")
    freeze(cast.dpo, assessment_id)


def test_an_approval_made_before_the_answers_freezes_nothing(cast: Cast) -> None:
    """First approve, then answer: what is frozen looks at the answers of that moment."""
    ((_, _, assessment_id), *_rest) = authored(cast)
    attest(cast.dpo, assessment_id)
    Assessment.objects.filter(id=assessment_id).update(status="returned", as_of=None)
    both = give(cast.dpo, frozenset({Role.DPO, Role.ASSESSOR}))
    with pytest.raises(DatabaseError, match="only what is in review"):
        attest(cast.dpo, assessment_id, number=2)
    space = load_workspace(both, assessment_id)
    step = space.catalogue.steps[0]
    record_entry(both, space, step.key, {"q_orgkind": "company"}, space.based_on(step.key))
    for act in (
        lambda: freeze(both, assessment_id),
        lambda: Assessment.objects.filter(id=assessment_id).update(status="sealing", as_of=NOW.date()),
    ):
        with pytest.raises(DatabaseError, match="somebody who did not answer"), transaction.atomic():
            act()


def alone() -> tuple[Actor, UUID]:
    here = create_organisation("One 一人公司", NOW, sole_person_reason="There is one employee 仅一名员工")
    person = add_member(here, make_person("Only One"), {Role.ASSESSOR, Role.DPO}, NOW)
    assessment_id = start(person)
    answer_all(person, assessment_id, case_answers("sealed.yaml"))
    value = digest_seen(person, assessment_id)
    hand_in(person, assessment_id, statement_accepted=True, expected_answers_digest=value)
    return person, assessment_id


def test_the_exception_is_sealed_with_its_reason(db: None) -> None:
    person, assessment_id = alone()
    value = digest_seen(person, assessment_id)
    revision = approve(person, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    content = from_canonical(bytes(revision.content), current_edition())
    assert content.sole_person_exception
    assert content.sole_person_reason == "There is one employee 仅一名员工"


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.DPO])
def test_the_exception_ends_when_somebody_else_could_answer_or_decide(db: None, role: Role) -> None:
    person, assessment_id = alone()
    assert works_alone(person)
    add_member(person.organisation_id, make_person("Second"), {role}, NOW)
    assert not works_alone(person)
    assert refused_by_service(person, assessment_id)
    assert refused_by_database(person, assessment_id)


def test_an_exception_written_past_the_product_opens_nothing_where_others_are(cast: Cast) -> None:
    ((_, person, assessment_id), *_rest) = authored(cast)
    Organisation.objects.filter(id=cast.organisation_id).update(sole_person_exception=True, sole_person_reason="x")
    person = give(person, frozenset(Role))
    assert refused_by_service(person, assessment_id)
    assert refused_by_database(person, assessment_id)


def test_a_table_of_the_same_name_in_the_session_hides_no_answer(cast: Cast) -> None:
    ((_, person, assessment_id), *_rest) = authored(cast)
    person = give(person, frozenset(Role))
    with connection.cursor() as cursor:
        for name in ("entry", "attestation"):
            cursor.execute(f"CREATE TEMP TABLE assessments_{name} (LIKE public.assessments_{name}) ON COMMIT DROP")
        with pytest.raises(DatabaseError, match="may not approve"), transaction.atomic():
            cursor.execute(
                "INSERT INTO public.assessments_attestation (id, organisation_id, assessment_id, number, statement,"
                " person_id, person_name, role, answers_digest, made_at)"
                " VALUES (%s, %s, %s, 1, 'approve', %s, 'x', 'dpo', %s, now())",
                [uuid4(), cast.organisation_id, assessment_id, person.person_id, "0" * 64],
            )


def member(*roles: Role) -> tuple[Actor, str]:
    here = create_organisation("Small", NOW)
    person = make_person("Some One")
    return add_member(here, person, roles, NOW), person.email


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("work_alone", *arguments, stdout=out)
    return out.getvalue()


def test_the_exception_is_recorded_and_ended_by_a_command_and_in_the_trail(db: None) -> None:
    person, email = member(Role.ASSESSOR, Role.DPO)
    assert "reports say so" in run(email.upper(), "--reason", " One employee ")
    with scope(person.organisation_id):
        organisation = Organisation.objects.get(id=person.organisation_id)
        assert (organisation.sole_person_exception, organisation.sole_person_reason) == (True, "One employee")
        assert works_alone(person)
    assert "somebody else has to approve" in run(email, "--end")
    with scope(person.organisation_id):
        assert not works_alone(person)
        acts = AuditEvent.objects.filter(action__startswith="work_").order_by("sequence")
        assert [each.action for each in acts] == ["work_alone", "work_together"]


def test_the_command_says_what_is_in_the_way(db: None) -> None:
    person, email = member(Role.ASSESSOR, Role.DPO)
    for reason in ("", "  ", "x" * 501, "a\x07"):
        with pytest.raises(CommandError, match="reason"):
            run(email, "--reason", reason)
    with pytest.raises(CommandError, match="No member"):
        run("nobody@test.example", "--reason", "x")
    add_member(person.organisation_id, make_person("Second"), {Role.DPO}, NOW)
    with pytest.raises(CommandError, match="not alone"):
        run(email, "--reason", "x")
    _, one_role = member(Role.DPO)
    with pytest.raises(CommandError, match="not alone"):
        run(one_role, "--reason", "x")


def test_the_service_refuses_whoever_is_not_alone_or_nowhere(db: None) -> None:
    _, email = member(Role.ASSESSOR)
    with pytest.raises(NotAlone):
        let_work_alone(email, "x", NOW)
    with pytest.raises(NoOrganisation):
        end_working_alone(make_person("Stran Ger").email, NOW)
