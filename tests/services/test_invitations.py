"""Invitations: one link, one use, seven days, one address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.domain.lifecycle import Role
from assessments.models import Invitation, Membership, Person
from assessments.services.access import NoOrganisation, NotAllowed, NotFound, load_actor, scope
from assessments.services.invitations import (
    LIFETIME,
    AlreadyInvited,
    AlreadyMember,
    AnotherAddress,
    HasAccount,
    accept,
    accept_all_of,
    accept_with_new_account,
    digest_of,
    invite,
    load_invitation,
    load_invitations,
    send_again,
    withdraw,
)
from assessments.services.members import NoRole, deactivate
from assessments.services.organisations import TrialTerms, add_member, create_organisation
from tests.conftest import NOW, PASSWORD, Cast, at, make_cast, make_person
from tests.services.test_members import actions, administrator


def address() -> str:
    return f"{uuid4().hex}@test.example"


def test_an_invitation_makes_a_member_with_its_roles_once(committed: None) -> None:
    cast = make_cast()
    admin, email = administrator(cast), address()
    with scope(cast.organisation_id):
        sent = invite(admin, f" {email.upper()}", {Role.DPO, Role.AUDITOR})
    seen = load_invitation(sent.token, NOW)
    assert (seen.email, seen.organisation_name, seen.has_account) == (email, "Here 本公司", False)
    made = accept_with_new_account(sent.token, "New Person", PASSWORD, NOW)
    assert made.check_password(PASSWORD)
    with transaction.atomic():
        actor = load_actor(made.id, made.name, NOW)
        assert actor.organisation_id == cast.organisation_id
        assert actor.roles == {Role.DPO, Role.AUDITOR}
    for again in (
        lambda: load_invitation(sent.token, NOW),
        lambda: accept_with_new_account(sent.token, "Second", PASSWORD, NOW),
        lambda: accept(sent.token, made.id, NOW),
    ):
        with pytest.raises(NotFound):
            again()
    assert actions(cast)[-4:] == ["invite", "add_member", "add_member", "accept_invitation"]


def test_only_the_digest_of_the_token_is_kept(cast: Cast) -> None:
    sent = invite(administrator(cast), address(), {Role.DPO})
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM assessments_invitation i WHERE id = %s", [sent.id])
        (row,) = cursor.fetchone()
    assert sent.token not in row
    assert digest_of(sent.token) in row
    assert len(sent.token) >= 43


def test_a_link_that_is_unknown_expired_withdrawn_or_replaced_is_not_there(committed: None) -> None:
    cast = make_cast()
    admin = administrator(cast)
    with scope(cast.organisation_id):
        old, gone = invite(admin, address(), {Role.DPO}), invite(admin, address(), {Role.DPO})
        later = at(admin, NOW + timedelta(days=1))
        new = send_again(later, old.id)
        withdraw(admin, gone.id)
        assert [one.id for one in load_invitations(admin)] == [old.id]
    for token in ("x", old.token, gone.token):
        with pytest.raises(NotFound):
            load_invitation(token, NOW)
    assert load_invitation(new.token, later.now + LIFETIME - timedelta(seconds=1)).email == old.email
    for moment in (later.now + LIFETIME, later.now + 2 * LIFETIME):
        with pytest.raises(NotFound):
            accept_with_new_account(new.token, "Late", PASSWORD, moment)
    with scope(cast.organisation_id):
        for act in (send_again, withdraw):
            with pytest.raises(NotFound):
                act(admin, gone.id)
        with pytest.raises(NotFound):
            withdraw(admin, uuid4())


def test_an_invitation_is_for_its_address_alone(committed: None) -> None:
    cast = make_cast()
    admin = administrator(cast)
    invited, other = make_person("Invited"), make_person("Other")
    with scope(cast.organisation_id):
        sent = invite(admin, invited.email, {Role.AUDITOR})
    assert load_invitation(sent.token, NOW).has_account
    with pytest.raises(AnotherAddress):
        accept(sent.token, other.id, NOW)
    with pytest.raises(HasAccount):
        accept_with_new_account(sent.token, "Somebody", PASSWORD, NOW)
    assert accept(sent.token, invited.id, NOW) == cast.organisation_id
    with transaction.atomic():
        assert load_actor(invited.id, "x", NOW).roles == {Role.AUDITOR}


def test_what_cannot_be_invited(cast: Cast) -> None:
    admin, email = administrator(cast), address()
    with pytest.raises(NotAllowed):
        invite(cast.dpo, email, {Role.DPO})
    with pytest.raises(NoRole):
        invite(admin, email, set())
    member = Person.objects.get(id=cast.dpo.person_id).email
    with pytest.raises(AlreadyMember):
        invite(admin, member, {Role.AUDITOR})
    invite(admin, email, {Role.DPO})
    with pytest.raises(AlreadyInvited):
        invite(admin, email, {Role.AUDITOR})
    with pytest.raises(NotAllowed):
        load_invitations(cast.auditor)


def test_an_administrator_reaches_no_invitation_of_another_organisation(committed: None) -> None:
    cast, other = make_cast(), make_cast()
    admin, foreign = administrator(cast), administrator(other)
    with scope(cast.organisation_id):
        sent = invite(admin, address(), {Role.DPO})
    with scope(other.organisation_id):
        for act in (send_again, withdraw):
            with pytest.raises(NotFound):
                act(foreign, sent.id)
        assert load_invitations(foreign) == []
    assert load_invitation(sent.token, NOW).organisation_name == "Here 本公司"


def test_an_administrator_who_was_one_a_moment_ago_invites_nobody(cast: Cast) -> None:
    admin, second = administrator(cast), administrator(cast, "Second")
    sent = invite(second, address(), {Role.DPO})
    deactivate(admin, second.person_id)
    with pytest.raises(NotAllowed):
        invite(second, address(), {Role.DPO})
    for act in (send_again, withdraw):
        with pytest.raises(NotAllowed):
            act(second, sent.id)


def test_an_open_invitation_does_not_bring_back_whoever_was_deactivated(cast: Cast) -> None:
    admin, person = administrator(cast), make_person("Gone")
    sent = invite(admin, person.email, {Role.DPO})
    add_member(cast.organisation_id, person, {Role.AUDITOR}, NOW)
    deactivate(admin, person.id)
    accept(sent.token, person.id, NOW)
    with pytest.raises(NoOrganisation):
        load_actor(person.id, "x", NOW)
    with pytest.raises(AlreadyMember):
        invite(admin, person.email, {Role.DPO})


def test_whoever_became_a_member_meanwhile_keeps_the_roles_that_they_have(cast: Cast) -> None:
    admin, person = administrator(cast), make_person("Meanwhile")
    sent = invite(admin, person.email, {Role.DPO})
    Membership.objects.create(organisation_id=cast.organisation_id, person=person, role=Role.AUDITOR.value)
    accept(sent.token, person.id, NOW)
    assert load_actor(person.id, "x", NOW).roles == {Role.AUDITOR}


def test_an_address_that_is_vouched_for_joins_everything_it_is_invited_to(committed: None) -> None:
    casts, email = (make_cast(), make_cast()), address()
    for cast in casts:
        with scope(cast.organisation_id):
            invite(administrator(cast), email, {Role.ASSESSOR})
    made = accept_all_of(email, "", NOW)
    assert made is not None
    assert (made.name, made.has_usable_password()) == (email, False)
    with transaction.atomic():
        assert len(load_actor(made.id, "x", NOW).elsewhere) == 1
    assert accept_all_of(email, "", NOW) == made
    assert accept_all_of(address(), "Nobody", NOW) is None


def test_one_link_used_twice_at_once_makes_one_member(committed: None) -> None:
    cast, email = make_cast(), address()
    with scope(cast.organisation_id):
        sent = invite(administrator(cast), email, {Role.DPO})
    together = Barrier(2, timeout=20)

    def use(name: str) -> str:
        try:
            together.wait()
            accept_with_new_account(sent.token, name, PASSWORD, NOW)
        except NotFound:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, ("One", "Two"))) == ["done", "refused"]
    assert Person.objects.filter(email=email).count() == 1


def test_a_link_that_is_closed_while_it_is_being_used_makes_no_member(committed: None) -> None:
    cast, email = make_cast(), address()
    with scope(cast.organisation_id):
        sent = invite(administrator(cast), email, {Role.DPO})

    def use() -> None:
        try:
            accept_with_new_account(sent.token, "One", PASSWORD, NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with scope(cast.organisation_id):
            Invitation.objects.select_for_update().get(id=sent.id)
            using = pool.submit(use)
            until_somebody_waits()
            Invitation.objects.filter(id=sent.id).update(closed_at=NOW)
        with pytest.raises(NotFound):
            using.result(timeout=20)
    assert not Person.objects.filter(email=email).exists()


def until_somebody_waits() -> None:
    """Return once another connection waits for a lock of this one."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone() != (0,):
                return
        sleep(0.05)
    pytest.fail("nobody came to wait")


def test_nobody_but_the_holder_finds_an_invitation_and_a_closed_one_never_changes(committed: None) -> None:
    cast = make_cast()
    admin = administrator(cast)
    with scope(cast.organisation_id):
        sent = invite(admin, address(), {Role.DPO})
        withdraw(admin, sent.id)
    assert Invitation.objects.count() == 0
    with scope(cast.outsider.organisation_id):
        assert not Invitation.objects.filter(id=sent.id).exists()
    with pytest.raises(DatabaseError, match="never changes"), scope(cast.organisation_id):
        Invitation.objects.filter(id=sent.id).update(closed_at=None)
    with scope(cast.organisation_id):
        open_one = invite(admin, address(), {Role.DPO})
    with pytest.raises(DatabaseError, match="for one address"), scope(cast.organisation_id):
        Invitation.objects.filter(id=open_one.id).update(roles=["administrator"])


def test_a_trial_invites_nobody(committed: None) -> None:
    with transaction.atomic():
        here = create_organisation("Trial", NOW, trial=TrialTerms(NOW + timedelta(days=1), "x"))
        admin = add_member(here, make_person("A"), {Role.ADMINISTRATOR}, NOW)
    with scope(here), pytest.raises(DatabaseError, match="no place in a trial"):
        invite(admin, address(), {Role.DPO})
