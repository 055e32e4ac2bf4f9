"""Places for tests: short ways to put them and their exceptions on record."""

from __future__ import annotations

from uuid import UUID

from assessments.domain.answers import Answer
from assessments.domain.catalogue import QuestionKey
from assessments.services.access import Actor, scope
from assessments.services.assessments import load_workspace
from assessments.services.place_exceptions import record_exception
from assessments.services.place_values import PlaceFields
from assessments.services.places import add_places
from assessments.services.review import hand_in
from tests.conftest import answer_all, case_answers, start

NAMES = ("Lobby 大堂", "Gate 2", "Canteen 食堂")


def put_places(actor: Actor, assessment_id: UUID, *names: str) -> list[UUID]:
    """Put places on record; their keys."""
    wanted = [PlaceFields(each, "Century Avenue 世纪大道", 2) for each in names or NAMES]
    with scope(actor.organisation_id):
        return add_places(actor, assessment_id, wanted)


def except_at(actor: Actor, assessment_id: UUID, place_id: UUID, question: str, answer: Answer | None) -> bool:
    """Let another answer hold at a place, based on what stands."""
    with scope(actor.organisation_id):
        space = load_workspace(actor, assessment_id)
        place = next(each for each in space.places if each.id == place_id)
        return record_exception(actor, space, place_id, QuestionKey(question), answer, place.based_on(question))


def answered_with_places(actor: Actor, case: str = "sealed.yaml") -> tuple[UUID, list[UUID]]:
    """An assessment with complete answers and three places; the second has a device in a private room."""
    assessment_id = start(actor)
    answer_all(actor, assessment_id, case_answers(case))
    places = put_places(actor, assessment_id)
    except_at(actor, assessment_id, places[1], "q_private_room", "yes")
    return assessment_id, places


def hand_over(actor: Actor, assessment_id: UUID) -> str:
    """Hand in as it stands; the digest."""
    with scope(actor.organisation_id):
        digest = load_workspace(actor, assessment_id).answers_digest
        hand_in(actor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    return digest
