"""Places go along with an upgrade: the same places, described as before, with the exceptions that still hold.

An exception whose question changed is not dropped: the place would silently take the common answer, which may be better
than the truth. It becomes "not sure" there, unknown to every rule, until somebody answers anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from assessments.domain.actions import Act
from assessments.domain.answers import answer_from_json, answer_to_json
from assessments.domain.catalogue import NOT_SURE, Catalogue, QuestionKey
from assessments.domain.upgrading import follow
from assessments.models import Assessment, Place, PlaceDescription, PlaceException
from assessments.services.access import Actor
from assessments.services.audit import record_event


def carry_places(
    actor: Actor, old: Assessment, new: Assessment, chain: Sequence[Catalogue], *, counts: bool = True
) -> None:
    """Put the places that count on `old` on record for `new`, along the editions of `chain`, by the same people.

    `counts`: whether an exception holds as it was given. Where not, as in an assessment that only started from `old`,
    the place is "not sure" of the question, by the actor, until somebody answers it anew.
    """
    newest = PlaceDescription.objects.filter(assessment=old).order_by("place_id", "-version").distinct("place_id")
    told = sorted((each for each in newest if not each.is_out), key=lambda each: each.position)
    if not told:
        return
    by, count = actor.person_id, len(told)
    mark = record_event(actor.organisation_id, by, Act.CARRY_PLACES, new.id, actor.now, places=count)
    places = {
        each.place_id: Place(
            organisation_id=new.organisation_id, assessment=new, number=n, carried_from_id=each.place_id
        )
        for n, each in enumerate(told, start=1)
    }
    Place.objects.bulk_create(places.values())
    PlaceDescription.objects.bulk_create(_described(each, places[each.place_id], mark.sequence) for each in told)
    PlaceException.objects.bulk_create(
        one if counts else _unsure(actor, one)
        for key, place in places.items()
        for one in _excepted(_standing(key), place, chain, mark.sequence)
    )


def _unsure(actor: Actor, one: PlaceException) -> PlaceException:
    one.value, one.made_by_id, one.made_by_name = str(NOT_SURE), actor.person_id, actor.person_name
    one.made_at = actor.now
    return one


def _described(row: PlaceDescription, place: Place, sequence: int) -> PlaceDescription:
    return PlaceDescription(
        organisation_id=row.organisation_id,
        assessment_id=place.assessment_id,
        place=place,
        version=1,
        name=row.name,
        address=row.address,
        devices=row.devices,
        position=place.number,
        made_by_id=row.made_by_id,
        made_by_name=row.made_by_name,
        made_at=row.made_at,
        audit_sequence=sequence,
    )


def _standing(place_id: UUID) -> list[PlaceException]:
    """The newest act on each question, in the order of the acts."""
    newest = PlaceException.objects.filter(place_id=place_id).order_by("question", "-number").distinct("question")
    return sorted(newest, key=lambda each: each.number)


def _excepted(
    rows: Iterable[PlaceException], place: Place, chain: Sequence[Catalogue], sequence: int
) -> Iterator[PlaceException]:
    found: dict[QuestionKey, tuple[PlaceException, object]] = {}
    for row in rows:
        for target, value in _passed_on(row, chain):
            stands = found.get(target)
            found[target] = (row, value if stands is None or stands[1] == value else str(NOT_SURE))
    for number, (target, (row, value)) in enumerate(found.items(), start=1):
        yield PlaceException(
            organisation_id=row.organisation_id,
            assessment_id=place.assessment_id,
            place=place,
            number=number,
            question=str(target),
            value=value,
            made_by_id=row.made_by_id,
            made_by_name=row.made_by_name,
            made_at=row.made_at,
            audit_sequence=sequence,
        )


def _passed_on(row: PlaceException, chain: Sequence[Catalogue]) -> Iterator[tuple[QuestionKey, object]]:
    if row.value is None:
        return
    question = chain[0].questions[QuestionKey(row.question)]
    passage = follow(chain, question.key, answer_from_json(question, row.value))
    holds = passage.counts and passage.value is not None
    for target in passage.targets:
        yield target, answer_to_json(passage.value) if holds and passage.value is not None else str(NOT_SURE)
