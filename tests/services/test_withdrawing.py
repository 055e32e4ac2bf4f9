"""Withdrawing a sealed report: two persons, in the service and in the database, once, and told in the trail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connections, transaction

from assessments.domain.lifecycle import Role
from assessments.models import AuditEvent, Membership, Revision, WithdrawalDecision, WithdrawalRequest
from assessments.services.access import Actor, NotAllowed, NotFound, scope
from assessments.services.organisations import add_member, create_organisation
from assessments.services.registry import find_by_code
from assessments.services.withdrawing import (
    Obstacle,
    WithdrawalRefused,
    ask_to_withdraw,
    confirm_withdrawal,
    load_withdrawing,
    refuse_withdrawal,
    take_back_request,
)
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, make_cast, make_person
from tests.services.test_audit_complete import actions
from tests.services.withdrawals import REASON, ask, frozen, issue, issued, withdraw


@pytest.fixture
def second(cast: Cast) -> Actor:
    """Another DPO."""
    return add_member(cast.organisation_id, make_person("Second Dpo"), {Role.DPO}, NOW)


def refusal(act: Callable[[], object]) -> Obstacle:
    with pytest.raises(WithdrawalRefused) as refused, transaction.atomic():
        act()
    return refused.value.obstacle


def test_one_asks_another_confirms_and_the_trail_tells_both(cast: Cast) -> None:
    revision = issued(cast)
    before = load_withdrawing(cast.assessor, revision.id, "sealed")
    assert (before.may_ask, before.may_decide, before.may_take_back, before.requests) == (True, False, False, ())
    request_id = ask(cast.assessor, revision.id)
    seen = {who: load_withdrawing(who, revision.id, "sealed") for who in (cast.assessor, cast.dpo, cast.auditor)}
    assert [(one.may_ask, one.may_decide, one.may_take_back) for one in seen.values()] == [
        (False, False, True),
        (False, True, False),
        (False, False, False),
    ]
    asked = seen[cast.auditor].open_request
    assert asked is not None
    assert (asked.reason, asked.reason_is_public, asked.asked_by) == (REASON, False, cast.assessor.person_name)
    confirm_withdrawal(cast.dpo, revision.id, request_id)
    revision.refresh_from_db()
    after = load_withdrawing(cast.dpo, revision.id, revision.status)
    assert (revision.status, after.may_ask, after.may_decide, after.open_request) == ("withdrawn", False, False, None)
    assert after.confirmed is not None
    assert (after.confirmed.decided_by, after.confirmed.decided_at) == (cast.dpo.person_name, NOW)
    assert actions(revision.id)[-2:] == ["ask_to_withdraw", "withdraw_revision"]
    told = list(
        AuditEvent.objects.filter(subject=revision.id).order_by("-sequence").values_list("actor", flat=True)[:2]
    )
    assert told == [cast.dpo.person_id, cast.assessor.person_id]
    assert REASON.encode() not in b"".join(bytes(each.payload) for each in AuditEvent.objects.all())
    verify_chain(cast.organisation_id)


def test_a_refusal_has_a_reason_leaves_the_report_and_one_may_ask_again(cast: Cast, second: Actor) -> None:
    revision = issued(cast)
    refuse_withdrawal(second, revision.id, ask(cast.dpo, revision.id), "It is right as it is")
    revision.refresh_from_db()
    shown = load_withdrawing(cast.dpo, revision.id, revision.status)
    assert (revision.status, shown.may_ask, shown.requests[0].refusal) == ("sealed", True, "It is right as it is")
    take_back_request(cast.dpo, revision.id, ask(cast.dpo, revision.id))
    withdraw(cast, revision.id)
    assert actions(revision.id)[-6:] == [
        *("ask_to_withdraw", "refuse_withdrawal", "ask_to_withdraw", "take_back_withdrawal"),
        *("ask_to_withdraw", "withdraw_revision"),
    ]
    outcomes = [each.outcome for each in load_withdrawing(cast.dpo, revision.id, "withdrawn").requests]
    assert outcomes == ["confirmed", "taken_back", "refused"]


def test_nobody_decides_on_what_they_asked_themselves_and_only_dpos_decide(cast: Cast, second: Actor) -> None:
    revision = issued(cast)
    own = ask(cast.dpo, revision.id)
    for act in (
        lambda: confirm_withdrawal(cast.dpo, revision.id, own),
        lambda: refuse_withdrawal(cast.dpo, revision.id, own, "x"),
    ):
        assert refusal(act) is Obstacle.ASKED_ONESELF
    assert refusal(lambda: take_back_request(second, revision.id, own)) is Obstacle.NOT_ONES_OWN
    for who in (cast.assessor, cast.auditor):
        with pytest.raises(NotAllowed):
            confirm_withdrawal(who, revision.id, own)
        with pytest.raises(NotAllowed):
            refuse_withdrawal(who, revision.id, own, "x")
    with pytest.raises(NotAllowed):
        ask_to_withdraw(cast.auditor, revision.id, "x", reason_is_public=False)
    for settle in (confirm_withdrawal, take_back_request):
        with pytest.raises(NotFound):
            settle(cast.outsider, revision.id, own)


def test_what_is_not_sealed_or_withdrawn_already_is_not_withdrawn(cast: Cast) -> None:
    revision = frozen(cast)

    def again() -> None:
        ask_to_withdraw(cast.assessor, revision.id, "x", reason_is_public=False)

    assert refusal(again) is Obstacle.NOT_SEALED
    issue(revision)
    request_id = ask(cast.assessor, revision.id)
    assert refusal(again) is Obstacle.ASKED_ALREADY
    assert refusal(lambda: confirm_withdrawal(cast.dpo, revision.id, uuid4())) is Obstacle.NOT_ASKED
    confirm_withdrawal(cast.dpo, revision.id, request_id)
    assert refusal(again) is Obstacle.WITHDRAWN
    assert refusal(lambda: confirm_withdrawal(cast.dpo, revision.id, request_id)) is Obstacle.NOT_ASKED


def test_who_works_alone_asks_and_confirms_while_that_is_so(db: None) -> None:
    here = create_organisation("One 一人公司", NOW, sole_person_reason="One employee 仅一名员工")
    alone = add_member(here, make_person("Only One"), {Role.ASSESSOR, Role.DPO}, NOW)
    cast = Cast(here, alone, alone, alone, alone, alone, make_person("x"))
    first, later = issued(cast), issued(cast)
    assert load_withdrawing(alone, first.id, "sealed").may_ask
    withdraw(cast, first.id)
    request_id = ask(alone, later.id)
    assert load_withdrawing(alone, later.id, "sealed").may_decide
    add_member(here, make_person("Second"), {Role.DPO}, NOW)
    assert not load_withdrawing(alone, later.id, "sealed").may_decide
    assert refusal(lambda: confirm_withdrawal(alone, later.id, request_id)) is Obstacle.ASKED_ONESELF
    with pytest.raises(DatabaseError, match="another person decides"), transaction.atomic():
        decide(alone, request_id)


def decide(person: Actor, request_id: UUID, outcome: str = "confirmed") -> None:
    """Written past the services."""
    WithdrawalDecision.objects.create(
        organisation_id=person.organisation_id,
        request_id=request_id,
        outcome=outcome,
        reason="x",
        decided_by_id=person.person_id,
        decided_at=NOW,
        audit_sequence=10_000,
    )


def request(person: Actor, revision: Revision, reason: str = "x") -> WithdrawalRequest:
    """Written past the services."""
    return WithdrawalRequest.objects.create(
        organisation_id=person.organisation_id,
        revision=revision,
        reason=reason,
        asked_by_id=person.person_id,
        asked_at=NOW,
        audit_sequence=10_000,
    )


def test_the_database_refuses_what_two_persons_did_not_do(cast: Cast, second: Actor) -> None:
    revision, waiting = issued(cast), frozen(cast)
    asked = ask(cast.dpo, revision.id)
    gone = replace(second, person_id=second.person_id)
    Membership.objects.filter(person_id=gone.person_id).update(deactivated_at=NOW)
    refused: list[tuple[str, Callable[[], object]]] = [
        ("two persons", lambda: Revision.objects.filter(id=revision.id).update(status="withdrawn")),
        ("two persons", lambda: Revision.objects.filter(id=waiting.id).update(status="withdrawn")),
        ("another person", lambda: decide(cast.dpo, asked)),
        ("another person", lambda: decide(cast.dpo, asked, "refused")),
        ("another person", lambda: decide(cast.assessor, asked)),
        ("another person", lambda: decide(gone, asked)),
        ("takes it back", lambda: decide(cast.assessor, asked, "taken_back")),
        ("somebody asked already", lambda: request(cast.assessor, revision)),
        ("only a sealed report", lambda: request(cast.assessor, waiting)),
        ("assessors and DPOs", lambda: request(cast.auditor, revision)),
        ("permission denied", lambda: WithdrawalRequest.objects.all().delete()),
        ("permission denied", lambda: WithdrawalRequest.objects.update(reason="y")),
    ]
    for words, act in refused:
        with pytest.raises(DatabaseError, match=words), transaction.atomic():
            act()


def test_the_database_keeps_what_two_persons_did(cast: Cast) -> None:
    revision = issued(cast)
    withdraw(cast, revision.id)
    for change in ({"status": "sealed"}, {"status": "superseded"}, {"status": "sealing"}):
        with pytest.raises(DatabaseError, match="stays sealed"), transaction.atomic():
            Revision.objects.filter(id=revision.id).update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        WithdrawalDecision.objects.update(outcome="refused")


def test_two_decide_at_once_and_one_of_them_does(committed: None) -> None:
    cast = make_cast()
    with scope(cast.organisation_id):
        second = add_member(cast.organisation_id, make_person("Second Dpo"), {Role.DPO}, NOW)
        revision = issued(cast)
        request_id = ask(cast.assessor, revision.id)
    together = threading.Barrier(3)
    found: list[Obstacle | None] = []

    def attempt(act: Callable[[], None]) -> None:
        together.wait(timeout=60)
        try:
            with scope(cast.organisation_id):
                act()
        except WithdrawalRefused as refused:
            found.append(refused.obstacle)
        else:
            found.append(None)
        finally:
            connections.close_all()

    acts = (
        lambda: confirm_withdrawal(cast.dpo, revision.id, request_id),
        lambda: confirm_withdrawal(cast.dpo, revision.id, request_id),
        lambda: refuse_withdrawal(second, revision.id, request_id, "It stays"),
    )
    threads = [threading.Thread(target=attempt, args=[act]) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)
    assert sorted(map(str, found)) == ["None", "not_asked", "not_asked"]
    with scope(cast.organisation_id):
        revision.refresh_from_db()
        decision = WithdrawalDecision.objects.get(request_id=request_id)
        assert (revision.status == "withdrawn") is (decision.outcome == "confirmed")
    one = find_by_code(revision.code)
    assert one is not None
    assert (one.standing == "withdrawn") is (decision.outcome == "confirmed")
