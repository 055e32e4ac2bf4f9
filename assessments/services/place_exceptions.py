"""Recording that an answer is another one at a place, and taking that back. A row for each act, never an overwrite."""

from __future__ import annotations

from collections.abc import Mapping
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
    """Somebody else answered the question for the place since the page was loaded."""

    newest: ExceptionView
    place: PlaceView


def record_exception(
    actor: Actor, known: Workspace, place_id: UUID, question: QuestionKey, answer: Answer | None, based_on: int
) -> bool:
    """As `record_exceptions`, at one place; False where it is so already."""
    return record_exceptions(actor, known, question, answer, {place_id: based_on}) > 0


@transaction.atomic
def record_exceptions(
    actor: Actor, known: Workspace, question: QuestionKey, answer: Answer | None, based_on: Mapping[UUID, int]
) -> int:
    """Let `answer` hold at these places, or with None the common answer again; how many it was new for.

    `known` names the assessment and is read again under the lock, as far as it can have changed; `based_on` is for
    each place the number of the newest act on this question that the page knew of. All or none: raises NotAllowed,
    NotFound, NotEditable, NotAtThisPlace, StaleException, IllegalAnswer.
    """
    row = open_assessment(actor, known.assessment.id)
    catalogue = known.catalogue
    if question not in catalogue.questions:
        raise NotFound
    places = {each.id: each for each in load_places(row.id, catalogue)}
    if not places.keys() >= based_on.keys():
        raise NotFound
    chosen = [places[key] for key in based_on]
    if answer is not None:
        answer = answer_from_json(catalogue.questions[question], answer_to_json(answer))
        _refuse_elsewhere(replace(known, entries=load_entries(row.id, catalogue), places=chosen), question)
    changed = [each for each in chosen if each.answers.get(question) != answer]
    for place in changed:
        if place.based_on(question) > based_on[place.id]:
            raise StaleException(place.newest[question], place)
    for place in changed:
        _insert(actor, row, place, question, answer)
    return len(changed)


def _refuse_elsewhere(space: Workspace, question: QuestionKey) -> None:
    """Raises NotAtThisPlace where the question takes no answer of its own at one of the workspace's places."""
    for result in space.place_results.values():
        if question not in answerable(space.common, result):
            raise NotAtThisPlace


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
