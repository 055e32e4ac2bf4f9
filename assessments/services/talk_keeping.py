"""What an upgrade takes along of working together: comments, whose step it is, and who is asked, as copies by the same
people that say which act they repeat. What the newer edition no longer asks stays in the earlier assessment."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar
from uuid import uuid4

from assessments.domain.actions import Act
from assessments.domain.canonical import to_bytes
from assessments.domain.catalogue import Catalogue
from assessments.domain.revision import digest
from assessments.models import Assessment, Clarification, Comment, StepAssignment
from assessments.services.access import Actor
from assessments.services.audit import record_event

_Row = TypeVar("_Row", Comment, Clarification, StepAssignment)


def carry_talk(actor: Actor, old: Assessment, new: Assessment, catalogue: Catalogue) -> None:
    """Put on record for `new`, on the edition `catalogue`, what is said and agreed in `old`."""
    questions = {str(key) for key in catalogue.questions}
    _carry_comments(actor, old, new, questions)
    _carry_steps(actor, old, new, {str(each.key) for each in catalogue.steps})
    _carry_asked(actor, old, new, questions)


def _carry_comments(actor: Actor, old: Assessment, new: Assessment, questions: Collection[str]) -> None:
    """Whole threads. Each act is an event of its own: its place in the trail is its place in the thread."""
    copies = []
    for row in Comment.objects.filter(assessment=old, question__in=questions).order_by("audit_sequence"):
        key = uuid4()
        bound = digest(to_bytes((key.hex, row.text)))
        about = {"question": row.question, "comment_digest": bound, "carried_from": str(row.id)}
        mark = record_event(actor.organisation_id, actor.person_id, Act.CARRY_COMMENT, new.id, actor.now, **about)
        copies.append(_copy(row, new, mark.sequence, id=key))
    Comment.objects.bulk_create(copies)


def _carry_steps(actor: Actor, old: Assessment, new: Assessment, steps: Collection[str]) -> None:
    ever = StepAssignment.objects.filter(assessment=old, step__in=steps).order_by("step", "-audit_sequence")
    rows = [each for each in ever.distinct("step") if each.person_id is not None]
    if rows:
        by, count = actor.person_id, len(rows)
        mark = record_event(actor.organisation_id, by, Act.CARRY_STEPS, new.id, actor.now, steps=count)
        StepAssignment.objects.bulk_create(_copy(each, new, mark.sequence) for each in rows)


def _carry_asked(actor: Actor, old: Assessment, new: Assessment, questions: Collection[str]) -> None:
    ever = Clarification.objects.filter(assessment=old, question__in=questions).order_by("question", "-audit_sequence")
    rows = [each for each in ever.distinct("question") if each.person_id is not None or each.name]
    if rows:
        by, count = actor.person_id, len(rows)
        mark = record_event(actor.organisation_id, by, Act.CARRY_ASKED, new.id, actor.now, questions=count)
        Clarification.objects.bulk_create(_copy(each, new, mark.sequence) for each in rows)


def _copy(row: _Row, new: Assessment, sequence: int, **changed: object) -> _Row:
    kept = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if each.attname != "id"}
    own = {"assessment_id": new.id, "audit_sequence": sequence, "carried_from_id": row.id}
    return type(row)(**{**kept, **own, **changed})
