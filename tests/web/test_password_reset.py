"""A forgotten password: one link, one hour, one use; nobody learns which addresses have an account."""

from __future__ import annotations

import re
import threading
import time
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as live
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.models import AuditEvent, Person
from assessments.services.access import scope
from assessments.web.mail import BACKGROUND
from tests.conftest import PASSWORD, Cast, make_cast, sign_in
from tests.web.test_pages_everywhere import LANGUAGES, in_language, read
from tests.web.test_people_pages import PASSPHRASE
from tests.web.test_provider import SECRET

FORGOTTEN = "password-forgotten"
NEW = {"new_password1": PASSPHRASE, "new_password2": PASSPHRASE}


@pytest.fixture
def cast(committed: None) -> Cast:
    return make_cast()


@pytest.fixture
def person(cast: Cast) -> Person:
    return Person.objects.get(id=cast.dpo.person_id)


def ask(address: str, client: Client | None = None) -> str:
    """Ask for a link; the answer, after whatever was sent has been sent."""
    mail.outbox.clear()
    answer = (client or Client()).post(reverse(FORGOTTEN), {"email": address})
    for thread in threading.enumerate():
        if thread.name == BACKGROUND:
            thread.join()
    return answer.headers.get("Location", str(answer.status_code))


def link(person: Person) -> str:
    """The path in the link that was sent to the person."""
    assert ask(person.email) == reverse("password-sent")
    (message,) = mail.outbox
    assert message.to == [person.email]
    assert "\n" not in message.subject
    assert "链接仅可使用一次" in str(message.body)
    found = re.search(r"https?://\S+", str(message.body))
    assert found
    assert found[0].startswith(live.PUBLIC_ADDRESS)
    return urlsplit(found[0]).path


def follow(client: Client, path: str) -> str:
    """Open the link; the address at which the form stands, without the token."""
    return client.get(path).headers["Location"]


def test_a_link_sets_a_new_password_once_and_ends_every_session(cast: Cast, person: Person) -> None:
    elsewhere = sign_in(person)
    path = link(person)
    client = Client()
    form = follow(client, path)
    assert path.split("/")[-2] not in form
    for bad in ({}, {**NEW, "new_password2": "another-long-passphrase"}, dict.fromkeys(NEW, "short")):
        assert client.post(form, bad).status_code == 422
    assert elsewhere.get(reverse("dashboard")).status_code == 200
    assert client.post(form, NEW).headers["Location"] == reverse("password-reset-done")
    assert elsewhere.get(reverse("dashboard")).status_code == 302
    assert client.get(reverse("dashboard")).status_code == 302
    for again in (Client().get(path), client.get(form), client.post(form, NEW)):
        assert again.status_code == 404
    with scope(cast.organisation_id):
        last = AuditEvent.objects.order_by("sequence").last()
        assert last is not None
        assert (last.action, last.actor) == ("reset_password", person.id)
    signed_in = Client().post(reverse("login"), {"username": person.email, "password": PASSPHRASE})
    assert signed_in.headers["Location"] == reverse("dashboard")
    assert "do not match" in _refusal(person)


def _refusal(person: Person) -> str:
    return Client().post(reverse("login"), {"username": person.email, "password": PASSWORD}).content.decode()


def test_a_second_factor_is_still_asked_for(person: Person) -> None:
    TOTP.activate(person, SECRET)
    client = Client()
    client.post(follow(client, link(person)), NEW)
    signed_in = client.post(reverse("login"), {"username": person.email, "password": PASSPHRASE})
    assert signed_in.headers["Location"] == reverse("mfa_authenticate")


def test_known_and_unknown_addresses_get_the_same_answer(person: Person) -> None:
    without = Person.objects.create_user(f"{uuid4().hex}@test.example", "At The Provider")
    closed = Person.objects.create_user(f"{uuid4().hex}@test.example", "Closed", PASSWORD)
    Person.objects.filter(id=closed.id).update(is_active=False)
    for address in (f"{uuid4().hex}@test.example", without.email, closed.email):
        assert ask(address) == reverse("password-sent")
        assert mail.outbox == []
    assert ask(person.email.upper()) == reverse("password-sent")
    assert len(mail.outbox) == 1


def test_nobody_is_flooded_with_mail_and_unknown_addresses_are_counted_alike(person: Person) -> None:
    for address in (person.email, f"{uuid4().hex}@test.example"):
        assert [ask(address) for _ in range(4)] == [reverse("password-sent")] * 3 + ["429"]


def test_a_link_is_good_for_an_hour(person: Person, settings: Settings) -> None:
    assert live.PASSWORD_RESET_TIMEOUT == 3600
    path = link(person)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(path).status_code == 404


def test_a_link_is_for_one_person_and_void_after_signing_in_or_changing(cast: Cast, person: Person) -> None:
    path = link(person)
    other = link(Person.objects.get(id=cast.auditor.person_id))
    mixed = "/".join([*path.split("/")[:3], other.split("/")[3], path.split("/")[4], ""])
    assert Client().get(mixed).status_code == 404
    for made_up in ("%FF", "MQ", "x" * 300):
        assert Client().get(f"/account/password/{made_up}/abc-def/").status_code == 404
    Client().post(reverse("login"), {"username": person.email, "password": PASSWORD})
    assert Client().get(path).status_code == 404


def test_a_mail_server_that_fails_or_is_slow_changes_nothing_for_whoever_asks(
    person: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    may_go_on = threading.Event()

    def fail(*arguments: object) -> int:
        may_go_on.wait(10)
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    answer = Client().post(reverse(FORGOTTEN), {"email": person.email})
    assert answer.headers["Location"] == reverse("password-sent")
    may_go_on.set()
    while any(thread.name == BACKGROUND for thread in threading.enumerate()):
        time.sleep(0.01)
    assert "a mail was not sent" in caplog.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_forgotten_password_are_sound(person: Person, language: str) -> None:
    client = in_language(Client(), language)
    for name in (FORGOTTEN, "password-sent", "password-reset-done"):
        read(client.get(reverse(name)), language)
    read(client.post(reverse(FORGOTTEN), {"email": "x"}), language)
    form = follow(client, link(person))
    read(client.get(form), language)
    read(client.post(form), language)
    read(client.get(reverse("password-reset", args=["MQ", "unknown"])), language)
