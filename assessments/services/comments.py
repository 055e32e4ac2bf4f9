"""Comments on questions: threads to which people add, close and open again. They are no part of what is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.canonical import to_bytes
from assessments.domain.catalogue import QuestionKey
from assessments.domain.lifecycle import Status
from assessments.domain.revision import digest
from assessments.domain.working_together import CommentAct
from assessments.models import Assessment, Comment
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.audit import record_event
from assessments.services.colleagues import may_work
from assessments.services.entries import NotEditable, lock_assessment

LONGEST_TEXT = 2000
CLOSED = frozenset({Status.SUPERSEDED, Status.WITHDRAWN})
"""States in which nobody works on an assessment any more."""
ACTIONS = {
    CommentAct.SAY: Act.COMMENT,
    CommentAct.RESOLVE: Act.RESOLVE_COMMENTS,
    CommentAct.REOPEN: Act.REOPEN_COMMENTS,
}


class StaleThread(Exception):
    """Somebody added to the thread since the page was loaded."""


@dataclass(frozen=True, slots=True)
class Said:
    """One act of a thread."""

    place: int
    """Place in the audit trail."""
    act: CommentAct
    text: str
    made_by: str
    made_at: datetime
    is_carried: bool = False
    """Whether it was done in the assessment that this one goes on from."""


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said of one question, oldest first."""

    acts: Sequence[Said]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do with it."""
        return self.acts[-1].act is not CommentAct.RESOLVE

    @property
    def newest(self) -> int:
        """Place of the newest act."""
        return self.acts[-1].place

    @property
    def count(self) -> int:
        """How many comments there are."""
        return sum(each.act is CommentAct.SAY for each in self.acts)


def load_threads(assessment_id: UUID) -> Mapping[QuestionKey, Thread]:
    """The threads of an assessment, by question."""
    acts: dict[QuestionKey, list[Said]] = {}
    for row in Comment.objects.filter(assessment_id=assessment_id).order_by("audit_sequence"):
        carried = row.carried_from_id is not None
        said = Said(row.audit_sequence, CommentAct(row.act), row.text, row.made_by_name, row.made_at, carried)
        acts.setdefault(QuestionKey(row.question), []).append(said)
    return {key: Thread(found) for key, found in acts.items()}


def load_open_questions(assessment_id: UUID) -> frozenset[QuestionKey]:
    """The questions whose thread is open, without what was said."""
    newest = Comment.objects.filter(assessment_id=assessment_id).order_by("question", "-audit_sequence")
    acts = newest.distinct("question").values_list("question", "act")
    return frozenset(QuestionKey(question) for question, act in acts if act != CommentAct.RESOLVE)


def say(actor: Actor, assessment_id: UUID, question: QuestionKey, text: str) -> None:
    """Add to the thread, which is open from then on; nothing where this person said just that last. `text` must have
    passed `domain.characters.check_text`.

    Raises NotFound, NotAllowed, NotEditable.
    """
    with transaction.atomic():
        row = begin_work(actor, assessment_id, question)
        newest = Comment.objects.filter(assessment=row, question=question).order_by("-audit_sequence").first()
        if newest is None or (newest.made_by_id, newest.act, newest.text) != (actor.person_id, CommentAct.SAY, text):
            _append(actor, row, question, CommentAct.SAY, text)


def settle(actor: Actor, assessment_id: UUID, question: QuestionKey, act: CommentAct, based_on: int) -> bool:
    """Close the thread or open it again; False where it stands so already.

    `based_on` is the place of the newest act that the page knew of: nobody closes what they have not read. Raises
    NotFound (also where there is no thread), NotAllowed, NotEditable, StaleThread.
    """
    with transaction.atomic():
        row = begin_work(actor, assessment_id, question)
        thread = load_threads(row.id).get(question)
        if thread is None:
            raise NotFound
        if thread.is_open is (act is CommentAct.REOPEN):
            return False
        if thread.newest != based_on:
            raise StaleThread
        _append(actor, row, question, act, "")
    return True


def begin_work(actor: Actor, assessment_id: UUID, question: QuestionKey) -> Assessment:
    """The assessment under lock, where the person may work on the question. Raises NotFound, NotAllowed,
    NotEditable."""
    if not may_work(actor):
        raise NotAllowed
    row = lock_assessment(actor, assessment_id)
    if question not in edition(row.edition_key).questions:
        raise NotFound
    if Status(row.status) in CLOSED:
        raise NotEditable
    return row


def _append(actor: Actor, row: Assessment, question: QuestionKey, act: CommentAct, text: str) -> None:
    """The random key goes into the digest, so that whoever has only the trail cannot try out texts."""
    key = uuid4()
    about = {"question": str(question), "comment_digest": digest(to_bytes((key.hex, text)))}
    mark = record_event(actor.organisation_id, actor.person_id, ACTIONS[act], row.id, actor.now, **about)
    Comment.objects.create(
        id=key,
        organisation_id=actor.organisation_id,
        assessment=row,
        question=question,
        act=act.value,
        text=text,
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
        audit_sequence=mark.sequence,
    )
