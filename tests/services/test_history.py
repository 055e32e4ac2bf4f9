"""The history of answers, and putting an earlier answer back: always a new entry, never over somebody else's."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.models import AuditEvent, Entry
from assessments.services.access import NotAllowed, NotFound
from assessments.services.assessments import load_workspace
from assessments.services.entries import NotEditable, StaleEntry, UnknownStep
from assessments.services.history import load_acts, restore_answer
from assessments.services.review import hand_in
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, at, case_answers, start
from tests.services.test_entries import FIRST, save

KIND = QuestionKey("q_orgkind")
SYSTEM = StepKey("system")


@pytest.fixture
def assessment_id(cast: Cast) -> UUID:
    """Answered by the assessor, then the kind changed by the colleague."""
    made = start(cast.assessor)
    save(cast.assessor, made, FIRST)
    save(at(cast.colleague, NOW + timedelta(hours=1)), made, {**FIRST, "q_orgkind": "school"})
    return made


def test_each_act_says_who_when_before_and_after(cast: Cast, assessment_id: UUID) -> None:
    first, second = load_acts(load_workspace(cast.assessor, assessment_id))
    assert (first.entry.made_by, first.entry.made_at) == (cast.assessor.person_name, NOW)
    assert [(each.before, each.after, each.counts) for each in first.changes] == [
        (None, "company", False),
        (None, "beijing", True),
        (None, Several(("access",)), True),
    ]
    assert second.entry.made_by == cast.colleague.person_name
    (change,) = second.changes
    assert (change.question, change.before, change.after, change.counts) == (KIND, "company", "school", True)


def test_an_entry_that_only_repeats_what_stood_tells_nothing(cast: Cast) -> None:
    """Steps that share a question repeat its answer."""
    made = start(cast.assessor)
    answers = case_answers("sealed.yaml")
    answer_all(cast.assessor, made, answers)
    space = load_workspace(cast.assessor, made)
    told = [each.question for act in load_acts(space) for each in act.changes]
    assert sorted(told) == sorted(space.answers)
    Entry.objects.create(
        organisation_id=cast.organisation_id,
        assessment_id=made,
        step="system",
        number=max(each.number for each in space.entries.values()) + 1,
        answers=Entry.objects.get(assessment_id=made, step="system").answers,
        made_by_id=cast.assessor.person_id,
        made_at=NOW,
    )
    assert len(load_acts(space)) == Entry.objects.filter(assessment_id=made).count() - 1


def test_putting_an_answer_back_is_a_new_entry_and_an_event(cast: Cast, assessment_id: UUID) -> None:
    space = load_workspace(cast.assessor, assessment_id)
    assert restore_answer(cast.assessor, space, KIND, 1, 2).made_entry
    now = load_workspace(cast.assessor, assessment_id)
    assert now.answers == FIRST
    assert [each.number for each in Entry.objects.filter(assessment_id=assessment_id).order_by("number")] == [1, 2, 3]
    told = list(AuditEvent.objects.filter(subject=assessment_id).order_by("sequence").values_list("action", flat=True))
    assert told[-2:] == ["record_answers", "restore_answer"]
    verify_chain(cast.organisation_id)
    assert not restore_answer(cast.assessor, now, KIND, 1, 3).made_entry
    assert AuditEvent.objects.filter(action="restore_answer").count() == 1


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(cast: Cast, assessment_id: UUID) -> None:
    old = load_workspace(cast.assessor, assessment_id)
    save(cast.colleague, assessment_id, {**FIRST, "q_orgkind": "school", "q_province": "hebei"})
    for known in (old, load_workspace(cast.assessor, assessment_id)):
        with pytest.raises(StaleEntry):
            restore_answer(cast.assessor, known, KIND, 1, 2)
    now: dict[str, Answer] = {**FIRST, "q_orgkind": "school", "q_province": "hebei"}
    assert load_workspace(cast.assessor, assessment_id).answers == now


def test_only_an_answer_that_was_given_can_be_put_back(cast: Cast, assessment_id: UUID) -> None:
    space = load_workspace(cast.assessor, assessment_id)
    save(cast.assessor, assessment_id, {"q_province": "beijing"})
    for question, number in ((KIND, 99), (QuestionKey("q_pipia"), 1), (KIND, 3)):
        with pytest.raises(NotFound):
            restore_answer(cast.assessor, space, question, number, 3)


def test_only_assessors_put_back_and_only_in_a_draft(cast: Cast) -> None:
    made = start(cast.assessor)
    save(cast.assessor, made, {**FIRST, "q_orgkind": "school"})
    answer_all(cast.assessor, made, case_answers("sealed.yaml"))
    space = load_workspace(cast.assessor, made)
    for other in (cast.dpo, cast.auditor):
        with pytest.raises(NotAllowed):
            restore_answer(other, space, KIND, 1, 99)
    hand_in(cast.assessor, made, statement_accepted=True, expected_answers_digest=space.answers_digest)
    with pytest.raises(NotEditable):
        restore_answer(cast.assessor, space, KIND, 1, 99)


def test_an_answer_to_what_is_not_asked_stays_in_the_history(cast: Cast) -> None:
    made = start(cast.assessor)
    answer_all(cast.assessor, made, case_answers("sealed.yaml"))
    save(cast.assessor, made, {"q_mainland": "no"}, StepKey("scope"))
    space = load_workspace(cast.assessor, made)
    gone = next(key for key in space.answers if QuestionKey(key) not in space.route.asked)
    act = next(act for act in load_acts(space) for each in act.changes if each.question == gone)
    with pytest.raises(UnknownStep):
        restore_answer(cast.assessor, space, QuestionKey(gone), act.entry.number, 99)
