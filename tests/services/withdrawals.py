"""Withdrawing a report as two people do."""

from __future__ import annotations

from uuid import UUID

from assessments.models import WithdrawalRequest
from assessments.services.access import Actor
from assessments.services.withdrawing import ask_to_withdraw, confirm_withdrawal
from tests.conftest import Cast

REASON = "The wrong gates were assessed 评估对象有误"


def ask(actor: Actor, revision_id: UUID, *, reason_is_public: bool = False) -> UUID:
    """The key of the request."""
    ask_to_withdraw(actor, revision_id, REASON, reason_is_public=reason_is_public)
    return WithdrawalRequest.objects.get(revision_id=revision_id, decision=None).id


def withdraw(cast: Cast, revision_id: UUID, *, reason_is_public: bool = False) -> None:
    """Asked for by the assessor, confirmed by the DPO."""
    confirm_withdrawal(cast.dpo, revision_id, ask(cast.assessor, revision_id, reason_is_public=reason_is_public))
