"""Accounts bound to people at the identity provider: once, whoever asks, and told in every organisation."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assessments.domain.lifecycle import Role
from assessments.models import AuditEvent, Person
from assessments.services.access import scope
from assessments.services.organisations import add_member
from assessments.services.provider_accounts import Stranger, Vouched, admit, bind, is_bound, record_sign_in
from tests.conftest import NOW, Cast, make_cast


@pytest.fixture
def cast(committed: None) -> Cast:
    return make_cast()


def test_neither_side_is_bound_twice(cast: Cast) -> None:
    one, other, uid = cast.dpo.person_id, cast.auditor.person_id, uuid4().hex
    assert bind(one, uid, NOW)
    assert not bind(one, uuid4().hex, NOW)
    assert not bind(other, uid, NOW)
    assert is_bound(one)
    assert not is_bound(other)


def test_a_sign_in_is_told_in_every_organisation_where_the_person_may_act(cast: Cast) -> None:
    person = Person.objects.get(id=cast.dpo.person_id)
    with scope(cast.outsider.organisation_id):
        add_member(cast.outsider.organisation_id, person, {Role.AUDITOR}, NOW)
    record_sign_in(person.id, NOW)
    for organisation_id in (cast.organisation_id, cast.outsider.organisation_id):
        with scope(organisation_id):
            last = AuditEvent.objects.order_by("sequence").last()
            assert last is not None
            assert (last.action, last.actor, last.subject) == ("sign_in_at_provider", person.id, person.id)


def test_somebody_bound_who_belongs_nowhere_any_more_is_a_stranger(cast: Cast) -> None:
    uid = uuid4().hex
    bind(cast.stranger.id, uid, NOW)
    with pytest.raises(Stranger):
        admit(Vouched(uid, "", ""), NOW)
