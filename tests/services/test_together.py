"""Comments, who is asked to clarify, whose step it is: append-only, told to the trail, and nobody overwrites unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.domain.lifecycle import Role, Status
from assessments.domain.working_together import CommentAct
from assessments.models import Assessment, AuditEvent, Clarification, Comment, Membership, StepAssignment
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.assessments import load_workspace
from assessments.services.assigning import StaleAssignment, assign
from assessments.services.clarifying import Asked, InThePast, IsSure, StaleClarification, Wish, ask, load_asked
from assessments.services.colleagues import load_colleagues
from assessments.services.comments import StaleThread, load_threads, say, settle
from assessments.services.entries import NotEditable
from assessments.services.own_work import load_own_work
from assessments.services.review import hand_in, return_to_assessor
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, case_answers, sign_in, start
from tests.services.test_entries import FIRST, save
from tests.services.test_marking import ACCEPTED, WRONG, again, change_kind, decide

KIND, PROVINCE = QuestionKey("q_orgkind"), QuestionKey("q_province")
SYSTEM = StepKey("system")
SOON = NOW.date() + timedelta(days=5)


@pytest.fixture
def here(cast: Cast) -> UUID:
    """An assessment in which the kind of the organisation is not sure."""
    made = start(cast.assessor)
    save(cast.assessor, made, {**FIRST, "q_orgkind": NotSure.NOT_SURE})
    return made


def actions(subject: UUID) -> list[str]:
    return list(AuditEvent.objects.filter(subject=subject).order_by("sequence").values_list("action", flat=True))[2:]


def test_a_thread_is_added_to_closed_and_opened_again(cast: Cast, here: UUID) -> None:
    say(cast.assessor, here, KIND, "Is it the parent?")
    say(cast.dpo, here, KIND, "The subsidiary.")
    thread = load_threads(here)[KIND]
    assert [(each.made_by, each.text) for each in thread.acts] == [
        (cast.assessor.person_name, "Is it the parent?"),
        (cast.dpo.person_name, "The subsidiary."),
    ]
    assert (thread.is_open, thread.count) == (True, 2)
    assert settle(cast.assessor, here, KIND, CommentAct.RESOLVE, thread.newest)
    assert not settle(cast.assessor, here, KIND, CommentAct.RESOLVE, thread.newest)
    closed = load_threads(here)[KIND]
    assert (closed.is_open, closed.count) == (False, 2)
    assert settle(cast.dpo, here, KIND, CommentAct.REOPEN, closed.newest)
    assert load_threads(here)[KIND].is_open
    assert actions(here) == ["comment", "comment", "resolve_comments", "reopen_comments"]
    verify_chain(cast.organisation_id)


def test_a_comment_opens_a_closed_thread(cast: Cast, here: UUID) -> None:
    say(cast.assessor, here, KIND, "One")
    settle(cast.assessor, here, KIND, CommentAct.RESOLVE, load_threads(here)[KIND].newest)
    say(cast.dpo, here, KIND, "Not quite")
    assert load_threads(here)[KIND].is_open


def test_a_second_click_says_nothing_twice(cast: Cast, here: UUID) -> None:
    for who, text in ((cast.assessor, "One"), (cast.assessor, "One"), (cast.dpo, "One"), (cast.assessor, "One")):
        say(who, here, KIND, text)
    assert [each.made_by for each in load_threads(here)[KIND].acts] == [
        *(cast.assessor.person_name, cast.dpo.person_name, cast.assessor.person_name),
    ]


def test_nobody_closes_what_they_have_not_read(cast: Cast, here: UUID) -> None:
    say(cast.assessor, here, KIND, "One")
    seen = load_threads(here)[KIND].newest
    say(cast.dpo, here, KIND, "Two")
    with pytest.raises(StaleThread):
        settle(cast.assessor, here, KIND, CommentAct.RESOLVE, seen)
    with pytest.raises(NotFound):
        settle(cast.assessor, here, PROVINCE, CommentAct.RESOLVE, 0)


def test_who_may_write_and_where(cast: Cast, here: UUID) -> None:
    for actor in (cast.auditor, replace(cast.assessor, trial_until=NOW)):
        with pytest.raises(NotAllowed):
            say(actor, here, KIND, "x")
    for actor, question in (
        (cast.assessor, QuestionKey("q_nothing")),
        (replace(cast.assessor, organisation_id=cast.outsider.organisation_id), KIND),
    ):
        with pytest.raises(NotFound):
            say(actor, here, question, "x")
    Assessment.objects.filter(id=here).update(status=Status.WITHDRAWN.value, as_of=NOW.date())
    with pytest.raises(NotEditable):
        say(cast.assessor, here, KIND, "x")


def test_comments_are_neither_empty_nor_changed(cast: Cast, here: UUID) -> None:
    say(cast.assessor, here, KIND, "One")
    with pytest.raises(IntegrityError), transaction.atomic():
        say(cast.assessor, here, KIND, "")
    for model in (Comment, Clarification, StepAssignment):
        rows = model.objects.filter(assessment_id=here)
        with pytest.raises(Exception, match=r"permission denied|append-only"), transaction.atomic():
            rows.update(made_at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Comment.objects.filter(assessment_id=here).update(made_by_name="x")
    assert str(Comment.objects.get(assessment_id=here)) == f"say on q_orgkind of {here}"


def test_a_member_or_somebody_else_is_asked_by_a_day(cast: Cast, here: UUID) -> None:
    assert ask(cast.dpo, here, KIND, Wish(cast.colleague.person_id, "", SOON), 0)
    first = load_asked(here)[KIND]
    dpo = cast.dpo.person_name
    assert first == Asked(first.place, cast.colleague.person_id, cast.colleague.person_name, SOON, dpo)
    assert not ask(cast.dpo, here, KIND, Wish(cast.colleague.person_id, "", SOON), 0)
    assert ask(cast.assessor, here, KIND, Wish(None, "Legal department"), first.place)
    second = load_asked(here)[KIND]
    assert (second.person_id, second.name, second.due) == (None, "Legal department", None)
    assert not ask(cast.assessor, here, KIND, Wish(None, "Legal department"), 0)
    with pytest.raises(StaleClarification):
        ask(cast.assessor, here, KIND, Wish(), first.place)
    assert ask(cast.assessor, here, KIND, Wish(), second.place)
    assert not ask(cast.assessor, here, KIND, Wish(), 0)
    assert load_asked(here) == {}
    assert actions(here) == ["ask_to_clarify", "ask_to_clarify", "stop_clarifying"]
    assert str(Clarification.objects.filter(assessment_id=here).first()) == f"clarification of q_orgkind of {here}"


def test_only_what_is_not_sure_is_asked_of_members_and_for_days_to_come(cast: Cast, here: UUID) -> None:
    with pytest.raises(IsSure):
        ask(cast.assessor, here, PROVINCE, Wish(None, "Legal"), 0)
    with pytest.raises(InThePast):
        ask(cast.assessor, here, KIND, Wish(None, "Legal", NOW.date() - timedelta(days=1)), 0)
    with pytest.raises(NotFound):
        ask(cast.assessor, here, KIND, Wish(cast.outsider.person_id), 0)


def give(actor: Actor, here: UUID, person: Actor | None, was: Actor | None = None, step: StepKey = SYSTEM) -> object:
    return assign(actor, here, step, person.person_id if person else None, was.person_id if was else None)


def test_a_step_is_given_to_somebody_who_is_told(cast: Cast, here: UUID) -> None:
    told = give(cast.dpo, here, cast.colleague)
    assert told in load_colleagues(cast.dpo, {Role.ASSESSOR})
    assert load_workspace(cast.colleague, here, with_people=True).assigned[SYSTEM].is_own
    space = load_workspace(cast.assessor, here, with_people=True)
    assert (space.assigned[SYSTEM].name, space.assigned[SYSTEM].is_own) == (cast.colleague.person_name, False)
    assert give(cast.dpo, here, cast.colleague) is None
    assert give(cast.assessor, here, cast.assessor, cast.colleague) is None
    assert give(cast.assessor, here, None, cast.assessor) is None
    assert load_workspace(cast.assessor, here, with_people=True).assigned == {}
    assert actions(here) == ["assign_step", "assign_step", "free_step"]
    assert str(StepAssignment.objects.filter(assessment_id=here).first()) == f"system of {here}"


def test_nobody_takes_a_step_from_somebody_unseen(cast: Cast, here: UUID) -> None:
    give(cast.dpo, here, cast.colleague)
    with pytest.raises(StaleAssignment):
        give(cast.assessor, here, cast.assessor)


def test_steps_go_to_assessors_who_are_still_there_in_a_draft(cast: Cast, here: UUID) -> None:
    with pytest.raises(NotAllowed):
        give(cast.auditor, here, cast.colleague)
    Membership.objects.filter(person_id=cast.colleague.person_id).update(deactivated_at=NOW)
    for person in (cast.dpo, cast.outsider, cast.colleague):
        with pytest.raises(NotFound):
            give(cast.assessor, here, person)
    with pytest.raises(NotFound):
        give(cast.assessor, here, cast.assessor, None, StepKey("nothing"))
    with pytest.raises(NotFound):
        give(cast.assessor, uuid4(), cast.assessor)
    answer_all(cast.assessor, here, case_answers("sealed.yaml"))
    digest = load_workspace(cast.assessor, here).answers_digest
    hand_in(cast.assessor, here, statement_accepted=True, expected_answers_digest=digest)
    with pytest.raises(NotEditable):
        give(cast.assessor, here, cast.assessor)


def test_the_list_of_ones_own_work(cast: Cast, here: UUID) -> None:
    give(cast.dpo, here, cast.colleague)
    give(cast.dpo, here, cast.assessor, None, StepKey("scope"))
    ask(cast.dpo, here, KIND, Wish(cast.colleague.person_id, "", SOON), 0)
    mine = load_own_work(cast.colleague)
    assert [(one.assessment_id, one.step.key) for one in mine.steps] == [(here, SYSTEM)]
    (one,) = mine.questions
    assert (one.question.key, one.asked.due, one.is_own, one.is_late) == (KIND, SOON, True, False)
    (other,) = load_own_work(replace(cast.dpo, now=NOW + timedelta(days=9))).questions
    assert (other.is_own, other.is_late) == (False, True)
    save(cast.assessor, here, FIRST)
    assert load_own_work(cast.colleague).questions == []
    assert load_own_work(replace(cast.colleague, trial_until=NOW)).steps == ()


def test_what_has_no_day_stands_last_and_ones_own_first(cast: Cast, here: UUID) -> None:
    answers = {**FIRST, "q_orgkind": NotSure.NOT_SURE, "q_province": NotSure.NOT_SURE}
    save(cast.assessor, here, answers)
    other = start(cast.assessor, "Other")
    save(cast.assessor, other, answers)
    ask(cast.dpo, here, KIND, Wish(None, "Legal"), 0)
    ask(cast.dpo, here, PROVINCE, Wish(None, "Legal", SOON), 0)
    ask(cast.dpo, other, KIND, Wish(cast.dpo.person_id, "", SOON), 0)
    listed = [(one.assessment_id, one.question.key) for one in load_own_work(cast.dpo).questions]
    assert listed == [(other, KIND), (here, PROVINCE), (here, KIND)]
    assert date.max > SOON


def test_a_step_that_came_back_says_so_and_how_much_is_to_be_corrected(cast: Cast) -> None:
    here = start(cast.assessor)
    answer_all(cast.assessor, here, case_answers("g-05-not-in-the-mainland.yaml"))
    for step in (SYSTEM, StepKey("scope")):
        give(cast.dpo, here, cast.colleague, None, step)
    again(cast, here)
    decide(cast.dpo, here, q_orgkind=WRONG, q_province=ACCEPTED)
    assert load_own_work(cast.colleague).steps == []
    return_to_assessor(cast.dpo, here, "See the marks.")

    def told() -> list[tuple[StepKey, bool, int]]:
        return [(one.step.key, one.is_returned, one.to_correct) for one in load_own_work(cast.colleague).steps]

    assert told() == [(SYSTEM, True, 1), (StepKey("scope"), True, 0)]
    text = sign_in(cast.colleague).get(reverse("dashboard")).content.decode()
    assert "1 answer to correct" in text
    change_kind(cast, here)
    assert {each[1:] for each in told()} == {(True, 0)}
