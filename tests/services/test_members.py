"""Who belongs to an organisation: roles, deactivation, and an administrator at all times."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from assessments.domain.lifecycle import Role
from assessments.models import AuditEvent, Person
from assessments.services.access import Actor, NoOrganisation, NotAllowed, NotFound, load_actor, scope
from assessments.services.members import (
    LastAdministrator,
    NoRole,
    change_roles,
    deactivate,
    load_member,
    load_members,
    reactivate,
)
from assessments.services.organisations import add_member
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, make_cast, make_person


def administrator(cast: Cast, name: str = "Ad Min") -> Actor:
    with scope(cast.organisation_id):
        return add_member(cast.organisation_id, make_person(name), {Role.ADMINISTRATOR}, NOW)


def actions(cast: Cast) -> list[str]:
    with scope(cast.organisation_id):
        verify_chain(cast.organisation_id)
        return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


def roles_of(actor: Actor, person_id: UUID) -> set[Role]:
    return set(load_member(actor, person_id).roles)


def test_only_administrators_see_and_change_members(cast: Cast) -> None:
    for actor in (cast.assessor, cast.dpo, cast.auditor):
        with pytest.raises(NotAllowed):
            load_members(actor)
        with pytest.raises(NotAllowed):
            change_roles(actor, cast.colleague.person_id, {Role.DPO})
        with pytest.raises(NotAllowed):
            deactivate(actor, cast.colleague.person_id)
        with pytest.raises(NotAllowed):
            reactivate(actor, cast.colleague.person_id)


def test_somebody_of_another_organisation_is_not_there(cast: Cast) -> None:
    admin = administrator(cast)
    for person_id in (cast.outsider.person_id, cast.stranger.pk, uuid4()):
        with pytest.raises(NotFound):
            load_member(admin, person_id)
        with pytest.raises(NotFound):
            change_roles(admin, person_id, {Role.DPO})
        with pytest.raises(NotFound):
            deactivate(admin, person_id)


def test_roles_are_given_and_taken_each_with_an_event(cast: Cast) -> None:
    admin = administrator(cast)
    before = len(actions(cast))
    change_roles(admin, cast.assessor.person_id, {Role.DPO, Role.AUDITOR})
    assert roles_of(admin, cast.assessor.person_id) == {Role.DPO, Role.AUDITOR}
    assert actions(cast)[before:] == ["take_role", "give_role", "give_role"]
    change_roles(admin, cast.assessor.person_id, {Role.DPO, Role.AUDITOR})
    assert len(actions(cast)) == before + 3
    with pytest.raises(NoRole):
        change_roles(admin, cast.assessor.person_id, set())


def test_the_last_administrator_stays(cast: Cast) -> None:
    admin = administrator(cast)
    with pytest.raises(LastAdministrator):
        change_roles(admin, admin.person_id, {Role.AUDITOR})
    with pytest.raises(LastAdministrator):
        deactivate(admin, admin.person_id)
    second = administrator(cast, "Second")
    deactivate(admin, second.person_id)
    with pytest.raises(LastAdministrator):
        deactivate(admin, admin.person_id)
    change_roles(admin, second.person_id, {Role.AUDITOR})
    reactivate(admin, second.person_id)
    change_roles(admin, second.person_id, {Role.AUDITOR, Role.ADMINISTRATOR})
    change_roles(second, admin.person_id, {Role.AUDITOR})
    with pytest.raises(NotAllowed):
        change_roles(admin, second.person_id, {Role.AUDITOR})


def test_whoever_is_deactivated_acts_no_longer_and_comes_back_with_the_same_roles(cast: Cast) -> None:
    admin = administrator(cast)
    before = Person.objects.get(id=cast.dpo.person_id).session_generation
    deactivate(admin, cast.dpo.person_id)
    deactivate(admin, cast.dpo.person_id)
    assert Person.objects.get(id=cast.dpo.person_id).session_generation == before + 1
    assert load_members(admin)[-1].person_id == cast.dpo.person_id
    with pytest.raises(NoOrganisation):
        load_actor(cast.dpo.person_id, "x", NOW)
    change_roles(admin, cast.dpo.person_id, {Role.DPO, Role.AUDITOR})
    with pytest.raises(NoOrganisation):
        load_actor(cast.dpo.person_id, "x", NOW)
    reactivate(admin, cast.dpo.person_id)
    reactivate(admin, cast.dpo.person_id)
    assert load_actor(cast.dpo.person_id, "x", NOW).roles == {Role.DPO, Role.AUDITOR}
    assert actions(cast).count("deactivate_member") == actions(cast).count("reactivate_member") == 1


def test_two_administrators_cannot_take_the_role_from_each_other(committed: None) -> None:
    cast = make_cast()
    pair = administrator(cast), administrator(cast, "Second")
    together = Barrier(2, timeout=20)

    def attack(number: int) -> str:
        actor, victim = pair[number], pair[1 - number]
        try:
            with scope(cast.organisation_id):
                together.wait()
                deactivate(actor, victim.person_id)
        except (LastAdministrator, NotAllowed) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attack, (0, 1))) == ["NotAllowed", "done"]
    with scope(cast.organisation_id), transaction.atomic():
        survivor = next(one for one in pair if _may_act(one))
        assert [one.person_id for one in load_members(survivor) if one.deactivated_at] != [survivor.person_id]


def _may_act(actor: Actor) -> bool:
    try:
        load_actor(actor.person_id, "x", NOW)
    except NoOrganisation:
        return False
    return True


def test_somebody_of_several_organisations_works_in_the_one_that_was_chosen(committed: None) -> None:
    cast = make_cast()
    there, here = cast.outsider.organisation_id, cast.organisation_id
    person = Person.objects.get(id=cast.outsider.person_id)
    with scope(here):
        add_member(here, person, {Role.AUDITOR}, NOW)
    first, second = sorted((here, there), key=str)  # made at the same moment: the key decides
    for chosen, expected in (("", first), (str(first), first), (str(second), second), (str(uuid4()), first)):
        with transaction.atomic():
            actor = load_actor(person.id, person.name, NOW, chosen)
            assert actor.organisation_id == expected
            assert [key for key, _ in actor.elsewhere] == [first if expected == second else second]
            assert actor.roles == ({Role.AUDITOR} if expected == here else {Role.ASSESSOR, Role.DPO})
