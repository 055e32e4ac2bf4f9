"""Who may move an assessment from which state to which, tried for every move, state, role and authorship."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.lifecycle import EDITABLE, RULES, Move, Refusal, Role, Status, may

ALLOWED = {
    (Move.HAND_IN, Status.DRAFT): Status.IN_REVIEW,
    (Move.HAND_IN, Status.RETURNED): Status.IN_REVIEW,
    (Move.RETURN, Status.IN_REVIEW): Status.RETURNED,
    (Move.APPROVE, Status.IN_REVIEW): Status.APPROVED,
    (Move.BEGIN_SEALING, Status.APPROVED): Status.SEALING,
    (Move.FINISH_SEALING, Status.SEALING): Status.SEALED,
    (Move.REOPEN, Status.SEALED): Status.DRAFT,
    (Move.UPGRADE, Status.DRAFT): Status.SUPERSEDED,
    (Move.UPGRADE, Status.RETURNED): Status.SUPERSEDED,
}
NEEDS = {
    **dict.fromkeys((Move.HAND_IN, Move.REOPEN, Move.UPGRADE), Role.ASSESSOR),
    **dict.fromkeys((Move.RETURN, Move.APPROVE), Role.DPO),
}
ROLES = [frozenset(each) for each in chain.from_iterable(combinations(Role, size) for size in range(len(Role) + 1))]


@pytest.mark.parametrize(("move", "status"), list(product(Move, Status)))
def test_each_move_is_legal_from_its_states_only_and_for_its_role_only(move: Move, status: Status) -> None:
    for roles in ROLES:
        found = may(move, status, roles, is_author=False, sole_person_exception=False)
        if (move, status) not in ALLOWED:
            assert found is Refusal.WRONG_STATUS
        elif move in NEEDS and NEEDS[move] not in roles:
            assert found is Refusal.ROLE_MISSING
        else:
            assert found is None


@pytest.mark.parametrize(("move", "status"), list(ALLOWED))
def test_who_answered_may_not_decide_on_it_save_where_the_exception_is_recorded(move: Move, status: Status) -> None:
    everything = frozenset(Role)
    alone = may(move, status, everything, is_author=True, sole_person_exception=False)
    assert alone is (Refusal.AUTHOR_MAY_NOT_REVIEW if move in (Move.RETURN, Move.APPROVE) else None)
    assert may(move, status, everything, is_author=True, sole_person_exception=True) is None


def test_a_state_is_left_and_reached_only_as_written() -> None:
    assert {(move, before): rule.after for move, rule in RULES.items() for before in rule.before} == ALLOWED
    assert frozenset({Status.DRAFT, Status.RETURNED}) == EDITABLE


def test_what_is_superseded_or_withdrawn_never_moves_again() -> None:
    for move, status in product(Move, (Status.SUPERSEDED, Status.WITHDRAWN)):
        assert may(move, status, frozenset(Role), is_author=False, sole_person_exception=True) is Refusal.WRONG_STATUS


@given(st.lists(st.tuples(st.sampled_from(Move), st.sampled_from(ROLES), st.booleans()), max_size=40))
def test_no_walk_reaches_the_seal_around_the_review(steps: list[tuple[Move, frozenset[Role], bool]]) -> None:
    status, approved = Status.DRAFT, False
    for move, roles, is_author in steps:
        if may(move, status, roles, is_author=is_author, sole_person_exception=False) is not None:
            continue
        if move is Move.APPROVE:
            assert Role.DPO in roles
            assert not is_author
            approved = True
        status = RULES[move].after
        approved = approved and status not in EDITABLE
        assert status not in (Status.APPROVED, Status.SEALING, Status.SEALED) or approved
