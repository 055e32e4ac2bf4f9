"""An organisation demands a second factor of its members; what changes about signing in stands in the trail."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.lifecycle import Role
from assessments.models import AuditEvent, Person
from assessments.services.access import Actor, NotAllowed, scope
from assessments.services.members import demand_second_factor
from assessments.services.organisations import add_member
from tests.conftest import NOW, PASSWORD, Cast, make_cast, sign_in, start
from tests.oidc_provider import Provider
from tests.passkeys import SoftwarePasskey
from tests.services.test_members import administrator
from tests.web.test_pages_everywhere import LANGUAGES, in_language, read
from tests.web.test_people_pages import PASSPHRASE
from tests.web.test_provider import SECRET, invited, provider, running, visitor
from tests.web.test_second_factors import add_passkey, at_home, set_up_app
from trust.outside import code_of

NEEDED = "second-factor-needed"

__all__ = ["provider", "running"]


@pytest.fixture
def people(committed: None) -> tuple[Cast, Actor, Client]:
    cast = make_cast()
    admin = administrator(cast)
    return cast, admin, sign_in(admin)


def demand(client: Client, go: str = "demand") -> None:
    assert client.post(reverse("demand-second-factor"), {"go": go}).headers["Location"] == reverse("people")


def told(cast: Cast) -> list[str]:
    with scope(cast.organisation_id):
        return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


def test_who_has_none_sets_one_up_and_gets_nothing_else_before(people: tuple[Cast, Actor, Client]) -> None:
    cast, _, admin = people
    assessment_id = start(cast.assessor)
    demand(admin)
    member = at_home(cast.assessor)
    for name, args in (("dashboard", []), ("findings", [assessment_id]), ("new-deployment", []), ("trail", [])):
        for send in (member.get, member.post):
            assert send(reverse(name, args=args)).headers["Location"] == reverse(NEEDED)
    assert "demands it of all members" in member.get(reverse(NEEDED)).content.decode()
    assert member.get(reverse("account")).status_code == 200
    set_up_app(member)
    assert member.get(reverse(NEEDED)).headers["Location"] == reverse("dashboard")
    assert member.get(reverse("findings", args=[assessment_id])).status_code == 200
    assert told(cast)[-3:] == ["demand_second_factor", "add_second_factor", "make_recovery_codes"]
    member.post(reverse("mfa_deactivate_totp"))
    assert member.get(reverse("dashboard")).headers["Location"] == reverse(NEEDED)
    assert sign_in(cast.outsider).get(reverse("dashboard")).status_code == 200


def test_administrators_too_and_it_can_be_taken_back(people: tuple[Cast, Actor, Client]) -> None:
    cast, actor, admin = people
    demand(admin)
    assert admin.get(reverse("people")).headers["Location"] == reverse(NEEDED)
    TOTP.activate(Person.objects.get(id=actor.person_id), SECRET)
    page = admin.get(reverse("people")).content.decode()
    assert page.count("Without a second factor") == len((cast.assessor, cast.colleague, cast.dpo, cast.auditor))
    for _ in range(2):
        demand(admin, "waive")
    assert told(cast)[-2:] == ["demand_second_factor", "waive_second_factor"]
    assert sign_in(cast.assessor).get(reverse("dashboard")).status_code == 200


def test_only_an_administrator_who_has_confirmed_demands_it(people: tuple[Cast, Actor, Client]) -> None:
    cast, actor, _ = people
    asked = sign_in(actor, confirmed=False).post(reverse("demand-second-factor"), {"go": "demand"})
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    with pytest.raises(NotAllowed), scope(cast.organisation_id):
        demand_second_factor(cast.dpo, demanded=True)
    assert "demand_second_factor" not in told(cast)


def test_what_the_provider_asks_for_is_its_own_matter(
    people: tuple[Cast, Actor, Client], provider: Provider, settings: Settings
) -> None:
    cast, _, admin = people
    sub = invited(cast, provider)
    demand(admin)
    there = visitor(provider)
    there.come(sub)
    assert there.is_in()
    person = Person.objects.get(email__startswith=sub)
    person.set_password(PASSWORD)
    person.save()
    here = Client()
    here.post(reverse("login"), {"username": person.email, "password": PASSWORD})
    assert here.get(reverse("dashboard")).headers["Location"] == reverse(NEEDED)
    assert sign_in(person).get(reverse("dashboard")).headers["Location"] == reverse(NEEDED)


def test_every_change_to_signing_in_is_an_event_in_each_organisation(people: tuple[Cast, Actor, Client]) -> None:
    cast, *_ = people
    person = Person.objects.get(id=cast.dpo.person_id)
    with scope(cast.outsider.organisation_id):
        add_member(cast.outsider.organisation_id, person, {Role.AUDITOR}, NOW)
    before = len(told(cast))
    owner, passkey = at_home(cast.dpo), SoftwarePasskey()
    set_up_app(owner)
    add_passkey(owner, passkey)
    owner.post(reverse("mfa_generate_recovery_codes"))
    key = Authenticator.objects.get(user=person, type="webauthn").pk
    owner.post(reverse("mfa_remove_webauthn", args=[key]))
    owner.post(
        reverse("password"), {"old_password": PASSWORD, "new_password1": PASSPHRASE, "new_password2": PASSPHRASE}
    )
    call_command("remove_second_factors", person.email)
    call_command("remove_second_factors", person.email)
    expected = [
        *("add_second_factor", "make_recovery_codes", "add_second_factor", "make_recovery_codes"),
        *("remove_second_factor", "change_password", "remove_second_factor"),
    ]
    assert told(cast)[before:] == expected
    with scope(cast.outsider.organisation_id):
        rows = list(AuditEvent.objects.filter(subject=person.id, action__in=set(expected)).order_by("sequence"))
    assert [row.action for row in rows] == expected
    assert [row.actor for row in rows] == [person.id] * 6 + [None]


def test_a_change_that_fails_leaves_no_event(people: tuple[Cast, Actor, Client]) -> None:
    cast, *_ = people
    owner = at_home(cast.dpo)
    before = told(cast)
    assert owner.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 422
    assert told(cast) == before


@pytest.fixture
def demanding(people: tuple[Cast, Actor, Client]) -> tuple[Cast, Client]:
    cast, actor, admin = people
    TOTP.activate(Person.objects.get(id=actor.person_id), SECRET)
    demand(admin)
    return cast, admin


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_demand_are_sound(demanding: tuple[Cast, Client], language: str) -> None:
    cast, admin = demanding
    read(in_language(admin, language).get(reverse("people")), language)
    read(in_language(sign_in(cast.dpo), language).get(reverse(NEEDED)), language)


def test_whoever_has_one_signs_in_as_before(demanding: tuple[Cast, Client]) -> None:
    cast, _ = demanding
    person = Person.objects.get(id=cast.dpo.person_id)
    TOTP.activate(person, SECRET)
    client = Client()
    client.post(reverse("login"), {"username": person.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert client.get(reverse("dashboard")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_belongs_elsewhere_too_works_on_there_without_one(
    people: tuple[Cast, Actor, Client], language: str
) -> None:
    cast, _, admin = people
    person = Person.objects.get(id=cast.auditor.person_id)
    there = cast.outsider.organisation_id
    with scope(there):
        add_member(there, person, {Role.AUDITOR}, NOW)
    demand(admin)
    member = in_language(sign_in(person), language)
    member.post(reverse("choose-organisation"), {"organisation": str(cast.organisation_id)})
    page = member.get(reverse(NEEDED))
    read(page, language)
    assert str(there) in page.content.decode()
    stranger = {"organisation": str(cast.auditor.person_id)}
    assert member.post(reverse("choose-organisation"), stranger).status_code == 404
    assert member.post(reverse("choose-organisation"), {"organisation": str(there)}).status_code == 302
    assert member.get(reverse("dashboard")).status_code == 200
    back = {"organisation": str(cast.organisation_id)}
    assert member.post(reverse("choose-organisation"), back).headers["Location"] == reverse("dashboard")
    assert member.get(reverse("dashboard")).headers["Location"] == reverse(NEEDED)
    assert "Your other organisations" not in sign_in(cast.stranger).get(reverse(NEEDED)).content.decode()
