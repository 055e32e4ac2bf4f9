"""Places on record: described anew, taken out, put back; never overwritten, never by the wrong person or too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.domain.actions import Act
from assessments.domain.answers import NotSure
from assessments.domain.canonical import read_object
from assessments.domain.catalogue import QuestionKey
from assessments.domain.findings import Overall
from assessments.domain.lifecycle import Move, Refusal, Role
from assessments.domain.places import MOST_PLACES
from assessments.models import Assessment, Attestation, AuditEvent, Place, PlaceDescription, PlaceException
from assessments.services.access import NotAllowed, NotFound
from assessments.services.assessments import is_author, load_workspace
from assessments.services.entries import NotEditable
from assessments.services.place_exceptions import record_exception
from assessments.services.place_values import PlaceFields
from assessments.services.place_views import load_places_out
from assessments.services.places import (
    IllegalDetails,
    PlaceLimit,
    PlaceRefused,
    StalePlace,
    add_places,
    change_place,
    set_out,
)
from assessments.services.review import MoveRefused, approve, hand_in, return_to_assessor
from assessments.services.trials import TrialNames, begin_trial
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, start
from tests.services.placing import NAMES, answered_with_places, except_at, hand_over, put_places


def names(cast: Cast, assessment_id: UUID) -> list[str]:
    return [each.name for each in load_workspace(cast.dpo, assessment_id).places]


def told(assessment_id: UUID) -> list[str]:
    return list(AuditEvent.objects.filter(subject=assessment_id).order_by("sequence").values_list("action", flat=True))


def test_places_stand_in_the_order_of_adding_with_who_and_when(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    put_places(cast.assessor, assessment_id)
    put_places(cast.colleague, assessment_id, "Back door")
    assert names(cast, assessment_id) == [*NAMES, "Back door"]
    space = load_workspace(cast.dpo, assessment_id)
    assert [each.position for each in space.places] == [1, 2, 3, 4]
    assert [each.described_by for each in space.places][2:] == ["Asse Ssor 评估人", "Col League"]
    assert (space.places[0].devices, space.places[0].described_at, space.places[0].version) == (2, NOW, 1)
    assert told(assessment_id)[1:] == [Act.ADD_PLACES, Act.ADD_PLACES]
    assert add_places(cast.assessor, assessment_id, []) == []
    verify_chain(cast.organisation_id)


def test_one_event_for_one_act_binds_all_that_was_added_and_shows_none_of_it(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    put_places(cast.assessor, assessment_id)
    event = AuditEvent.objects.filter(subject=assessment_id, action=Act.ADD_PLACES).get()
    details = read_object(bytes(event.payload))["details"]
    assert isinstance(details, dict)
    assert set(details) == {"description_digest", "places"}
    assert details["places"] == 3
    assert set(PlaceDescription.objects.values_list("audit_sequence", flat=True)) == {event.sequence}


def test_a_place_is_described_anew_and_moved(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    places = put_places(cast.assessor, assessment_id)
    wanted = PlaceFields("Canteen", "", None, 1)
    assert change_place(cast.colleague, assessment_id, places[2], wanted, 1)
    assert names(cast, assessment_id) == [NAMES[0], "Canteen", NAMES[1]]
    assert not change_place(cast.assessor, assessment_id, places[2], wanted, 1), "it is so already, whoever asks"
    assert not change_place(cast.assessor, assessment_id, places[2], replace(wanted, position=None), 0)
    versions = PlaceDescription.objects.filter(place_id=places[2]).order_by("version")
    assert list(versions.values_list("name", "made_by_name")) == [
        (NAMES[2], "Asse Ssor 评估人"),
        ("Canteen", "Col League"),
    ]


def test_whoever_describes_an_older_version_is_told_and_overwrites_nothing(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    place, *_ = put_places(cast.assessor, assessment_id)
    change_place(cast.colleague, assessment_id, place, PlaceFields("Theirs"), 1)
    with pytest.raises(StalePlace) as stale:
        change_place(cast.assessor, assessment_id, place, PlaceFields("Mine"), 1)
    assert stale.value.made_by == "Col League"
    with pytest.raises(StalePlace):
        set_out(cast.assessor, assessment_id, place, 1, is_out=True)
    assert names(cast, assessment_id)[0] == "Theirs"


def test_what_is_taken_out_counts_no_longer_and_can_be_put_back_with_its_exceptions(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    assert load_workspace(cast.assessor, assessment_id).overall is Overall.RED_LINE
    assert set_out(cast.assessor, assessment_id, places[1], 1, is_out=True)
    assert not set_out(cast.assessor, assessment_id, places[1], 1, is_out=True)
    assert names(cast, assessment_id) == [NAMES[0], NAMES[2]]
    assert load_workspace(cast.assessor, assessment_id).overall is Overall.GAPS
    (out,) = load_places_out(assessment_id)
    assert (out.id, out.version, out.is_out) == (places[1], 2, True)
    with pytest.raises(NotFound):
        except_at_out(cast, assessment_id, places[1])
    assert set_out(cast.assessor, assessment_id, places[1], 2, is_out=False)
    assert names(cast, assessment_id) == list(NAMES)
    assert load_workspace(cast.assessor, assessment_id).overall is Overall.RED_LINE
    assert told(assessment_id)[-2:] == [Act.TAKE_OUT_PLACE, Act.PUT_BACK_PLACE]


def except_at_out(cast: Cast, assessment_id: UUID, place: UUID) -> None:
    space = load_workspace(cast.assessor, assessment_id)
    record_exception(cast.assessor, space, place, QuestionKey("q_sign"), "no", 9)


def test_a_change_puts_a_place_back_that_was_taken_out(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    place, *_ = put_places(cast.assessor, assessment_id)
    set_out(cast.assessor, assessment_id, place, 1, is_out=True)
    assert change_place(cast.assessor, assessment_id, place, PlaceFields(NAMES[0], "Century Avenue 世纪大道", 2), 2)
    assert names(cast, assessment_id) == list(NAMES)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (PlaceFields(" "), "name"),
        (PlaceFields("W" * 201), "name"),
        (PlaceFields("two\nlines"), "name"),
        (PlaceFields("hidden\u200b"), "name"),
        (PlaceFields("x", "W" * 201), "address"),
        (PlaceFields("x", "\u202e"), "address"),
        (PlaceFields("x", devices=-1), "devices"),
        (PlaceFields("x", devices=1_000_001), "devices"),
        (PlaceFields("x", position=0), "position"),
        (PlaceFields("x", position=10_000), "position"),
    ],
)
def test_what_cannot_be_kept_is_refused_as_a_whole(cast: Cast, wanted: PlaceFields, field: str) -> None:
    assessment_id = start(cast.assessor)
    place, *_ = put_places(cast.assessor, assessment_id)
    with pytest.raises(IllegalDetails) as refused:
        add_places(cast.assessor, assessment_id, [PlaceFields("fine"), wanted])
    assert refused.value.field == field
    with pytest.raises(IllegalDetails):
        change_place(cast.assessor, assessment_id, place, wanted, 1)
    assert Place.objects.count() == 3


def test_no_two_places_have_one_name_and_their_number_is_limited(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    places = put_places(cast.assessor, assessment_id)
    for wanted in ([PlaceFields(NAMES[0])], [PlaceFields("a"), PlaceFields("a")]):
        with pytest.raises(PlaceRefused) as refused:
            add_places(cast.assessor, assessment_id, wanted)
        assert refused.value.limit is PlaceLimit.TAKEN
    with pytest.raises(PlaceRefused):
        change_place(cast.assessor, assessment_id, places[0], PlaceFields(NAMES[1]), 1)
    set_out(cast.assessor, assessment_id, places[0], 1, is_out=True)
    put_places(cast.assessor, assessment_id, NAMES[0])
    with pytest.raises(PlaceRefused) as again:
        set_out(cast.assessor, assessment_id, places[0], 2, is_out=False)
    assert again.value.limit is PlaceLimit.TAKEN
    put_places(cast.assessor, assessment_id, *(f"Shop {n}" for n in range(MOST_PLACES - 3)))
    with pytest.raises(PlaceRefused) as full:
        put_places(cast.assessor, assessment_id, "one more")
    assert full.value.limit is PlaceLimit.FULL
    newest = Place.objects.order_by("-number")[0].id
    set_out(cast.assessor, assessment_id, newest, 1, is_out=True)
    put_places(cast.assessor, assessment_id, "one more")
    with pytest.raises(PlaceRefused) as still:
        set_out(cast.assessor, assessment_id, newest, 2, is_out=False)
    assert still.value.limit is PlaceLimit.FULL
    assert len(load_workspace(cast.assessor, assessment_id).places) == MOST_PLACES >= 200


def test_only_assessors_of_the_organisation_change_places_and_not_in_a_trial(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    place, *_ = put_places(cast.assessor, assessment_id)
    tried = replace(cast.assessor, trial_until=NOW + timedelta(hours=1))
    for actor, error in (
        (cast.dpo, NotAllowed),
        (cast.auditor, NotAllowed),
        (tried, NotAllowed),
        (cast.outsider, NotFound),
    ):
        with pytest.raises(error):
            add_places(actor, assessment_id, [PlaceFields("x")])
        with pytest.raises(error):
            change_place(actor, assessment_id, place, PlaceFields("x"), 1)
        with pytest.raises(error):
            set_out(actor, assessment_id, place, 1, is_out=True)
    other = start(cast.assessor)
    for stranger in (uuid4(), *put_places(cast.assessor, other)):
        with pytest.raises(NotFound):
            change_place(cast.assessor, assessment_id, stranger, PlaceFields("x"), 1)


def test_after_handing_in_places_stand_still_and_go_on_once_it_is_returned(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    hand_over(cast.assessor, assessment_id)
    with pytest.raises(NotEditable):
        add_places(cast.assessor, assessment_id, [PlaceFields("x")])
    with pytest.raises(NotEditable):
        set_out(cast.assessor, assessment_id, places[0], 1, is_out=True)
    with pytest.raises(NotEditable):
        except_at(cast.assessor, assessment_id, places[0], "q_sign", "no")
    return_to_assessor(cast.dpo, assessment_id, "Look at gate 2.", {})
    assert set_out(cast.assessor, assessment_id, places[0], 1, is_out=True)


def test_the_database_itself_keeps_places_to_drafts_and_to_adding(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    hand_over(cast.assessor, assessment_id)
    row = Assessment.objects.get(id=assessment_id)
    with pytest.raises(DatabaseError, match="only in a draft"), transaction.atomic():
        Place.objects.create(organisation_id=cast.organisation_id, assessment=row, number=9)
    for statement in (
        "UPDATE assessments_place SET number = 7",
        "DELETE FROM assessments_place",
        "UPDATE assessments_placedescription SET name = 'x'",
        "DELETE FROM assessments_placedescription",
        "UPDATE assessments_placeexception SET value = null",
        "DELETE FROM assessments_placeexception",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert PlaceException.objects.filter(place_id=places[1]).count() == 1


def fill(cast: Cast, assessment_id: UUID, place: UUID) -> None:
    while still_open := load_workspace(cast.assessor, assessment_id).place_results[place].open:
        for key in still_open:
            except_at(cast.assessor, assessment_id, place, key, NotSure.NOT_SURE)


def test_what_only_a_place_leaves_open_blocks_handing_in(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    except_at(cast.assessor, assessment_id, places[2], "q_cctv", "yes")
    space = load_workspace(cast.assessor, assessment_id)
    assert space.route.open_count == 0
    assert space.open_at_places > 0
    assert not space.is_complete
    with pytest.raises(MoveRefused) as refused:
        hand_over(cast.assessor, assessment_id)
    assert (refused.value.move, refused.value.refusal) == (Move.HAND_IN, Refusal.INCOMPLETE)
    fill(cast, assessment_id, places[2])
    hand_over(cast.assessor, assessment_id)


def test_an_attestation_is_bound_to_the_places_as_they_stood(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    except_at(cast.colleague, assessment_id, places[0], "q_zone", "no")
    with pytest.raises(MoveRefused) as refused:
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    assert refused.value.refusal is Refusal.ANSWERS_CHANGED


def test_whoever_answered_for_a_place_may_not_approve(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    both = replace(cast.dpo, roles=frozenset({Role.ASSESSOR, Role.DPO}))
    except_at(both, assessment_id, places[0], "q_zone", "no")
    digest = hand_over(cast.assessor, assessment_id)
    row = Assessment.objects.get(id=assessment_id)
    assert is_author(both, row)
    assert not is_author(cast.auditor, row)
    with pytest.raises(MoveRefused) as refused:
        approve(both, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)
    assert refused.value.refusal is Refusal.AUTHOR_MAY_NOT_REVIEW
    with pytest.raises(DatabaseError, match="may not approve"), transaction.atomic():
        Attestation.objects.create(
            organisation_id=cast.organisation_id,
            assessment=row,
            number=1,
            statement="approve",
            person_id=both.person_id,
            person_name=both.person_name,
            role="dpo",
            answers_digest=digest,
            made_at=NOW,
        )


def test_a_trial_has_no_places_not_even_in_the_database(cast: Cast) -> None:
    begun = begin_trial(TrialNames("Trial", "Somebody", "Door"), "source", NOW, language="en")
    row = Assessment.objects.get(id=begun.assessment_id)
    with pytest.raises(DatabaseError, match="has no place in a trial"), transaction.atomic():
        Place.objects.create(organisation_id=begun.organisation_id, assessment=row, number=1)
