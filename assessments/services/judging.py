"""Recording what a DPO holds of single verdicts, beside what the rules say. What counts is in `reviewer_views`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.canonical import to_bytes
from assessments.domain.catalogue import ObligationKey
from assessments.domain.characters import check_text
from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Move, Refusal
from assessments.domain.revision import digest
from assessments.models import Assessment
from assessments.models import ReviewerView as Record
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.audit import record_event
from assessments.services.review import MoveRefused, begin_move
from assessments.services.reviewer_views import load_reviewer_views


@dataclass(frozen=True, slots=True)
class NewView:
    """A view as a person enters it. The reason must have passed `domain.characters.check_text`."""

    agrees: bool
    reason: str


class UnknownObligation(Exception):
    """The edition has no such obligation."""


class NoReason(Exception):
    """Whoever disagrees has to say why."""


@transaction.atomic
def record_views(
    actor: Actor, assessment_id: UUID, views: Mapping[ObligationKey, NewView], *, expected_answers_digest: str
) -> int:
    """Record what is new among `views`; how many that were.

    Only who may decide may say what they hold. Raises NotFound, MoveRefused, UnfitText, UnknownObligation, NoReason.
    """
    row = begin_move(actor, assessment_id, Move.RETURN)
    space = load_workspace(actor, assessment_id)
    if space.answers_digest != expected_answers_digest:
        raise MoveRefused(Move.RETURN, Refusal.ANSWERS_CHANGED)
    verdicts = {each.obligation: each.verdict for each in space.assessed.findings}
    standing = load_reviewer_views(row.id, row.number, space.assessed.findings)
    stand = {each.obligation: (each.agrees, each.reason) for each in standing}
    number = 0
    for key, view in views.items():
        if key not in verdicts:
            raise UnknownObligation
        check_text(view.reason)
        if not view.agrees and not view.reason.strip():
            raise NoReason
        if stand.get(key) != (view.agrees, view.reason):
            _append(actor, row, key, verdicts[key], view)
            number += 1
    return number


def _append(actor: Actor, row: Assessment, key: ObligationKey, verdict: Verdict, view: NewView) -> None:
    action = Act.AGREE_WITH_VERDICT if view.agrees else Act.DISAGREE_WITH_VERDICT
    details = {"obligation": str(key), "verdict": verdict.value, "view_digest": digest(to_bytes(view))}
    mark = record_event(actor.organisation_id, actor.person_id, action, row.id, actor.now, number=row.number, **details)
    Record.objects.create(
        organisation_id=actor.organisation_id,
        assessment=row,
        number=row.number,
        obligation=key,
        verdict=verdict.value,
        agrees=view.agrees,
        reason=view.reason,
        made_by_id=actor.person_id,
        made_by_name=actor.person_name,
        made_at=actor.now,
        audit_sequence=mark.sequence,
    )
