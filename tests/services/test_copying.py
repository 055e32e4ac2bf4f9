"""Starting from the answers of an earlier assessment: nothing counts, and nobody has said anything, until confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import catalogues
from assessments.domain.answers import Answer, NotSure
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.domain.lifecycle import Refusal, Status
from assessments.domain.upgrading import Outcome
from assessments.models import Assessment, AuditEvent, CarriedAnswer, Deployment, Entry, Evidence, Revision
from assessments.services.access import NotAllowed, NotFound
from assessments.services.assessments import load_workspace
from assessments.services.confirming import confirm, unconfirmed
from assessments.services.copying import NoWay, load_sources, start_from
from assessments.services.deployments import NewDeployment, load_deployments
from assessments.services.entries import StaleEntry
from assessments.services.freezing import FrozenAs, content_of
from assessments.services.listing import load_list
from assessments.services.review import MoveRefused, hand_in
from assessments.services.workspace import Workspace
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, at, case_answers, sign_in, start
from tests.editions import KEY
from tests.services.filing import put_file
from tests.services.placing import answered_with_places
from tests.services.test_entries import FIRST, save
from tests.services.test_upgrades import go_on
from tests.services.withdrawals import approved, issue, issued, next_issued

Publish = Callable[[], None]
SCOPE, SYSTEM = StepKey("scope"), StepKey("system")
ANSWERS: dict[str, Answer] = {**case_answers("sealed.yaml"), "q_staff_rules": "yes"}
LATER = NOW + timedelta(days=365)


@pytest.fixture
def source(cast: Cast) -> UUID:
    """Last year's, answered by the assessor."""
    made = start(cast.assessor)
    answer_all(cast.assessor, made, ANSWERS)
    return made


def copied(cast: Cast, source: UUID) -> Workspace:
    """This year's, begun by the colleague."""
    actor = at(cast.colleague, LATER)
    deployment = load_workspace(actor, source).assessment.deployment_id
    return load_workspace(actor, start_from(actor, source, deployment))


def confirm_all(cast: Cast, space: Workspace) -> Workspace:
    """As somebody would who finds everything still true, step by step."""
    for _ in range(60):
        found = unconfirmed(space)
        if not found:
            break
        step = next(key for key in found if space.route.step(key) is not None)
        keys = [one.passage.targets[0] for one in found[step]]
        actor = at(cast.colleague, LATER)
        space = confirm(actor, space, step, keys, space.based_on(step)).workspace
    return space


def test_nothing_counts_and_nobody_has_answered_before_somebody_confirms(cast: Cast, source: UUID) -> None:
    was = load_workspace(cast.assessor, source)
    space = copied(cast, source)
    assert (space.answers, space.entries) == ({}, {})
    assert not Entry.objects.filter(assessment_id=space.assessment.id).exists()
    assert {str(one.question.key) for one in space.earlier} == {str(key) for key in was.route.asked}
    assert {one.passage.outcome for one in space.earlier} == {Outcome.RECONFIRM}
    assert {(one.given_by, one.given_at) for one in space.earlier} == {(cast.assessor.person_name, NOW)}
    row = Assessment.objects.get(id=space.assessment.id)
    mark = verify_chain(cast.organisation_id)
    content = content_of(row, FrozenAs("", "en", LATER.date(), mark, LATER))
    assert content.answers == ()
    digest = space.answers_digest
    with pytest.raises(MoveRefused) as refused:
        hand_in(cast.colleague, space.assessment.id, statement_accepted=True, expected_answers_digest=digest)
    assert refused.value.refusal is Refusal.INCOMPLETE


def test_all_still_true_gives_the_same_answers_under_todays_name(cast: Cast, source: UUID) -> None:
    was = load_workspace(cast.assessor, source)
    space = confirm_all(cast, copied(cast, source))
    assert space.answers == {key: value for key, value in was.answers.items() if QuestionKey(key) in was.route.asked}
    assert space.route.open_count == 0
    acts = Entry.objects.filter(assessment_id=space.assessment.id)
    assert {(each.made_by_id, each.made_at) for each in acts} == {(cast.colleague.person_id, LATER)}
    hand_in(
        at(cast.colleague, LATER),
        space.assessment.id,
        statement_accepted=True,
        expected_answers_digest=space.answers_digest,
    )


def test_some_are_confirmed_and_the_others_wait(cast: Cast, source: UUID) -> None:
    space = copied(cast, source)
    first = next(iter(unconfirmed(space)))
    keys = [one.passage.targets[0] for one in unconfirmed(space)[first]]
    after = confirm(cast.colleague, space, first, keys[:1], 0).workspace
    assert list(after.answers) == keys[:1]
    assert [one.passage.targets[0] for one in unconfirmed(after)[first]] == keys[1:]
    assert not confirm(cast.colleague, after, first, keys[:1], 0).made_entry


def test_an_answer_given_anew_waits_no_longer(cast: Cast, source: UUID) -> None:
    space = copied(cast, source)
    other = "school" if ANSWERS["q_orgkind"] != "school" else "company"
    after = save(cast.colleague, space.assessment.id, {"q_orgkind": other}).workspace
    waiting = [one.passage.targets[0] for found in unconfirmed(after).values() for one in found]
    assert "q_orgkind" not in waiting
    assert "q_province" in waiting


def test_confirming_overwrites_nobody(cast: Cast, source: UUID) -> None:
    space = copied(cast, source)
    other = "hebei" if ANSWERS["q_province"] != "hebei" else "beijing"
    save(cast.assessor, space.assessment.id, {"q_province": other})
    for known in (space, load_workspace(cast.colleague, space.assessment.id)):
        with pytest.raises(StaleEntry):
            confirm(cast.colleague, known, SYSTEM, [QuestionKey("q_province")], 0)
    assert load_workspace(cast.colleague, space.assessment.id).answers == {"q_province": other}


def test_not_sure_is_shown_and_not_confirmed(cast: Cast) -> None:
    source = start(cast.assessor)
    save(cast.assessor, source, {**FIRST, "q_orgkind": NotSure.NOT_SURE})
    space = copied(cast, source)
    kind = next(one for one in space.earlier if one.question.key == "q_orgkind")
    assert (kind.passage.outcome, kind.passage.value) == (Outcome.ASKED_AGAIN, None)
    after = confirm_all(cast, space)
    assert "q_orgkind" not in after.answers
    assert after.answers["q_province"] == "beijing"
    assert "q_orgkind" in after.waiting


def test_answers_that_do_not_count_there_stay_behind(cast: Cast, source: UUID) -> None:
    save(cast.assessor, source, {"q_mainland": "no"}, SCOPE)
    was = load_workspace(cast.assessor, source)
    assert {str(one.question.key) for one in copied(cast, source).earlier} == {
        str(key) for key in was.route.asked if key in was.answers
    }


def test_numbers_count_on_for_one_deployment_and_begin_anew_for_another(cast: Cast, source: UUID) -> None:
    space = copied(cast, source)
    assert (space.assessment.number, space.assessment.copied_from, space.assessment.status) == (
        2,
        source,
        Status.DRAFT,
    )
    elsewhere = load_workspace(cast.assessor, start(cast.assessor, "Elsewhere")).assessment.deployment_id
    second = load_workspace(cast.assessor, start_from(cast.assessor, source, elsewhere))
    assert (second.assessment.deployment_name, second.assessment.number) == ("Elsewhere", 2)
    third = load_workspace(cast.assessor, start_from(cast.assessor, source, NewDeployment("Third", "Harbin")))
    assert (third.assessment.deployment_name, third.assessment.place, third.assessment.number) == (
        "Third",
        "Harbin",
        1,
    )
    assert len(load_deployments(cast.assessor)) == 3


def test_asking_twice_makes_one_until_it_was_begun(cast: Cast, source: UUID) -> None:
    space = copied(cast, source)
    assert copied(cast, source).assessment.id == space.assessment.id
    save(cast.assessor, space.assessment.id, FIRST)
    assert copied(cast, source).assessment.id != space.assessment.id


def test_documents_go_along_where_asked_for_and_for_the_same_deployment(cast: Cast, source: UUID) -> None:
    put_file(cast.assessor, source)
    deployment = load_workspace(cast.assessor, source).assessment.deployment_id
    for target, count in ((NewDeployment("Other"), 0), (deployment, 1)):
        made = start_from(cast.assessor, source, target, with_evidence=True)
        assert Evidence.objects.filter(assessment_id=made).count() == count


def test_places_go_along_and_are_not_sure_of_what_differed(cast: Cast) -> None:
    earlier, places = answered_with_places(cast.assessor)
    new = copied(cast, earlier)
    old = load_workspace(cast.assessor, earlier)
    assert [each.name for each in new.places] == [each.name for each in old.places]
    assert [dict(each.answers) for each in new.places] == [{}, {"q_private_room": NotSure.NOT_SURE}, {}]
    assert new.places[1].newest[QuestionKey("q_private_room")].made_by == cast.colleague.person_name
    assert not set(places) & {each.id for each in new.places}
    assert not load_workspace(cast.assessor, start_from(cast.assessor, earlier, NewDeployment("Other"))).places


def test_the_trail_tells_from_where(cast: Cast, source: UUID) -> None:
    space = copied(cast, source)
    event = AuditEvent.objects.get(subject=space.assessment.id)
    assert event.action == "start_assessment"
    assert str(source).encode() in bytes(event.payload)


def test_who_may_and_who_may_not(cast: Cast, source: UUID) -> None:
    deployment = load_workspace(cast.assessor, source).assessment.deployment_id
    for actor in (cast.dpo, cast.auditor, replace(cast.assessor, trial_until=LATER)):
        with pytest.raises(NotAllowed):
            start_from(actor, source, deployment)
    for actor, key, target in (
        (cast.assessor, uuid4(), deployment),
        (cast.assessor, source, uuid4()),
        (replace(cast.assessor, organisation_id=cast.outsider.organisation_id), source, deployment),
    ):
        with pytest.raises(NotFound):
            start_from(actor, key, target)
    assert Deployment.objects.count() == 1


def test_sources_are_those_with_answers(cast: Cast, source: UUID) -> None:
    start(cast.assessor, "Empty")
    assert [(key, name) for key, name, _ in load_sources(cast.assessor)] == [(source, "Gates 闸机")]


def test_across_editions_what_changed_says_so(cast: Cast, source: UUID, publish_newer: Publish) -> None:
    publish_newer()
    space = copied(cast, source)
    assert space.catalogue.key == KEY
    outcomes = {str(one.question.key): one.passage.outcome for one in space.earlier}
    assert outcomes["q_accuracy"] is Outcome.ARCHIVED
    assert outcomes["q_minimal"] is Outcome.ASKED_AGAIN
    assert outcomes["q_province"] is Outcome.RECONFIRM
    assert Outcome.CARRIED not in outcomes.values()
    assert space.answers == {}


def test_an_upgrade_takes_what_still_waits_along(cast: Cast, source: UUID, publish_newer: Publish) -> None:
    space = copied(cast, source)
    first = next(iter(unconfirmed(space)))
    key = unconfirmed(space)[first][0].passage.targets[0]
    confirm(cast.colleague, space, first, [key], 0)
    publish_newer()
    new = load_workspace(cast.colleague, go_on(cast.colleague, space.assessment.id))
    assert list(new.answers) == [key]
    outcomes = {str(one.question.key): one.passage.outcome for one in new.earlier}
    assert outcomes["q_province"] is Outcome.RECONFIRM
    assert str(key) not in outcomes
    rows = CarriedAnswer.objects.filter(assessment_id=new.assessment.id, outcome=Outcome.CARRIED.value)
    assert [row.question for row in rows] == [key]


def test_without_a_way_to_the_current_edition_nothing_is_started(
    cast: Cast, source: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    Assessment.objects.filter(id=source).update(edition_key="1999-01")
    monkeypatch.setattr(catalogues, "FURTHER", ())
    with pytest.raises(NoWay):
        start_from(cast.assessor, source, NewDeployment("Other"))


def standing(revision: Revision) -> tuple[str, UUID | None]:
    revision.refresh_from_db()
    return revision.status, revision.superseded_by_id


def begun_from(cast: Cast, revision: Revision, target: UUID | NewDeployment) -> UUID:
    """Another assessment with the same answers, each given again."""
    made = start_from(cast.assessor, revision.assessment_id, target)
    answer_all(cast.assessor, made, case_answers("g-05-not-in-the-mainland.yaml"))
    return made


def test_of_all_assessments_of_a_deployment_the_report_sealed_last_is_the_current_one(cast: Cast) -> None:
    first = issued(cast)
    deployment = Assessment.objects.get(id=first.assessment_id).deployment_id
    copy = begun_from(cast, first, deployment)
    corrected = next_issued(cast, first)
    assert standing(first) == ("superseded", corrected.id)
    second = issue(approved(cast, copy))
    assert standing(corrected) == ("superseded", second.id)
    again = next_issued(cast, corrected)
    assert standing(second) == ("superseded", again.id)
    assert standing(again) == ("sealed", None)
    assert [each.number for each in (first, corrected, second, again)] == [1, 3, 2, 4]


def test_a_report_of_another_deployment_takes_no_place(cast: Cast) -> None:
    first = issued(cast)
    other = issue(approved(cast, begun_from(cast, first, NewDeployment("Other"))))
    assert standing(first) == standing(other) == ("sealed", None)
    assert other.number == 1


def test_the_list_counts_what_waits_with_as_many_queries_however_many_do(cast: Cast, source: UUID) -> None:
    counts = []
    for many in (1, 2):
        space = copied(cast, source)
        save(at(cast.colleague, LATER), space.assessment.id, {"q_orgkind": "company"})
        waiting = sum(map(len, unconfirmed(load_workspace(cast.colleague, space.assessment.id)).values()))
        assert waiting > 20
        with CaptureQueriesContext(connection) as queries:
            rows = load_list(cast.colleague).rows
        counts.append(len(queries))
        assert sorted(row.to_confirm for row in rows) == [0, *[waiting] * many]
    assert counts[0] == counts[1]
    assert f"{waiting} earlier answers to confirm" in sign_in(cast.colleague).get(reverse("dashboard")).content.decode()
