"""Trials without an account: apart from everybody, gone after a day with everything of theirs and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from assessments.domain.catalogue import QuestionKey, UncertainPointKey
from assessments.domain.lifecycle import Role
from assessments.jobs import tasks
from assessments.models import Assessment, Attestation, Entry, Organisation, Person, Revision
from assessments.services import entries
from assessments.services.access import (
    TRIALS,
    Actor,
    NotAllowed,
    NotFound,
    TrialOver,
    load_actor,
    scope,
    set_locally,
)
from assessments.services.assessments import load_workspace
from assessments.services.counsel import withdraw_view
from assessments.services.deployments import create_deployment
from assessments.services.drafts import ask_for_draft
from assessments.services.grants import tenant_models
from assessments.services.review import hand_in
from assessments.services.trials import (
    LIFETIME,
    BegunTrial,
    TooManyTrials,
    TrialNames,
    begin_trial,
    end_trial,
    erase_ended_trials,
    load_trial,
    source_of,
    take_over,
)
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, case_answers, make_cast, start
from tests.services.test_counting import let_pass

NAMES = TrialNames("Trial", "Somebody", "Gates 闸机")
TENANT_MODELS = tenant_models()


@pytest.fixture(autouse=True)
def roomy(settings: Settings, committed: None) -> None:
    """Trials of earlier runs are still in the database; only the tests of the limits are about numbers."""
    settings.TRIALS_AT_ONCE = 10_000


def begin(now: datetime = NOW) -> tuple[BegunTrial, Actor]:
    begun = begin_trial(NAMES, source_of(uuid4().hex), now, language="zh-hans")
    with transaction.atomic():
        return begun, load_actor(begun.person.id, begun.person.name, now)


def rows_of(organisation_id: UUID) -> dict[str, int]:
    with scope(organisation_id):
        counts = {model.__name__: model._default_manager.count() for model in TENANT_MODELS}
        return {**counts, "Organisation": Organisation.objects.count()}


def test_a_trial_is_a_draft_of_an_assessor_in_an_organisation_of_its_own() -> None:
    begun, actor = begin()
    assert (actor.roles, actor.trial_until) == (frozenset({Role.ASSESSOR}), NOW + LIFETIME)
    assert Person.objects.get(id=begun.person.id).language == "zh-hans"
    assert not begun.person.has_usable_password()
    answer_all(actor, begun.assessment_id, case_answers("sealed.yaml"))
    with scope(actor.organisation_id):
        space = load_workspace(actor, begun.assessment_id)
        assert space.may_edit
        assert space.assessed.findings
        assert verify_chain(actor.organisation_id).sequence == 3 + len(space.entries)


def test_a_trial_and_the_others_see_nothing_of_each_other() -> None:
    cast = make_cast()
    theirs = start(cast.assessor)
    (one, first), (two, second) = begin(), begin()
    known = {cast.assessor: theirs, first: one.assessment_id, second: two.assessment_id}
    for actor, own in known.items():
        with scope(actor.organisation_id):
            assert list(Assessment.objects.values_list("id", flat=True)) == [own]
            assert Organisation.objects.get().id == actor.organisation_id
            for other in set(known.values()) - {own}:
                with pytest.raises(NotFound):
                    load_workspace(actor, other)


def test_who_counts_trials_sees_nothing_inside_them() -> None:
    begun, _ = begin()
    cast = make_cast()
    with transaction.atomic():
        set_locally(TRIALS, "on")
        seen = set(Organisation.objects.values_list("id", flat=True))
        assert begun.organisation_id in seen
        assert cast.organisation_id not in seen
        assert [model._default_manager.count() for model in TENANT_MODELS] == [0] * len(TENANT_MODELS)
        assert Organisation.objects.filter(id=begun.organisation_id).update(name="Changed") == 0


def test_in_a_trial_nothing_is_handed_in_and_no_second_assessment_begins() -> None:
    begun, actor = begin()
    answer_all(actor, begun.assessment_id, case_answers("sealed.yaml"))
    with scope(actor.organisation_id):
        space = load_workspace(actor, begun.assessment_id)
        assert space.moves == frozenset()
        with pytest.raises(NotAllowed):
            hand_in(actor, begun.assessment_id, statement_accepted=True, expected_answers_digest=space.answers_digest)
        with pytest.raises(NotAllowed):
            create_deployment(actor, "Another")
        with pytest.raises(NotAllowed):
            withdraw_view(actor, begun.assessment_id, UncertainPointKey("U1"), based_on=0)


def test_a_trial_takes_only_so_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MOST_IN_A_TRIAL", 3)
    begun, actor = begin()
    cast = make_cast()
    with pytest.raises(entries.NotEditable):
        answer_all(actor, begun.assessment_id, case_answers("sealed.yaml"))
    answer_all(cast.assessor, start(cast.assessor), case_answers("sealed.yaml"))


def test_a_trial_can_be_ended_before_its_day_and_nothing_else_can() -> None:
    begun, _ = begin(datetime.now(UTC))
    cast = make_cast()
    for organisation_id in (begun.organisation_id, begun.organisation_id, cast.organisation_id):
        end_trial(organisation_id, datetime.now(UTC))
    erase_ended_trials(datetime.now(UTC))
    assert set(rows_of(begun.organisation_id).values()) == {0}
    assert rows_of(cast.organisation_id)["Organisation"] == 1


@pytest.mark.parametrize("model", [Attestation, Revision])
def test_the_database_keeps_attestations_and_revisions_out_of_trials(model: type[Attestation | Revision]) -> None:
    begun, actor = begin()
    values: dict[str, object] = {"organisation_id": actor.organisation_id, "assessment_id": begun.assessment_id}
    if model is Attestation:
        values |= {"number": 1, "statement": "hand_in", "person_id": actor.person_id, "person_name": "A"}
        values |= {"role": "assessor", "answers_digest": "0" * 64, "made_at": NOW}
    else:
        values |= {"number": 1, "language": "en", "content": b"", "content_digest": "0" * 64, "frozen_at": NOW}
    with pytest.raises(DatabaseError, match=r"no place in a trial|needs the approval"), scope(actor.organisation_id):
        model._default_manager.create(**values)


def test_an_ended_trial_goes_with_everything_and_nothing_else() -> None:
    cast = make_cast()
    answer_all(cast.assessor, start(cast.assessor), case_answers("sealed.yaml"))
    ended, actor = begin()
    answer_all(actor, ended.assessment_id, case_answers("sealed.yaml"))
    with scope(actor.organisation_id):
        ask_for_draft(actor, ended.assessment_id, "en")
    going_on, _ = begin(datetime.now(UTC))
    before = {each: rows_of(each) for each in (cast.organisation_id, going_on.organisation_id)}
    assert rows_of(ended.organisation_id)["Entry"] > 10
    assert rows_of(ended.organisation_id)["DraftReport"] == 1
    assert erase_ended_trials(NOW + LIFETIME) >= 1
    assert set(rows_of(ended.organisation_id).values()) == {0}
    assert not Person.objects.filter(id=ended.person.id).exists()
    assert {each: rows_of(each) for each in before} == before
    assert Person.objects.filter(id__in=[going_on.person.id, cast.assessor.person_id]).count() == 2
    for organisation_id in before:
        with scope(organisation_id):
            verify_chain(organisation_id)
    with pytest.raises(NotAllowed), transaction.atomic():
        load_actor(actor.person_id, actor.person_name, NOW)


def test_an_ended_trial_lets_nobody_in_before_it_is_erased() -> None:
    begun, _ = begin()
    with pytest.raises(TrialOver), transaction.atomic():
        load_actor(begun.person.id, "Somebody", NOW + LIFETIME)


def test_a_wrong_clock_erases_nothing_that_has_not_ended() -> None:
    begun, actor = begin(datetime.now(UTC))
    erase_ended_trials(datetime.now(UTC) + timedelta(days=400))
    assert rows_of(actor.organisation_id)["Assessment"] == 1
    assert Person.objects.filter(id=begun.person.id).exists()


def test_the_erasing_function_does_nothing_to_an_organisation_or_outside_of_one() -> None:
    cast = make_cast()
    start(cast.assessor)
    before = rows_of(cast.organisation_id)
    with scope(cast.organisation_id), connection.cursor() as cursor:
        cursor.execute("SELECT assessments_erase_ended_trial()")
        assert cursor.fetchone() == (False,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT assessments_erase_ended_trial()")
        assert cursor.fetchone() == (False,)
    assert rows_of(cast.organisation_id) == before


@pytest.fixture
def owner(committed: None) -> Iterator[None]:
    """The rights of the owner of the tables, whom only row-level security and triggers bind."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    connection.close()


def test_append_only_holds_against_the_owner_for_organisations_and_running_trials(owner: None) -> None:
    cast = make_cast()
    answer_all(cast.assessor, start(cast.assessor), case_answers("sealed.yaml"))
    begun, actor = begin(datetime.now(UTC))
    answer_all(actor, begun.assessment_id, case_answers("sealed.yaml"))
    for organisation_id in (cast.organisation_id, actor.organisation_id):
        with pytest.raises(DatabaseError, match="append-only"), scope(organisation_id):
            Entry.objects.filter(organisation_id=organisation_id)._raw_delete("default")
    ended, past = begin()
    answer_all(past, ended.assessment_id, case_answers("sealed.yaml"))
    with pytest.raises(DatabaseError, match="append-only"), scope(past.organisation_id):
        Entry.objects.filter(organisation_id=past.organisation_id).update(number=99)


def test_no_organisation_becomes_a_trial_and_no_trial_lasts_longer_or_for_ever() -> None:
    cast = make_cast()
    begun, _ = begin()
    for organisation_id, value in (
        (cast.organisation_id, NOW),
        (begun.organisation_id, None),
        (begun.organisation_id, NOW + 2 * LIFETIME),
    ):
        with pytest.raises(DatabaseError, match="trial is one from the start"), scope(organisation_id):
            Organisation.objects.filter(id=organisation_id).update(trial_expires_at=value)


def test_taking_over_copies_the_answers_to_the_person_and_ends_the_trial(committed: None) -> None:
    begun, trial = begin()
    answers = case_answers("sealed.yaml")
    answer_all(trial, begun.assessment_id, answers)
    cast = make_cast()
    later = replace(cast.assessor, now=NOW + timedelta(hours=3))
    with scope(cast.organisation_id):
        content = load_trial(later, begun.organisation_id)
        assert (content.deployment_name, content.expires_at) == ("Gates 闸机", NOW + LIFETIME)
        made = take_over(later, begun.organisation_id, "Gates", "Shanghai")
        space = load_workspace(later, made)
        assert {key: space.answers[key] for key in space.route.asked} == {
            str(key): answers[str(key)] for key in space.route.asked
        }
        assert QuestionKey("q_orgkind") in space.answers
        assert set(Entry.objects.values_list("made_by_id", "made_at")) == {(later.person_id, later.now)}
        assert space.assessment.author_name == later.person_name
        assert verify_chain(cast.organisation_id)
        with pytest.raises(NotFound):
            take_over(later, begun.organisation_id, "Twice")
        assert Assessment.objects.count() == 1
    assert erase_ended_trials(later.now) >= 1
    assert set(rows_of(begun.organisation_id).values()) == {0}
    assert rows_of(cast.organisation_id)["Entry"] == len(content.entries)


def test_of_two_that_take_over_at_once_the_second_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from assessments.services import trials

    begun, _ = begin()
    cast = make_cast()
    read = trials._content

    def read_and_lose(organisation_id: UUID, now: datetime) -> trials.TrialContent:
        content = read(organisation_id, now)
        Organisation.objects.filter(id=organisation_id).update(trial_expires_at=NOW)
        return content

    monkeypatch.setattr(trials, "_content", read_and_lose)
    with pytest.raises(NotFound), scope(cast.organisation_id):
        take_over(cast.assessor, begun.organisation_id, "Gates")
    assert rows_of(cast.organisation_id)["Assessment"] == 0


def test_only_assessors_with_an_account_take_over_and_only_from_trials() -> None:
    begun, _ = begin()
    _, trying = begin()
    cast = make_cast()
    for actor in (cast.dpo, trying):
        with pytest.raises(NotAllowed), scope(actor.organisation_id):
            take_over(actor, begun.organisation_id, "Gates")
    with scope(cast.outsider.organisation_id):
        start(cast.outsider)
    with pytest.raises(NotFound), scope(cast.organisation_id):
        take_over(cast.assessor, cast.outsider.organisation_id, "Stolen")
    assert rows_of(begun.organisation_id)["Assessment"] == 1


def test_one_address_begins_only_so_many_in_a_day(settings: Settings) -> None:
    settings.TRIALS_PER_ADDRESS = 2
    source = source_of(uuid4().hex)
    for _ in range(2):
        begin_trial(NAMES, source, NOW, language="en")
    with pytest.raises(TooManyTrials):
        begin_trial(NAMES, source, NOW, language="en")
    begin_trial(NAMES, source_of(uuid4().hex), NOW, language="en")
    let_pass(minutes=24 * 60)
    begin_trial(NAMES, source, NOW + LIFETIME, language="en")


def test_trials_that_ended_and_were_erased_count_all_the_same(settings: Settings) -> None:
    settings.TRIALS_PER_ADDRESS = 2
    source = source_of(uuid4().hex)
    for _ in range(2):
        begun = begin_trial(NAMES, source, NOW, language="en")
        end_trial(begun.organisation_id, NOW)
        erase_ended_trials(NOW)
        with scope(begun.organisation_id):
            assert not Organisation.objects.exists()
    with pytest.raises(TooManyTrials):
        begin_trial(NAMES, source, NOW, language="en")


def test_an_installation_holds_only_so_many_at_once(settings: Settings) -> None:
    settings.TRIALS_AT_ONCE = 0
    with pytest.raises(TooManyTrials):
        begin()


def test_an_address_is_not_given_away_by_its_digest(settings: Settings) -> None:
    first = source_of("192.0.2.1")
    assert len(first) == 64
    settings.SECRET_KEY = "another" * 8
    assert source_of("192.0.2.1") != first


def test_the_worker_erases_what_has_ended(cast_of_the_past: Cast) -> None:
    begun, _ = begin()
    tasks.erase_trials(0)
    assert set(rows_of(begun.organisation_id).values()) == {0}
    assert rows_of(cast_of_the_past.organisation_id)["Assessment"] == 1


@pytest.fixture
def cast_of_the_past(committed: None) -> Cast:
    cast = make_cast()
    start(cast.assessor)
    return cast
