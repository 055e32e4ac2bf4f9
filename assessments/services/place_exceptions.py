"""Recording that an answer is another one at a place, and taking that back. A row for each act, never an overwrite."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from assessments.domain.actions import Act
from assessments.domain.answers import Answer, answer_from_json, answer_to_json
from assessments.domain.canonical import to_bytes
from assessments.domain.catalogue import QuestionKey
from assessments.domain.places import answerable
from assessments.domain.revision import digest
from assessments.models import Assessment, PlaceException
from assessments.services.access import Actor, NotFound
from assessments.services.assessments import load_entries
from assessments.services.audit import iso, record_event
from assessments.services.place_values import ExceptionView, PlaceView
from assessments.services.place_views import load_places
from assessments.services.places import open_assessment
from assessments.services.workspace import Workspace


class NotAtThisPlace(Exception):
    """The question is not asked at the place, or its answer is the same everywhere."""


@dataclass(eq=False)
class StaleException(Exception):
    """Somebody else answered the question for this place since the page was loaded."""

    newest: ExceptionView


@transaction.atomic
def record_exception(
    actor: Actor, known: Workspace, place_id: UUID, question: QuestionKey, answer: Answer | None, based_on: int
) -> bool:
    """Let `answer` hold at the place, or with None the common answer again; False where it is so already.

    `known` names the assessment and is read again under the lock, as far as it can have changed; `based_on` is the
    number of the newest act on this question that the page knew of. Raises NotAllowed, NotFound, NotEditable,
    NotAtThisPlace, StaleException, IllegalAnswer.
    """
    row = open_assessment(actor, known.assessment.id)
    catalogue = known.catalogue
    places = load_places(row.id, catalogue)
    space = replace(known, entries=load_entries(row.id, catalogue), places=places)
    place = next((each for each in places if each.id == place_id), None)
    if place is None or question not in catalogue.questions:
        raise NotFound
    stands = place.answers.get(question)
    if answer is not None:
        answer = answer_from_json(catalogue.questions[question], answer_to_json(answer))
        if question not in answerable(space.common, space.place_results[place_id]):
            raise NotAtThisPlace
    if answer == stands:
        return False
    if place.based_on(question) > based_on:
        raise StaleException(place.newest[question])
    _insert(actor, row, place, question, answer)
    return True


def _insert(actor: Actor, row: Assessment, place: PlaceView, question: QuestionKey, answer: Answer | None) -> None:
    last = PlaceException.objects.filter(place_id=place.id).aggregate(last=Max("number"))["last"] or 0
    made = PlaceException(
        organisation_id=actor.organisation_id,
        assessment=row,
        place_id=place.id,
        number=last + 1,
        question=str(question),
        value=None if answer is None else answer_to_json(answer),
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
    )
    row.updated_at = actor.now
    row.save(update_fields=["updated_at"])
    mark = record_event(
        actor.organisation_id,
        actor.person_id,
        Act.REMOVE_EXCEPTION if answer is None else Act.RECORD_EXCEPTION,
        row.id,
        actor.now,
        place=str(place.id),
        question=str(question),
        exception_digest=exception_digest(made),
    )
    made.audit_sequence = mark.sequence
    made.save(force_insert=True)


def exception_digest(made: PlaceException) -> str:
    """What binds an exception to its event; the random key of the row is part of it and not of the event, so that
    nobody can try out which answer gives this digest."""
    parts = (made.id.hex, made.place_id.hex, made.number, made.question, made.value, made.made_by_id.hex)
    return digest(to_bytes((*parts, iso(made.made_at))))


def load_history(place_id: UUID) -> list[PlaceException]:
    """Every act at the place, the latest first."""
    return list(PlaceException.objects.filter(place_id=place_id).order_by("-number"))
