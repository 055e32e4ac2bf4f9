"""The life cycle of an assessment: states, moves, who may make them. What a move writes is in `services`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where an assessment stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    SEALING = "sealing"
    SEALED = "sealed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a person is in an organisation. Roles do not contain each other."""

    ASSESSOR = "assessor"
    DPO = "dpo"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Move(StrEnum):
    """A change of status."""

    HAND_IN = "hand_in"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"
    UPGRADE = "upgrade"
    BEGIN_SEALING = "begin_sealing"
    FINISH_SEALING = "finish_sealing"


class Refusal(StrEnum):
    """Why a move may not be made."""

    WRONG_STATUS = "wrong_status"
    ROLE_MISSING = "role_missing"
    AUTHOR_MAY_NOT_REVIEW = "author_may_not_review"
    INCOMPLETE = "incomplete"
    ANSWERS_CHANGED = "answers_changed"
    STATEMENT_MISSING = "statement_missing"
    REASON_MISSING = "reason_missing"
    ANSWERS_TO_CORRECT = "answers_to_correct"
    """The reviewer wants answers corrected that nobody has corrected yet."""


EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""States in which answers may change."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One move: from where, to where, and by whom (empty: by the program itself)."""

    before: frozenset[Status]
    after: Status
    role: Role | None


RULES: dict[Move, Rule] = {
    Move.HAND_IN: Rule(EDITABLE, Status.IN_REVIEW, Role.ASSESSOR),
    Move.RETURN: Rule(frozenset({Status.IN_REVIEW}), Status.RETURNED, Role.DPO),
    Move.APPROVE: Rule(frozenset({Status.IN_REVIEW}), Status.APPROVED, Role.DPO),
    Move.BEGIN_SEALING: Rule(frozenset({Status.APPROVED}), Status.SEALING, None),
    Move.FINISH_SEALING: Rule(frozenset({Status.SEALING}), Status.SEALED, None),
    Move.REOPEN: Rule(frozenset({Status.SEALED}), Status.DRAFT, Role.ASSESSOR),
    Move.UPGRADE: Rule(EDITABLE, Status.SUPERSEDED, Role.ASSESSOR),
}

_REVIEWING = frozenset({Move.RETURN, Move.APPROVE})


def may(
    move: Move, status: Status, roles: frozenset[Role], *, is_author: bool, sole_person_exception: bool
) -> Refusal | None:
    """Why this person may not make this move now; None where they may.

    `is_author`: the person entered or attested answers of this revision. Whoever did may not decide on it, unless
    the organisation has recorded that it has only one person for both (PIPL 52 asks for a supervising officer).
    """
    rule = RULES[move]
    if status not in rule.before:
        return Refusal.WRONG_STATUS
    if rule.role is not None and rule.role not in roles:
        return Refusal.ROLE_MISSING
    if move in _REVIEWING and is_author and not sole_person_exception:
        return Refusal.AUTHOR_MAY_NOT_REVIEW
    return None
