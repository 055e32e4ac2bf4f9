"""Who can answer what was answered "not sure", and by when: the newest record of a question counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.answers import NotSure
from assessments.domain.catalogue import QuestionKey
from assessments.models import Assessment, Clarification
from assessments.services.access import Actor, NotFound, local_day
from assessments.services.assessments import load_entries
from assessments.services.audit import record_event
from assessments.services.colleagues import load_colleagues
from assessments.services.comments import begin_work
from assessments.services.workspace import fold

LONGEST_NAME = 100


class IsSure(Exception):
    """The question is not answered "not sure" (any more)."""


class InThePast(Exception):
    """The day has passed."""


class StaleClarification(Exception):
    """Somebody else was asked since the page was loaded."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked."""

    place: int
    """Place in the audit trail."""
    person_id: UUID | None
    name: str
    """Of the member, or of somebody else."""
    due: date | None
    asked_by: str
    is_carried: bool = False
    """Whether that was in the assessment that this one goes on from."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is to be asked: a member, or somebody else by name; nobody where both are empty."""

    person_id: UUID | None = None
    name: str = ""
    due: date | None = None


def load_asked(assessment_id: UUID) -> Mapping[QuestionKey, Asked]:
    """Who is asked, by question; questions for which nobody is asked are left out."""
    rows = Clarification.objects.filter(assessment_id=assessment_id).order_by("question", "-audit_sequence")
    newest = rows.distinct("question").select_related("person")
    return {QuestionKey(row.question): asked_view(row) for row in newest if row.person_id or row.name}


def asked_view(row: Clarification) -> Asked:
    """A stored record; the person must have been read with it."""
    name = row.person.name if row.person else row.name
    carried = row.carried_from_id is not None
    return Asked(row.audit_sequence, row.person_id, name, row.due, row.made_by_name, carried)


def ask(actor: Actor, assessment_id: UUID, question: QuestionKey, wish: Wish, based_on: int) -> bool:
    """Record who is asked by when, or that nobody is; False where it stands so already.

    `based_on` is the place of the record that the page showed, 0 for none. A name must have passed
    `domain.characters.check_text`. Raises NotFound, NotAllowed, NotEditable, IsSure, InThePast, StaleClarification.
    """
    with transaction.atomic():
        row = begin_work(actor, assessment_id, question)
        now = load_asked(row.id).get(question)
        if _stands(now, wish):
            return False
        if (now.place if now else 0) != based_on:
            raise StaleClarification
        _check(actor, row, question, wish)
        _append(actor, row, question, wish)
    return True


def _stands(now: Asked | None, wish: Wish) -> bool:
    if now is None:
        return wish.person_id is None and not wish.name
    same = now.person_id == wish.person_id if wish.person_id else now.person_id is None and now.name == wish.name
    return same and now.due == wish.due


def _check(actor: Actor, row: Assessment, question: QuestionKey, wish: Wish) -> None:
    if wish.person_id is None and not wish.name:
        return
    if wish.person_id is not None and all(each.person_id != wish.person_id for each in load_colleagues(actor)):
        raise NotFound
    if wish.due is not None and wish.due < local_day(actor.now):
        raise InThePast
    answers = fold(load_entries(row.id, edition(row.edition_key)).values())
    if answers.get(str(question)) is not NotSure.NOT_SURE:
        raise IsSure


def _append(actor: Actor, row: Assessment, question: QuestionKey, wish: Wish) -> None:
    named = wish.person_id is not None or bool(wish.name)
    action = Act.ASK_TO_CLARIFY if named else Act.STOP_CLARIFYING
    about = {"question": str(question)}
    mark = record_event(actor.organisation_id, actor.person_id, action, row.id, actor.now, **about)
    Clarification.objects.create(
        organisation_id=actor.organisation_id,
        assessment=row,
        question=question,
        person_id=wish.person_id,
        name="" if wish.person_id else wish.name,
        due=wish.due if named else None,
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
        audit_sequence=mark.sequence,
    )
