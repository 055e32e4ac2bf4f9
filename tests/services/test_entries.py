"""Saving steps: append-only entries, conflicts, and what is refused."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import StepKey
from assessments.models import Entry
from assessments.services.access import Actor, NotAllowed, NotFound, scope
from assessments.services.assessments import load_workspace
from assessments.services.entries import NotEditable, Recorded, StaleEntry, UnknownStep, record_entry
from assessments.services.listing import load_list
from assessments.services.review import hand_in
from tests.conftest import NOW, Cast, answer_all, at, case_answers, make_cast, start

SYSTEM = StepKey("system")
FIRST: dict[str, Answer] = {"q_orgkind": "company", "q_province": "beijing", "q_purposes": Several(("access",))}


def save(
    actor: Actor, assessment_id: UUID, answers: dict[str, Answer], step: StepKey = SYSTEM, based_on: int | None = None
) -> Recorded:
    with scope(actor.organisation_id):
        space = load_workspace(actor, assessment_id)
        known = space.based_on(step) if based_on is None else based_on
        return record_entry(actor, space, step, answers, known)


def test_an_entry_holds_every_question_of_the_step_and_who_made_it(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    saved = save(cast.assessor, assessment_id, {"q_orgkind": "company"})
    assert saved.made_entry
    entry = Entry.objects.get(assessment_id=assessment_id)
    assert entry.answers == {"q_orgkind": "company", "q_province": None, "q_purposes": None}
    assert (entry.number, entry.made_by_id, entry.made_at) == (1, cast.assessor.person_id, NOW)
    assert load_workspace(cast.assessor, assessment_id).answers == {"q_orgkind": "company"}


def test_the_same_answers_again_make_no_entry(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    save(cast.assessor, assessment_id, FIRST)
    assert not save(cast.colleague, assessment_id, dict(FIRST), based_on=0).made_entry
    assert not save(cast.assessor, start(cast.assessor), {}).made_entry


def test_an_answer_taken_away_is_open_again_and_its_history_stays(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    save(cast.assessor, assessment_id, FIRST)
    saved = save(cast.assessor, assessment_id, {"q_orgkind": "school"})
    assert saved.workspace.answers == {"q_orgkind": "school"}
    assert [each.number for each in Entry.objects.filter(assessment_id=assessment_id).order_by("number")] == [1, 2]


def test_other_answers_on_an_old_page_are_a_conflict_and_nothing_is_overwritten(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    save(cast.assessor, assessment_id, FIRST)
    save(cast.colleague, assessment_id, {**FIRST, "q_province": "hebei"})
    with pytest.raises(StaleEntry) as stale:
        save(cast.assessor, assessment_id, {**FIRST, "q_orgkind": "school"}, based_on=1)
    assert stale.value.newest.made_by == cast.colleague.person_name
    assert load_workspace(cast.assessor, assessment_id).answers["q_province"] == "hebei"


def test_a_newer_entry_that_changed_nothing_on_this_step_is_no_conflict(cast: Cast) -> None:
    """Steps 3 and 9 share a question; an entry of step 3 on another question does not disturb step 9."""
    answers = case_answers("sealed.yaml")
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, answers)
    space = load_workspace(cast.assessor, assessment_id)
    alternatives, purpose = StepKey("alternatives"), StepKey("purpose")
    loaded = space.based_on(alternatives)
    here = {one.question for step in space.catalogue.steps if step.key == purpose for one in step.placements}
    changed = {key: value for key, value in answers.items() if key in here} | {"q_minimal": "no"}
    save(cast.colleague, assessment_id, changed, purpose)
    there = {one.question for step in space.catalogue.steps if step.key == alternatives for one in step.placements}
    mine = {key: value for key, value in answers.items() if key in there} | {"q_national": "used"}
    assert save(cast.assessor, assessment_id, mine, alternatives, loaded).made_entry


def test_two_people_at_the_same_moment_make_one_entry_and_one_conflict(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def work(actor: Actor, province: str) -> None:
        with scope(actor.organisation_id):
            space = load_workspace(actor, assessment_id)
            barrier.wait(timeout=20)
            try:
                record_entry(actor, space, SYSTEM, {**FIRST, "q_province": province}, 0)
                outcomes.append("saved")
            except StaleEntry:
                outcomes.append("conflict")
        connections.close_all()

    people = ((cast.assessor, "beijing"), (cast.colleague, "hebei"))
    threads = [threading.Thread(target=work, args=each) for each in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=30)
    assert sorted(outcomes) == ["conflict", "saved"]
    with scope(cast.organisation_id):
        assert Entry.objects.filter(assessment_id=assessment_id).count() == 1


def test_only_assessors_save(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    for other in (cast.dpo, cast.auditor):
        with pytest.raises(NotAllowed):
            save(other, assessment_id, FIRST)


def test_a_step_off_the_route_is_refused(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    save(cast.assessor, assessment_id, {"q_mainland": "no"}, StepKey("scope"))
    with pytest.raises(UnknownStep):
        save(cast.assessor, assessment_id, {"q_pipia": "no"}, StepKey("assessment"))


def test_nothing_is_saved_once_handed_in(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    space = load_workspace(cast.assessor, assessment_id)
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=space.answers_digest)
    with pytest.raises(NotEditable):
        save(cast.assessor, assessment_id, FIRST)


def test_another_organisations_assessment_does_not_exist(committed: None) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor)
    with scope(cast.outsider.organisation_id), pytest.raises(NotFound):
        load_workspace(cast.outsider, assessment_id)


def test_entries_can_be_neither_changed_nor_deleted(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    save(cast.assessor, assessment_id, FIRST)
    entries = Entry.objects.filter(assessment_id=assessment_id)
    for act in (lambda: entries.update(step="x"), entries.delete):
        with pytest.raises(Exception, match=r"permission denied|append-only"), transaction.atomic():
            act()


def test_the_database_refuses_an_entry_of_a_handed_in_assessment(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    with pytest.raises(IntegrityError, match="only in a draft"), transaction.atomic():
        Entry.objects.create(
            organisation_id=cast.organisation_id,
            assessment_id=assessment_id,
            step="system",
            number=999,
            answers={},
            made_by_id=cast.assessor.person_id,
            made_at=NOW,
        )


def test_the_list_shows_progress_result_and_next_deadline(cast: Cast) -> None:
    empty, full = start(cast.assessor, "Empty"), start(cast.assessor, "Full")
    answer_all(cast.assessor, full, case_answers("sealed.yaml"))
    save(at(cast.assessor, NOW + timedelta(hours=1)), empty, {"q_orgkind": "company"})
    rows = {row.id: row for row in load_list(cast.assessor).rows}
    assert [each.state for each in rows[empty].steps][:2] == ["half", "none"]
    assert {each.state for each in rows[full].steps} == {"done"}
    assert rows[full].gaps > 0
    assert rows[full].answered == rows[full].asked
    assert rows[full].next_deadline is not None
    assert next(iter(rows)) == empty


def test_steps_that_do_not_apply_are_shown_as_such(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    save(cast.assessor, assessment_id, {"q_mainland": "no"}, StepKey("scope"))
    (row,) = load_list(cast.assessor).rows
    assert [each.state for each in row.steps][:4] == ["none", "half", "off", "off"]
    assert row.next_deadline is None


def test_not_sure_is_an_answer(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    saved = save(cast.assessor, assessment_id, {**FIRST, "q_orgkind": NotSure.NOT_SURE})
    assert saved.workspace.answers["q_orgkind"] is NotSure.NOT_SURE
    assert saved.workspace.route.steps[0].open == ()


def test_an_assessment_that_is_not_there_cannot_be_locked(cast: Cast) -> None:
    space = load_workspace(cast.assessor, start(cast.assessor))
    with pytest.raises(NotFound):
        record_entry(replace(cast.assessor, organisation_id=uuid4()), space, SYSTEM, FIRST, 0)
