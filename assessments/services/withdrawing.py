"""Withdrawing a sealed report, by two persons: one asks and says why, a DPO who did not ask confirms or refuses.

The report stays, and can be verified as before; what is said of it changes. A later revision may have taken its place,
or may do so afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.lifecycle import Role
from assessments.models import Assessment, Revision, WithdrawalDecision, WithdrawalRequest
from assessments.models.revisions import SEALED, SUPERSEDED, WITHDRAWN
from assessments.models.withdrawals import CONFIRMED, REFUSED, TAKEN_BACK
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.alone import works_alone
from assessments.services.audit import record_event

ASKING = frozenset({Role.ASSESSOR, Role.DPO})
LONGEST_REASON = 1000
MOST_NAMED = 10
_ACTS = {
    CONFIRMED: Act.WITHDRAW_REVISION,
    REFUSED: Act.REFUSE_WITHDRAWAL,
    TAKEN_BACK: Act.TAKE_BACK_WITHDRAWAL,
}


class Obstacle(StrEnum):
    """Why something cannot be done to a report."""

    NOT_SEALED = "not_sealed"
    WITHDRAWN = "withdrawn"
    ASKED_ALREADY = "asked_already"
    NOT_ASKED = "not_asked"
    """Nobody asks, or what was asked is decided."""
    ASKED_ONESELF = "asked_oneself"
    NOT_ONES_OWN = "not_ones_own"


@dataclass(eq=False)
class WithdrawalRefused(Exception):
    """It cannot be done, or not by this person."""

    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, with what became of it."""

    id: UUID
    reason: str
    reason_is_public: bool
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    outcome: str
    """Empty while nobody has decided."""
    decided_by: str
    decided_at: datetime | None
    refusal: str
    """Why it was refused."""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """What a person sees of the withdrawal of a report, and may do."""

    requests: Sequence[Asked]
    """The newest first."""
    may_ask: bool
    may_decide: bool
    """Whether it is for this person to confirm or refuse."""
    may_take_back: bool

    @property
    def open_request(self) -> Asked | None:
        """The request that waits for a decision."""
        return next((each for each in self.requests if not each.outcome), None)

    @property
    def confirmed(self) -> Asked | None:
        """The request by which the report was withdrawn."""
        return next((each for each in self.requests if each.outcome == CONFIRMED), None)


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A request that waits for the person who reads the list."""

    revision_id: UUID
    number: int
    deployment_name: str


def load_to_decide(actor: Actor) -> Sequence[ToDecide]:
    """The oldest requests that are for this person to confirm or refuse; none for whoever is no DPO."""
    if Role.DPO not in actor.roles:
        return ()
    waiting = WithdrawalRequest.objects.filter(organisation_id=actor.organisation_id, decision=None)
    rows = waiting.select_related("revision__assessment__deployment").defer("revision__content")
    theirs = (row for row in rows.order_by("audit_sequence") if _is_another(actor, row.asked_by_id))
    return tuple(
        ToDecide(row.revision_id, row.revision.number, row.revision.assessment.deployment.name)
        for row in islice(theirs, MOST_NAMED)
    )


def load_withdrawing(actor: Actor, revision_id: UUID, status: str) -> Withdrawing:
    """Of a revision of the actor's organisation, which is known to exist and to have this status."""
    rows = WithdrawalRequest.objects.filter(organisation_id=actor.organisation_id, revision_id=revision_id)
    people = rows.select_related("asked_by", "decision__decided_by").order_by("-audit_sequence")
    requests = tuple(_asked(row) for row in people)
    waiting = next((each for each in requests if not each.outcome), None)
    return Withdrawing(
        requests,
        may_ask=waiting is None and status in (SEALED, SUPERSEDED) and not ASKING.isdisjoint(actor.roles),
        may_decide=waiting is not None and Role.DPO in actor.roles and _is_another(actor, waiting.asked_by_id),
        may_take_back=waiting is not None and waiting.asked_by_id == actor.person_id,
    )


def find_asker(actor: Actor, request_id: UUID) -> UUID | None:
    """Who asked for a withdrawal in the actor's organisation; None where there is no such request."""
    rows = WithdrawalRequest.objects.filter(organisation_id=actor.organisation_id, id=request_id)
    found: UUID | None = rows.values_list("asked_by_id", flat=True).first()
    return found


def _asked(row: WithdrawalRequest) -> Asked:
    decision = getattr(row, "decision", None)
    return Asked(
        row.id,
        row.reason,
        row.reason_is_public,
        row.asked_by_id,
        row.asked_by.name,
        row.asked_at,
        decision.outcome if decision else "",
        decision.decided_by.name if decision else "",
        decision.decided_at if decision else None,
        decision.reason if decision else "",
    )


def _is_another(actor: Actor, asker: UUID) -> bool:
    return actor.person_id != asker or works_alone(actor)


def ask_to_withdraw(actor: Actor, revision_id: UUID, reason: str, *, reason_is_public: bool) -> None:
    """Ask that the report be withdrawn. Raises NotFound, NotAllowed, WithdrawalRefused."""
    if ASKING.isdisjoint(actor.roles):
        raise NotAllowed
    with transaction.atomic():
        row = _lock(actor, revision_id)
        if row.status not in (SEALED, SUPERSEDED):
            raise WithdrawalRefused(Obstacle.WITHDRAWN if row.status == WITHDRAWN else Obstacle.NOT_SEALED)
        if _open_request(row) is not None:
            raise WithdrawalRefused(Obstacle.ASKED_ALREADY)
        mark = record_event(actor.organisation_id, actor.person_id, Act.ASK_TO_WITHDRAW, row.id, actor.now)
        WithdrawalRequest.objects.create(
            organisation_id=actor.organisation_id,
            revision=row,
            reason=reason,
            reason_is_public=reason_is_public,
            asked_by_id=actor.person_id,
            asked_at=actor.now,
            audit_sequence=mark.sequence,
        )


def confirm_withdrawal(actor: Actor, revision_id: UUID, request_id: UUID) -> None:
    """Withdraw the report, as was asked. Raises NotFound, NotAllowed, WithdrawalRefused."""
    with transaction.atomic():
        row = _decide(actor, revision_id, request_id, CONFIRMED, "")
        row.status = WITHDRAWN
        row.save(update_fields=["status"])


def refuse_withdrawal(actor: Actor, revision_id: UUID, request_id: UUID, reason: str) -> None:
    """Leave the report as it is, and say why. Raises NotFound, NotAllowed, WithdrawalRefused."""
    with transaction.atomic():
        _decide(actor, revision_id, request_id, REFUSED, reason)


def take_back_request(actor: Actor, revision_id: UUID, request_id: UUID) -> None:
    """Ask no longer. Raises NotFound, WithdrawalRefused."""
    with transaction.atomic():
        _decide(actor, revision_id, request_id, TAKEN_BACK, "")


def _decide(actor: Actor, revision_id: UUID, request_id: UUID, outcome: str, reason: str) -> Revision:
    """The request that the person has seen, and no other that came meanwhile, is settled."""
    if outcome != TAKEN_BACK and Role.DPO not in actor.roles:
        raise NotAllowed
    row = _lock(actor, revision_id)
    request = _open_request(row)
    if request is None or request.id != request_id:
        raise WithdrawalRefused(Obstacle.NOT_ASKED)
    if outcome == TAKEN_BACK and request.asked_by_id != actor.person_id:
        raise WithdrawalRefused(Obstacle.NOT_ONES_OWN)
    if outcome != TAKEN_BACK and not _is_another(actor, request.asked_by_id):
        raise WithdrawalRefused(Obstacle.ASKED_ONESELF)
    mark = record_event(actor.organisation_id, actor.person_id, _ACTS[outcome], row.id, actor.now)
    WithdrawalDecision.objects.create(
        organisation_id=actor.organisation_id,
        request=request,
        outcome=outcome,
        reason=reason,
        decided_by_id=actor.person_id,
        decided_at=actor.now,
        audit_sequence=mark.sequence,
    )
    return row


def _open_request(row: Revision) -> WithdrawalRequest | None:
    return WithdrawalRequest.objects.filter(revision=row, decision=None).first()


def _lock(actor: Actor, revision_id: UUID) -> Revision:
    """The assessment is locked before the revision, as everywhere."""
    rows = Revision.objects.filter(organisation_id=actor.organisation_id, id=revision_id).defer("content")
    found = rows.values_list("assessment_id", flat=True).first()
    if found is None:
        raise NotFound
    Assessment.objects.select_for_update(no_key=True).get(id=found)
    return rows.select_for_update().get()
