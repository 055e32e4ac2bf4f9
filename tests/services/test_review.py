"""Hand in, return, approve, reopen: who may, when, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.catalogues import current_edition
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.domain.lifecycle import Move, Refusal, Role, Status
from assessments.domain.revision import answers_of, from_canonical
from assessments.models import Assessment, Attestation, ReviewEvent, Revision
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.entries import record_entry
from assessments.services.organisations import add_member, create_organisation
from assessments.services.review import MoveRefused, approve, hand_in, reopen, return_to_assessor
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, case_answers, make_person, start


def complete(cast: Cast) -> UUID:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    return assessment_id


def digest(actor: Actor, assessment_id: UUID) -> str:
    return load_workspace(actor, assessment_id).answers_digest


def handed_in(cast: Cast) -> UUID:
    assessment_id = complete(cast)
    value = digest(cast.assessor, assessment_id)
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)
    return assessment_id


def approved(cast: Cast, language: str = "both") -> Revision:
    assessment_id = handed_in(cast)
    value = digest(cast.dpo, assessment_id)
    return approve(cast.dpo, assessment_id, language=language, statement_accepted=True, expected_answers_digest=value)


def refusal(act: object) -> Refusal:
    with pytest.raises(MoveRefused) as refused, transaction.atomic():
        act()  # type: ignore[operator]
    return refused.value.refusal


def test_handing_in_fixes_the_day_and_attests_to_the_answers(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    row = Assessment.objects.get(id=assessment_id)
    assert (row.status, str(row.as_of)) == ("in_review", "2026-11-02")
    attestation = Attestation.objects.get(assessment_id=assessment_id)
    assert attestation.answers_digest == digest(cast.dpo, assessment_id)
    assert (attestation.person_name, attestation.role) == (cast.assessor.person_name, "assessor")


def test_handing_in_is_refused_without_statement_with_open_questions_or_with_other_answers(cast: Cast) -> None:
    assessment_id = complete(cast)
    value = digest(cast.assessor, assessment_id)

    def act(statement: bool, expected: str, which: UUID = assessment_id, who: Actor = cast.assessor) -> Refusal:
        return refusal(lambda: hand_in(who, which, statement_accepted=statement, expected_answers_digest=expected))

    assert act(False, value) is Refusal.STATEMENT_MISSING
    assert act(True, "0" * 64) is Refusal.ANSWERS_CHANGED
    assert act(True, value, start(cast.assessor)) is Refusal.INCOMPLETE
    assert act(True, value, who=cast.dpo) is Refusal.ROLE_MISSING
    assert Assessment.objects.get(id=assessment_id).status == "draft"


def test_a_return_needs_a_reason_and_opens_the_answers_again_with_the_remarks(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    assert refusal(lambda: return_to_assessor(cast.dpo, assessment_id, "  ")) is Refusal.REASON_MISSING
    return_to_assessor(cast.dpo, assessment_id, "Two answers are vague", {"q_zone": "Which gate? 哪个闸机？"})
    space = load_workspace(cast.assessor, assessment_id)
    assert (space.assessment.status, space.may_edit) == (Status.RETURNED, True)
    assert [each.text for each in space.comments[QuestionKey("q_zone")]] == ["Which gate? 哪个闸机？"]
    assert [each.move for each in space.reviews] == [Move.HAND_IN, Move.RETURN]
    assert space.assessment.as_of is None


def test_whoever_answered_or_attested_may_not_decide(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    both = replace(cast.assessor, roles=frozenset({Role.ASSESSOR, Role.DPO}))
    value = digest(cast.dpo, assessment_id)

    def act() -> None:
        approve(both, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)

    assert refusal(act) is Refusal.AUTHOR_MAY_NOT_REVIEW
    assert load_workspace(both, assessment_id).moves == frozenset()
    assert load_workspace(cast.dpo, assessment_id).moves == {Move.RETURN, Move.APPROVE}


def test_whoever_attested_for_others_may_not_decide_either(cast: Cast) -> None:
    assessment_id = complete(cast)
    value = digest(cast.colleague, assessment_id)
    hand_in(cast.colleague, assessment_id, statement_accepted=True, expected_answers_digest=value)
    both = replace(cast.colleague, roles=frozenset({Role.ASSESSOR, Role.DPO}))
    assert load_workspace(both, assessment_id).moves == frozenset()


def test_the_database_itself_refuses_the_approval_by_the_author(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    with pytest.raises(IntegrityError, match="may not approve"), transaction.atomic():
        Attestation.objects.create(
            organisation_id=cast.organisation_id,
            assessment_id=assessment_id,
            number=1,
            statement="approve",
            person_id=cast.assessor.person_id,
            person_name="x",
            role="dpo",
            answers_digest="0" * 64,
            made_at=NOW,
        )


def test_approval_is_refused_without_statement_or_with_other_answers(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    value = digest(cast.dpo, assessment_id)

    def act(statement: bool, expected: str) -> Refusal:
        return refusal(
            lambda: approve(
                cast.dpo, assessment_id, language="en", statement_accepted=statement, expected_answers_digest=expected
            )
        )

    assert act(False, value) is Refusal.STATEMENT_MISSING
    assert act(True, "0" * 64) is Refusal.ANSWERS_CHANGED
    assert Revision.objects.count() == 0


def test_approval_freezes_everything_and_queues_one_job(cast: Cast) -> None:
    revision = approved(cast)
    row = Assessment.objects.get(id=revision.assessment_id)
    assert (row.status, revision.number, revision.status) == ("sealing", 1, "sealing")
    content = from_canonical(bytes(revision.content), current_edition())
    space = load_workspace(cast.dpo, revision.assessment_id)
    assert answers_of(content, current_edition()) == {key: space.answers[key] for key in space.route.asked}
    assert content.assessed == space.assessed
    assert [each.statement for each in content.attestations] == ["hand_in", "approve"]
    assert [each.move for each in content.review] == ["hand_in", "approve"]
    assert not content.sole_person_exception
    assert {each.made_by for each in content.answers} == {cast.assessor.person_name}
    job = ProcrastinateJob.objects.get(args__revision_id=str(revision.id))
    assert job.args == {"organisation_id": str(cast.organisation_id), "revision_id": str(revision.id)}


def test_remarks_made_with_the_approval_are_kept_and_not_sealed(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    revision = approve(
        cast.dpo,
        assessment_id,
        language="en",
        statement_accepted=True,
        expected_answers_digest=digest(cast.dpo, assessment_id),
        comments={"q_zone": "Check again next year"},
    )
    space = load_workspace(cast.auditor, assessment_id)
    assert [each.text for each in space.comments[QuestionKey("q_zone")]] == ["Check again next year"]
    assert b"Check again" not in bytes(revision.content)


def test_each_answer_names_the_person_who_gave_it_its_present_value(cast: Cast) -> None:
    assessment_id = complete(cast)
    space = load_workspace(cast.colleague, assessment_id)
    step = space.catalogue.steps[0]
    here = {one.question: space.answers[one.question] for one in step.placements} | {"q_orgkind": "school"}
    record_entry(cast.colleague, space, StepKey("system"), here, space.based_on(StepKey("system")))
    value = digest(cast.assessor, assessment_id)
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)
    revision = approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    content = from_canonical(bytes(revision.content), current_edition())
    made_by = {str(each.question): each.made_by for each in content.answers}
    assert made_by["q_orgkind"] == cast.colleague.person_name
    assert made_by["q_province"] == cast.assessor.person_name


def test_a_frozen_revision_never_changes(cast: Cast) -> None:
    revision = approved(cast)
    rows = Revision.objects.filter(id=revision.id)
    for change in ({"content": b"{}"}, {"number": 9}, {"content_digest": "0" * 64}):
        with pytest.raises(Exception, match=r"never changes|digest_fits"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        rows.delete()


def test_no_second_approval_and_no_return_after_it(cast: Cast) -> None:
    revision = approved(cast)
    value = digest(cast.dpo, revision.assessment_id)

    def again() -> None:
        approve(cast.dpo, revision.assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)

    assert refusal(again) is Refusal.WRONG_STATUS
    assert refusal(lambda: return_to_assessor(cast.dpo, revision.assessment_id, "late")) is Refusal.WRONG_STATUS


def test_reopening_a_sealed_assessment_starts_the_next_revision(cast: Cast) -> None:
    revision = approved(cast)
    assert refusal(lambda: reopen(cast.assessor, revision.assessment_id)) is Refusal.WRONG_STATUS
    Assessment.objects.filter(id=revision.assessment_id).update(status="sealed")
    reopen(cast.assessor, revision.assessment_id)
    row = Assessment.objects.get(id=revision.assessment_id)
    assert (row.status, row.number, row.as_of) == ("draft", 2, None)
    space = load_workspace(cast.assessor, revision.assessment_id)
    assert space.assessment.revision is not None
    assert space.assessment.revision.number == 1
    assert space.route.open_count == 0


def test_one_person_alone_may_do_both_where_the_organisation_recorded_why(db: None) -> None:
    here = create_organisation("One", NOW, sole_person_reason="There is one employee")
    alone = add_member(here, make_person("Only One"), {Role.ASSESSOR, Role.DPO}, NOW)
    assessment_id = start(alone)
    answer_all(alone, assessment_id, case_answers("sealed.yaml"))
    value = digest(alone, assessment_id)
    hand_in(alone, assessment_id, statement_accepted=True, expected_answers_digest=value)
    revision = approve(alone, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    assert from_canonical(bytes(revision.content), current_edition()).sole_person_exception


def test_every_move_stands_in_the_audit_trail(cast: Cast) -> None:
    approved(cast)
    mark = verify_chain(cast.organisation_id)
    assert mark.sequence >= 8
    assert ReviewEvent.objects.filter(move=Move.APPROVE.value).count() == 1
