"""Exceptions at places: only where they make sense, never overwritten, kept for ever, frozen and carried along."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.answers import IllegalAnswer, NotSure, Several
from assessments.domain.catalogue import QuestionKey
from assessments.domain.findings import Overall, Verdict
from assessments.domain.revision import from_canonical
from assessments.domain.revision_schemas import FOURTH_SCHEMA, THIRD_SCHEMA
from assessments.models import AuditEvent, Place, PlaceException, Revision
from assessments.services.access import NotAllowed, NotFound
from assessments.services.assessments import is_author, load_workspace
from assessments.services.entries import record_entry
from assessments.services.place_exceptions import (
    NotAtThisPlace,
    StaleException,
    exception_digest,
    load_history,
    record_exception,
)
from assessments.services.place_views import load_places
from assessments.services.review import approve, return_to_assessor
from assessments.services.upgrades import newest_entry, upgrade
from tests.conftest import Cast, answer_all, case_answers, start
from tests.editions import KEY
from tests.services.placing import answered_with_places, except_at, hand_over, put_places
from tests.services.test_places import fill
from tests.services.test_walls import TENANT_MODELS


def record(cast: Cast, assessment_id: UUID, place: UUID, question: str, answer: object, based_on: int = 0) -> bool:
    space = load_workspace(cast.assessor, assessment_id)
    return record_exception(cast.assessor, space, place, QuestionKey(question), answer, based_on)  # type: ignore[arg-type]


def test_every_act_is_kept_and_removing_is_an_act_of_its_own(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    place = places[0]
    assert except_at(cast.assessor, assessment_id, place, "q_sign", "no")
    assert except_at(cast.colleague, assessment_id, place, "q_sign", "partly")
    assert not except_at(cast.assessor, assessment_id, place, "q_sign", "partly"), "it is so already"
    assert except_at(cast.assessor, assessment_id, place, "q_sign", None)
    assert not except_at(cast.assessor, assessment_id, place, "q_sign", None)
    assert except_at(cast.assessor, assessment_id, place, "q_notice_items", Several(("who", "purpose")))
    assert [(each.number, each.question, each.value, each.made_by_name) for each in load_history(place)] == [
        (4, "q_notice_items", ["who", "purpose"], "Asse Ssor 评估人"),
        (3, "q_sign", None, "Asse Ssor 评估人"),
        (2, "q_sign", "partly", "Col League"),
        (1, "q_sign", "no", "Asse Ssor 评估人"),
    ]
    told = AuditEvent.objects.filter(subject=assessment_id, action__contains="exception").order_by("sequence")
    assert [each.action for each in told][1:] == [
        *[Act.RECORD_EXCEPTION] * 2,
        Act.REMOVE_EXCEPTION,
        Act.RECORD_EXCEPTION,
    ]
    assert exception_digest(load_history(place)[0]).encode() in bytes(told[len(told) - 1].payload)
    assert set(load_workspace(cast.dpo, assessment_id).places[0].answers) == {"q_notice_items"}


def test_an_exception_concerns_its_place_alone_and_the_worst_is_the_result(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    space = load_workspace(cast.dpo, assessment_id)
    assert [space.place_results[each].assessed.overall for each in places] == [
        Overall.GAPS,
        Overall.RED_LINE,
        Overall.GAPS,
    ]
    assert space.assessed.overall is Overall.GAPS
    assert space.overall is Overall.RED_LINE
    assert [each.obligation for each in space.place_results[places[1]].own] == ["M13-private-space"]


def test_whoever_saves_on_an_older_state_is_told_and_overwrites_nothing(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.colleague, assessment_id, places[0], "q_sign", "no")
    with pytest.raises(StaleException) as stale:
        record(cast, assessment_id, places[0], "q_sign", "partly")
    assert (stale.value.newest.answer, stale.value.newest.made_by) == ("no", "Col League")
    with pytest.raises(StaleException):
        record(cast, assessment_id, places[0], "q_sign", None)
    assert not record(cast, assessment_id, places[0], "q_sign", "no"), "the same answer is done already"
    assert record(cast, assessment_id, places[0], "q_zone", "no"), "another question is not disturbed"


@pytest.mark.parametrize("question", ["q_orgkind", "q_total_people", "q_filed", "q_listed"])
def test_what_is_the_same_everywhere_or_not_asked_takes_no_exception(cast: Cast, question: str) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    with pytest.raises(NotAtThisPlace):
        record(cast, assessment_id, places[0], question, NotSure.NOT_SURE)


@pytest.mark.parametrize("question", ["q_unknown", "", "q_sign; DROP TABLE", "\x00"])
def test_an_unknown_question_is_not_found(cast: Cast, question: str) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    with pytest.raises(NotFound):
        record(cast, assessment_id, places[0], question, NotSure.NOT_SURE)


@pytest.mark.parametrize("answer", ["maybe", Several(("yes", "no")), 3, ""])
def test_an_answer_that_the_question_does_not_have_is_refused(cast: Cast, answer: object) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    with pytest.raises(IllegalAnswer):
        record(cast, assessment_id, places[0], "q_sign", answer)


def test_a_place_of_another_assessment_or_organisation_is_not_found(cast: Cast) -> None:
    assessment_id, _ = answered_with_places(cast.assessor)
    other = start(cast.assessor, "Other")
    for place in (uuid4(), *put_places(cast.assessor, other)):
        with pytest.raises(NotFound):
            record(cast, assessment_id, place, "q_sign", "no")
    space = load_workspace(cast.assessor, assessment_id)
    with pytest.raises(NotFound):
        record_exception(cast.outsider, space, space.places[0].id, QuestionKey("q_sign"), "no", 0)
    with pytest.raises(NotAllowed):
        record_exception(cast.dpo, space, space.places[0].id, QuestionKey("q_sign"), "no", 0)


def test_an_exception_cannot_hang_on_a_place_of_another_assessment(cast: Cast) -> None:
    answered_with_places(cast.assessor)
    foreign, *_ = put_places(cast.assessor, start(cast.assessor, "Other"))
    stands = PlaceException.objects.get()
    kept = {each.attname: getattr(stands, each.attname) for each in PlaceException._meta.concrete_fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceException.objects.create(**{**kept, "id": uuid4(), "place_id": foreign, "number": 5})


def test_what_a_place_opens_is_answered_there(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.assessor, assessment_id, places[2], "q_cctv", "yes")
    opened = load_workspace(cast.assessor, assessment_id).place_results[places[2]].open
    assert "q_listed" in opened
    fill(cast, assessment_id, places[2])
    space = load_workspace(cast.assessor, assessment_id)
    found = space.place_results[places[2]]
    assert found.open == ()
    assert any(each.verdict is Verdict.UNDETERMINED for each in found.own)
    assert space.route.asked.isdisjoint(opened)


def test_a_common_answer_given_later_leaves_exceptions_as_they_are(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    space = load_workspace(cast.assessor, assessment_id)
    step = space.catalogue.questions[QuestionKey("q_private_room")].step
    here = {str(one.question) for each in space.catalogue.steps if each.key == step for one in each.placements}
    answers = {key: value for key, value in space.answers.items() if key in here}
    record_entry(cast.assessor, space, step, {**answers, "q_private_room": "yes"}, space.based_on(step))
    again = load_workspace(cast.assessor, assessment_id)
    assert again.places[1].answers == {"q_private_room": "yes"}
    assert again.place_results[places[1]].own == ()
    assert again.overall is again.assessed.overall is Overall.RED_LINE


def frozen(cast: Cast, assessment_id: UUID) -> Revision:
    digest = hand_over(cast.assessor, assessment_id)
    return approve(cast.dpo, assessment_id, language="both", statement_accepted=True, expected_answers_digest=digest)


def test_a_revision_keeps_places_with_what_came_out_otherwise(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.assessor, assessment_id, places[0], "q_zone", "no")
    return_and_hand_in_again(cast, assessment_id)
    revision = Revision.objects.get(assessment_id=assessment_id)
    content = from_canonical(bytes(revision.content), edition("2026-11"))
    assert content.schema == FOURTH_SCHEMA
    assert [each.id for each in content.places] == [str(each) for each in places]
    second = content.places[1]
    assert (second.overall, [each.obligation for each in second.findings]) == (Overall.RED_LINE, ["M13-private-space"])
    assert [(each.question, each.value, each.made_by) for each in second.exceptions] == [
        ("q_private_room", "yes", "Asse Ssor 评估人")
    ]
    assert (content.places[2].exceptions, content.places[2].findings, content.places[2].open) == ((), (), ())
    assert [each.statement for each in content.attestations] == ["hand_in", "hand_in", "approve"]


def return_and_hand_in_again(cast: Cast, assessment_id: UUID) -> None:
    hand_over(cast.assessor, assessment_id)
    return_to_assessor(cast.dpo, assessment_id, "Look again.", {})
    frozen(cast, assessment_id)


def test_a_revision_without_places_is_written_as_before(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    content = bytes(frozen(cast, assessment_id).content)
    assert f'"schema":"{THIRD_SCHEMA}"'.encode() in content
    assert b'"places"' not in content


def test_an_upgrade_carries_places_and_never_lets_a_bad_one_take_the_common_answer(
    cast: Cast, publish_newer: Callable[[], None]
) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.colleague, assessment_id, places[0], "q_sign", "no")
    except_at(cast.colleague, assessment_id, places[0], "q_zone", "no")
    except_at(cast.colleague, assessment_id, places[0], "q_zone", None)
    publish_newer()
    space = load_workspace(cast.assessor, assessment_id)
    new = upgrade(cast.assessor, assessment_id, to=KEY, based_on=newest_entry(space))
    carried = load_places(new, edition(KEY))
    assert [(each.name, each.position, each.carried_from) for each in carried] == [
        (each.name, each.position, each.id) for each in space.places
    ]
    assert carried[1].answers == {"q_private_room": "yes"}
    assert carried[0].answers == {"q_sign": NotSure.NOT_SURE}, "the meaning of the question changed"
    assert [each.made_by for each in carried[0].newest.values()] == ["Col League"]
    assert is_author(cast.colleague, Place.objects.get(id=carried[0].id).assessment)
    told = AuditEvent.objects.filter(subject=new).order_by("sequence").values_list("action", flat=True)
    assert Act.CARRY_PLACES in told
    assert len(load_places(assessment_id, edition("2026-11"))) == 3, "the old assessment stays as it is"


def test_places_are_behind_the_walls() -> None:
    assert {"Place", "PlaceDescription", "PlaceException"} <= {each.__name__ for each in TENANT_MODELS}
