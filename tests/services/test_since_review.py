"""What changed since a reviewer's last decision: answers before and after, and the verdicts that they changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import UncertainPointKey
from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Move
from assessments.models import Assessment
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.counsel import NewView, record_view
from assessments.services.places import set_out
from assessments.services.review import approve, reopen, return_to_assessor
from assessments.services.since_review import SinceReview, load_since_review
from tests.conftest import NOW, Cast, at
from tests.services.placing import answered_with_places, except_at, hand_over, put_places
from tests.services.reviewing import a_change_that_matters, change, hand_in_again
from tests.services.test_review import digest, handed_in


def since(actor: Actor, assessment_id: UUID) -> SinceReview | None:
    return load_since_review(actor, load_workspace(actor, assessment_id))


def test_before_the_first_decision_there_is_nothing_to_compare_with(cast: Cast) -> None:
    assert since(cast.dpo, handed_in(cast)) is None


def test_a_changed_answer_is_told_with_its_effect_on_verdicts(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = a_change_that_matters(cast.dpo, assessment_id)
    before = load_workspace(cast.dpo, assessment_id)
    return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
    later = at(cast.assessor, NOW + timedelta(hours=2))
    change(later, assessment_id, key)
    hand_in_again(later, assessment_id)
    found = since(cast.dpo, assessment_id)
    assert found is not None
    assert (found.move, found.at) == (Move.RETURN, NOW + timedelta(hours=1))
    now = load_workspace(cast.dpo, assessment_id)
    told = {str(each.question): (each.before, each.after) for each in found.between.answers}
    assert told[key] == (before.answers[key], now.answers[key])
    old = {each.obligation: each.verdict for each in before.assessed.findings}
    assert now.answers[key] is NotSure.NOT_SURE
    moved = {
        each.obligation: (old[each.obligation], each.verdict)
        for each in now.assessed.findings
        if each.verdict is not old[each.obligation]
    }
    assert moved
    assert {each.obligation: (each.before, each.after) for each in found.between.verdicts} == moved
    assert any(each.effects for each in found.between.answers)
    assert found.between.otherwise == ()


def test_nothing_changed_is_told_as_nothing(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
    hand_in_again(at(cast.assessor, NOW + timedelta(hours=2)), assessment_id)
    found = since(cast.dpo, assessment_id)
    assert found is not None
    assert (found.between.answers, found.between.verdicts) == ((), ())


def test_another_reviewer_has_decided_nothing_yet(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
    assert since(replace(cast.dpo, person_id=cast.auditor.person_id), assessment_id) is None


def test_after_an_approval_the_next_revision_is_compared_with_the_approved_one(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    value = digest(cast.dpo, assessment_id)
    dpo = at(cast.dpo, NOW + timedelta(hours=1))
    approve(dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=value)
    Assessment.objects.filter(id=assessment_id).update(status="sealed")
    later = at(cast.assessor, NOW + timedelta(days=2))
    reopen(later, assessment_id)
    hand_in_again(later, assessment_id)
    found = since(cast.dpo, assessment_id)
    assert found is not None
    assert (found.move, found.between.answers) == (Move.APPROVE, ())


def test_a_verdict_that_counsels_view_changed_is_told_apart(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
    later = at(cast.assessor, NOW + timedelta(hours=2))
    space = load_workspace(later, assessment_id)
    point = next(
        point
        for each in space.assessed.findings
        if each.verdict in (Verdict.MET, Verdict.NOT_MET)
        for point in each.uncertain_points
    )
    view = NewView("Counsel", NOW.date(), "Otherwise", "Because")
    record_view(later, assessment_id, UncertainPointKey(str(point)), view)
    hand_in_again(later, assessment_id)
    found = since(cast.dpo, assessment_id)
    assert found is not None
    assert found.between.answers == ()
    assert {each.after for each in found.between.otherwise} == {Verdict.NEEDS_JUDGEMENT}


def test_what_changed_at_places_is_told_and_what_stood_before_is_not(cast: Cast) -> None:
    assessment_id, (first, second, third) = answered_with_places(cast.assessor)
    hand_over(cast.assessor, assessment_id)
    return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
    later = at(cast.assessor, NOW + timedelta(hours=2))
    except_at(later, assessment_id, first, "q_zone", "no")
    except_at(later, assessment_id, second, "q_private_room", None)
    set_out(later, assessment_id, third, 1, is_out=True)
    (fourth,) = put_places(later, assessment_id, "Garage 车库")
    hand_over(later, assessment_id)
    found = since(cast.dpo, assessment_id)
    assert found is not None
    answers = {each.place_id: each.exception.answer for each in found.places if each.exception}
    assert answers == {first: "no", second: None}
    described = {each.place_id: (each.is_out, each.is_new) for each in found.places if not each.exception}
    assert described == {third: (True, False), fourth: (False, True)}
    assert {(each.made_by, each.made_at) for each in found.places} == {(later.person_name, later.now)}
    return_to_assessor(at(cast.dpo, NOW + timedelta(hours=3)), assessment_id, "And again")
    hand_over(at(cast.assessor, NOW + timedelta(hours=4)), assessment_id)
    found = since(cast.dpo, assessment_id)
    assert found is not None
    assert found.places == ()
