"""Recording what a reviewer decides of single answers: accepted, or to be corrected. What counts is in `mark_views`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.answers import answer_to_json
from assessments.domain.canonical import to_bytes
from assessments.domain.catalogue import QuestionKey
from assessments.domain.characters import check_text
from assessments.domain.lifecycle import Move, Refusal
from assessments.domain.marking import Marked
from assessments.domain.revision import digest
from assessments.models import AnswerMark, Assessment
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.audit import record_event
from assessments.services.mark_views import marked
from assessments.services.review import MoveRefused, begin_move
from assessments.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class NewMark:
    """A decision as a person enters it. The text must have passed `domain.characters.check_text`."""

    is_accepted: bool
    text: str


class NotAsked(Exception):
    """The question is not asked, so that there is no answer to decide of."""


class NothingSaid(Exception):
    """Whoever wants an answer corrected has to say what is wrong."""


@transaction.atomic
def record_marks(
    actor: Actor, assessment_id: UUID, marks: Mapping[QuestionKey, NewMark], *, expected_answers_digest: str
) -> int:
    """Record what is new among `marks`; how many that were.

    Only who may decide of the whole may decide of a part. Raises NotFound, MoveRefused, UnfitText, NotAsked,
    NothingSaid.
    """
    row = begin_move(actor, assessment_id, Move.RETURN)
    space = load_workspace(actor, assessment_id)
    if space.answers_digest != expected_answers_digest:
        raise MoveRefused(Move.RETURN, Refusal.ANSWERS_CHANGED)
    standing, number = marked(space), 0
    for key, mark in marks.items():
        if key not in space.route.asked:
            raise NotAsked
        check_text(mark.text)
        if not mark.is_accepted and not mark.text.strip():
            raise NothingSaid
        if not _stands(standing.get(key), mark):
            _append(actor, row, space, key, mark)
            number += 1
    return number


def _stands(now: Marked | None, mark: NewMark) -> bool:
    if now is None or now.is_changed:
        return False
    return (now.mark.is_accepted, now.mark.text) == (mark.is_accepted, mark.text)


def _append(actor: Actor, row: Assessment, space: Workspace, question: QuestionKey, mark: NewMark) -> None:
    """The random key goes into the digest, so that whoever has only the trail cannot try out texts."""
    key, answer = uuid4(), space.answers.get(str(question))
    value = None if answer is None else answer_to_json(answer)
    about = {"question": str(question), "mark_digest": digest(to_bytes((key.hex, mark.text, value)))}
    action = Act.ACCEPT_ANSWER if mark.is_accepted else Act.RETURN_ANSWER
    event = record_event(actor.organisation_id, actor.person_id, action, row.id, actor.now, number=row.number, **about)
    AnswerMark.objects.create(
        id=key,
        organisation_id=actor.organisation_id,
        assessment=row,
        number=row.number,
        question=question,
        is_accepted=mark.is_accepted,
        answer=value,
        text=mark.text,
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
        audit_sequence=event.sequence,
    )
