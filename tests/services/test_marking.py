"""A reviewer accepts or returns single answers: who may, what counts, and what becomes of it when answers change."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from assessments.domain.catalogue import QuestionKey
from assessments.domain.characters import UnfitText
from assessments.domain.lifecycle import Refusal
from assessments.domain.marking import Marked
from assessments.models import AnswerMark, Assessment, AuditEvent
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.mark_views import marked
from assessments.services.marking import NewMark, NotAsked, NothingSaid, record_marks
from assessments.services.review import approve, hand_in, reopen, return_to_assessor
from tests.chains import verify_chain
from tests.conftest import NOW, Cast
from tests.services.test_entries import save
from tests.services.test_review import digest, handed_in, refusal

KIND, PROVINCE = QuestionKey("q_orgkind"), QuestionKey("q_province")
WHY = "Which body is it? 是哪个主体？"
ACCEPTED, WRONG = NewMark(is_accepted=True, text=""), NewMark(is_accepted=False, text=WHY)


def decide(actor: Actor, assessment_id: UUID, **marks: NewMark) -> int:
    value = digest(actor, assessment_id)
    wanted = {QuestionKey(key): mark for key, mark in marks.items()}
    return record_marks(actor, assessment_id, wanted, expected_answers_digest=value)


def state(cast: Cast, assessment_id: UUID, key: QuestionKey = KIND) -> Marked:
    return marked(load_workspace(cast.dpo, assessment_id))[key]


def change_kind(cast: Cast, assessment_id: UUID, value: str = "other") -> None:
    space = load_workspace(cast.assessor, assessment_id)
    (step,) = (each for each in space.catalogue.steps if any(one.question == KIND for one in each.placements))
    here = {str(one.question): space.answers[one.question] for one in step.placements if one.question in space.answers}
    save(cast.assessor, assessment_id, {**here, "q_orgkind": value}, step=step.key)


def again(cast: Cast, assessment_id: UUID) -> None:
    value = digest(cast.assessor, assessment_id)
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=value)


def approved(cast: Cast, assessment_id: UUID) -> None:
    value = digest(cast.dpo, assessment_id)
    approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)


def test_a_decision_counts_until_a_newer_one_and_leaves_an_event_without_its_words(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    assert decide(cast.dpo, assessment_id, q_orgkind=WRONG, q_province=ACCEPTED) == 2
    assert decide(cast.dpo, assessment_id, q_orgkind=WRONG, q_province=ACCEPTED) == 0
    one = state(cast, assessment_id)
    assert (one.is_to_correct, one.mark.text, one.mark.made_by) == (True, WHY, cast.dpo.person_name)
    assert state(cast, assessment_id, PROVINCE).is_accepted
    assert decide(cast.dpo, assessment_id, q_orgkind=ACCEPTED) == 1
    assert state(cast, assessment_id).is_accepted
    events = AuditEvent.objects.filter(action__endswith="_answer").order_by("sequence")
    assert [each.action for each in events] == ["return_answer", "accept_answer", "accept_answer"]
    assert all(WHY.encode() not in bytes(each.payload) for each in events)
    verify_chain(cast.organisation_id)
    assert str(AnswerMark.objects.filter(question=PROVINCE).get()) == f"q_province of {assessment_id}"


def test_a_changed_answer_ticks_the_wish_off_and_an_acceptance_too(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    decide(cast.dpo, assessment_id, q_orgkind=WRONG, q_province=ACCEPTED)
    return_to_assessor(cast.dpo, assessment_id, "See the marks.")
    before = load_workspace(cast.assessor, assessment_id).answers["q_orgkind"]
    assert state(cast, assessment_id).mark.in_this_review
    change_kind(cast, assessment_id)
    one = state(cast, assessment_id)
    assert (one.is_returned, one.is_to_correct, one.is_changed) == (True, False, True)
    change_kind(cast, assessment_id, str(before))
    assert state(cast, assessment_id).is_to_correct
    change_kind(cast, assessment_id)
    again(cast, assessment_id)
    assert not state(cast, assessment_id).mark.in_this_review
    assert decide(cast.dpo, assessment_id, q_orgkind=WRONG) == 1
    assert state(cast, assessment_id).is_to_correct


def test_nothing_is_approved_while_an_answer_is_to_be_corrected(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    decide(cast.dpo, assessment_id, q_orgkind=WRONG)
    assert refusal(lambda: approved(cast, assessment_id)) is Refusal.ANSWERS_TO_CORRECT
    decide(cast.dpo, assessment_id, q_orgkind=ACCEPTED)
    approved(cast, assessment_id)
    assert WHY.encode() not in b"".join(bytes(each.payload) for each in AuditEvent.objects.all())
    Assessment.objects.filter(id=assessment_id).update(status="sealed")
    reopen(cast.assessor, assessment_id)
    assert load_workspace(cast.assessor, assessment_id).marks == ()


def test_only_who_may_decide_of_the_whole_decides_of_a_part(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    for actor in (cast.assessor, cast.auditor):
        assert refusal(lambda actor=actor: decide(actor, assessment_id, q_orgkind=ACCEPTED)) is Refusal.ROLE_MISSING
    stale = {KIND: ACCEPTED}
    late = refusal(lambda: record_marks(cast.dpo, assessment_id, stale, expected_answers_digest="0" * 64))
    assert late is Refusal.ANSWERS_CHANGED
    for mark, problem in ((NewMark(is_accepted=False, text=" "), NothingSaid), (NewMark(True, "a\x00"), UnfitText)):
        with pytest.raises(problem):
            decide(cast.dpo, assessment_id, q_orgkind=mark)
    for key in ("nothing", "q_minor_audit"):
        with pytest.raises(NotAsked):
            decide(cast.dpo, assessment_id, **{key: ACCEPTED})
    return_to_assessor(cast.dpo, assessment_id, "again")
    assert refusal(lambda: decide(cast.dpo, assessment_id, q_orgkind=ACCEPTED)) is Refusal.WRONG_STATUS
    assert not AnswerMark.objects.exists()


def put(cast: Cast, assessment_id: UUID, **changed: object) -> None:
    """Past the services, as the runtime role could."""
    values: dict[str, object] = {
        "organisation_id": cast.organisation_id,
        "assessment_id": assessment_id,
        "number": 1,
        "question": "q",
        "is_accepted": True,
        "made_by_id": cast.dpo.person_id,
        "made_by_name": "x",
        "made_at": NOW,
        "audit_sequence": 10_000,
    }
    with transaction.atomic():
        AnswerMark.objects.create(**{**values, **changed})


def test_the_database_keeps_decisions_to_reviewers_to_the_review_and_for_ever(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    for changed, words in (
        ({"made_by_id": cast.assessor.person_id}, "may not review"),
        ({"number": 2}, "in review"),
        ({"is_accepted": False}, "says_why"),
        ({"question": ""}, "names_a_question"),
    ):
        with pytest.raises(DatabaseError, match=words):
            put(cast, assessment_id, **changed)
    put(cast, assessment_id)
    for act in (lambda: AnswerMark.objects.all().delete(), lambda: AnswerMark.objects.update(text="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
