"""People, roles and invitations in a browser: what administrators see and do, and how somebody joins."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from assessments.domain.lifecycle import Role
from assessments.models import Entry, Invitation, Person
from assessments.services.access import Actor, scope
from assessments.services.organisations import add_member
from assessments.web.mail import send_after_commit
from tests.conftest import NOW, Cast, make_cast, make_person, sign_in, start
from tests.services.test_members import administrator
from tests.web.test_pages_everywhere import LANGUAGES, in_language, read

PASSPHRASE = "quite-a-long-new-passphrase"


@pytest.fixture
def people(committed: None) -> tuple[Cast, Client, Actor]:
    cast = make_cast()
    admin = administrator(cast, "<b>Ad</b> Min")
    return cast, sign_in(admin), admin


def invited(client: Client, email: str, *roles: Role) -> str:
    """The path in the link that was sent."""
    mail.outbox.clear()
    answer = client.post(reverse("invite"), {"email": email, **dict.fromkeys(roles, "on")})
    assert answer.status_code == 302, answer.content.decode()
    return link_of(email)


def link_of(email: str) -> str:
    (message,) = mail.outbox
    assert message.to == [email]
    found = re.search(r"https?://\S+", str(message.body))
    assert found
    assert found[0].startswith(settings.PUBLIC_ADDRESS)
    return urlsplit(found[0]).path


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_people_are_sound(people: tuple[Cast, Client, Actor], language: str) -> None:
    cast, client, _ = people
    in_language(client, language)
    person = reverse("person", args=[cast.dpo.person_id])
    link = invited(client, f"{uuid4().hex}@test.example", Role.DPO)
    read(client.post(person, {"go": "deactivate"}, follow=True), language)
    for path in (reverse("people"), person, reverse("invite"), link):
        read(client.get(path), language)
    read(client.post(person, {"go": "roles"}), language)
    read(client.post(reverse("invite"), {"email": "x"}), language)
    outside = in_language(Client(), language)
    read(outside.get(link), language)
    read(outside.post(link), language)
    read(outside.get(reverse("join", args=["nothing"])), language)
    known = make_person("Known")
    link = invited(client, known.email, Role.DPO)
    read(outside.get(link), language)
    read(in_language(sign_in(known), language).get(link), language)


def test_an_administrator_alone_sees_people_and_no_answers(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    assert client.get(reverse("dashboard")).headers["Location"] == reverse("people")
    page = client.get(reverse("people")).content.decode()
    assert "&lt;b&gt;Ad&lt;/b&gt; Min" in page
    assert "Col League" in page
    assert reverse("people") not in sign_in(cast.assessor).get(reverse("dashboard")).content.decode()


def test_deactivation_ends_a_live_session_with_the_next_request(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    theirs, address = sign_in(cast.dpo), reverse("dashboard")
    assert theirs.get(address).status_code == 200
    client.post(reverse("person", args=[cast.dpo.person_id]), {"go": "deactivate"})
    answer = theirs.get(address)
    assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (302, reverse("login"))
    assert not theirs.session.get("_auth_user_id")
    assert sign_in(cast.dpo).get(address).status_code == 403
    client.post(reverse("person", args=[cast.dpo.person_id]), {"go": "reactivate"})
    assert theirs.get(address).status_code == 302
    assert sign_in(cast.dpo).get(address).status_code == 200


def test_nothing_that_a_deactivated_person_still_sends_is_kept(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    assessment_id = start(cast.assessor)
    theirs, step = sign_in(cast.assessor), reverse("step", args=[assessment_id, "system"])
    sent = re.findall(r'name="([^"]+)" value="([^"]+)"', theirs.get(step).content.decode())
    fields = {name: value for name, value in sent if name != "csrfmiddlewaretoken"} | {"save": "stay"}
    assert theirs.post(step, fields).status_code in (200, 302)
    client.post(reverse("person", args=[cast.assessor.person_id]), {"go": "deactivate"})
    with scope(cast.organisation_id):
        kept = Entry.objects.count()
    back = sign_in(cast.assessor)
    for browser, expected in ((theirs, 302), (back, 403)):
        for headers in ({}, {"HX-Request": "true"}):
            assert browser.post(step, fields, headers=headers).status_code == expected
        assert browser.get(step).status_code == expected
        assert browser.get(reverse("draft", args=[assessment_id])).status_code == expected
    with scope(cast.organisation_id):
        assert Entry.objects.count() == kept


def test_only_an_administrator_of_the_same_organisation_changes_roles(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    sent = {"go": "roles", "dpo": "on", "administrator": "on"}
    for person in (cast.assessor, cast.dpo, cast.auditor):
        assert sign_in(person).post(reverse("person", args=[person.person_id]), sent).status_code == 403
    assert client.post(reverse("person", args=[cast.outsider.person_id]), sent).status_code == 404
    page = client.get(reverse("people")).content.decode()
    assert page.count("May sign in and act") == 5


def test_a_role_that_is_taken_is_gone_with_the_next_request(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    theirs = sign_in(cast.assessor)
    assert theirs.get(reverse("new-deployment")).status_code == 200
    client.post(reverse("person", args=[cast.assessor.person_id]), {"go": "roles", "auditor": "on"})
    assert theirs.get(reverse("new-deployment")).status_code == 403
    assert theirs.get(reverse("dashboard")).status_code == 200


def test_the_last_administrator_is_told_so(people: tuple[Cast, Client, Actor]) -> None:
    _, client, admin = people
    for sent in ({"go": "deactivate"}, {"go": "roles", "auditor": "on"}):
        assert client.post(reverse("person", args=[admin.person_id]), sent).status_code == 409
    assert client.post(reverse("person", args=[admin.person_id]), {"go": "nothing"}).status_code == 302


def test_somebody_new_joins_and_is_signed_in(people: tuple[Cast, Client, Actor]) -> None:
    _, client, _ = people
    email = f"{uuid4().hex}@test.example"
    link = invited(client, email, Role.AUDITOR)
    outside = Client()
    for sent in (
        {"name": "New", "password": "short", "again": "short"},
        {"name": "New", "password": "password1234", "again": "password1234"},
        {"name": "New", "password": PASSPHRASE, "again": "another-long-passphrase"},
        {"name": "", "password": PASSPHRASE, "again": PASSPHRASE},
    ):
        assert outside.post(link, sent).status_code == 422
    assert outside.get(link).headers["Referrer-Policy"] == "same-origin"
    joined = outside.post(link, {"name": " New ", "password": PASSPHRASE, "again": PASSPHRASE}, follow=True)
    assert "Here 本公司" in joined.content.decode()
    assert Person.objects.get(email=email).name == " New "
    signed_in = Client().post(reverse("login"), {"username": email, "password": PASSPHRASE})
    assert signed_in.headers["Location"] == reverse("dashboard")


def test_a_link_is_answered_the_same_whatever_is_wrong_with_it(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people

    def fresh() -> str:
        return invited(client, f"{uuid4().hex}@test.example", Role.AUDITOR)

    used, withdrawn, expired = fresh(), fresh(), fresh()
    Client().post(used, {"name": "A", "password": PASSPHRASE, "again": PASSPHRASE})
    with scope(cast.organisation_id):
        rows = {one.sent_at: one for one in Invitation.objects.filter(closed_at__isnull=True)}
        first, last = rows[min(rows)], rows[max(rows)]
        Invitation.objects.filter(id=last.id).update(
            sent_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(days=1)
        )
    assert "Expired" in client.get(reverse("people")).content.decode()
    client.post(reverse("invitation", args=[first.id]), {"go": "withdraw"})
    answers = [Client().get(path) for path in (used, withdrawn, expired, reverse("join", args=["unknown"]))]
    bodies = {re.sub(r'value="[^"]*"', "", one.content.decode()) for one in answers}
    assert [one.status_code for one in answers] == [404] * 4
    assert len(bodies) == 1


def test_sending_again_makes_a_new_link(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    email = f"{uuid4().hex}@test.example"
    old = invited(client, email, Role.AUDITOR)
    with scope(cast.organisation_id):
        key = Invitation.objects.get(email=email).id
    mail.outbox.clear()
    client.post(reverse("invitation", args=[key]), {"go": "again"})
    new = link_of(email)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_an_account_that_is_there_joins_after_signing_in_and_works_in_both(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    other = make_cast()
    person = Person.objects.get(id=other.assessor.person_id)
    link = invited(client, person.email, Role.AUDITOR)
    assert f"{reverse('login')}?next={link}" in Client().get(link).content.decode()
    assert Client().post(link, {"name": "A", "password": PASSPHRASE, "again": PASSPHRASE}).status_code == 200
    theirs = sign_in(person)
    page = theirs.post(link, follow=True).content.decode()
    assert "Assessments" in page
    assert theirs.session["organisation"] == str(cast.organisation_id)
    account = theirs.get(reverse("account")).content.decode()
    assert str(other.organisation_id) in account
    switched = theirs.post(reverse("choose-organisation"), {"organisation": str(other.organisation_id)})
    assert switched.headers["Location"] == reverse("dashboard")
    assert theirs.get(reverse("new-deployment")).status_code == 200
    foreign = theirs.post(reverse("choose-organisation"), {"organisation": str(uuid4())})
    assert foreign.status_code == 404


def test_an_account_of_another_address_cannot_accept(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    link = invited(client, f"{uuid4().hex}@test.example", Role.DPO)
    theirs = sign_in(cast.stranger)
    assert "another address" in theirs.get(link).content.decode()
    assert theirs.post(link).headers["Location"] == link
    assert theirs.get(reverse("dashboard")).status_code == 403


def test_what_cannot_be_invited_is_said(people: tuple[Cast, Client, Actor]) -> None:
    cast, client, _ = people
    email = f"{uuid4().hex}@test.example"
    invited(client, email, Role.DPO)
    again = client.post(reverse("invite"), {"email": email, "dpo": "on"})
    assert "An invitation is open" in again.content.decode()
    member = Person.objects.get(id=cast.dpo.person_id).email
    assert (
        "belongs to the organisation" in client.post(reverse("invite"), {"email": member, "dpo": "on"}).content.decode()
    )


def test_a_mail_server_that_fails_undoes_nothing(committed: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.nothing.EmailBackend"
    send_after_commit("a@test.example", "invitation", {"organisation": "A", "link": "x"})


def test_staff_of_the_platform_see_no_content(committed: None) -> None:
    cast = make_cast()
    staff = make_person("Sta Ff")
    Person.objects.filter(id=staff.id).update(is_staff=True)
    client = sign_in(staff)
    for name in ("dashboard", "people", "new-deployment"):
        assert client.get(reverse(name)).status_code == 403
    with scope(cast.organisation_id):
        add_member(cast.organisation_id, staff, {Role.AUDITOR}, NOW)
    assert client.get(reverse("dashboard")).status_code == 200
