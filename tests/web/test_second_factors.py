"""Second factors: set up, used, removed; what is guessed, repeated or forged is refused."""

from __future__ import annotations

import html
import json
import re
from io import StringIO
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.models import Person
from assessments.services.access import Actor
from frcompliance import settings as product
from tests.conftest import PASSWORD, make_cast, sign_in
from tests.passkeys import HOST, PRESENT_AND_VERIFIED, SoftwarePasskey
from tests.web.test_people_pages import PASSPHRASE
from trust.outside import code_of


@pytest.fixture
def dpo(committed: None) -> Actor:
    return make_cast().dpo


def at_home(actor: Actor, *, confirmed: bool = True) -> Client:
    """A browser at an address for which passkeys can be made."""
    client = sign_in(actor, confirmed=confirmed)
    client.defaults["HTTP_HOST"] = HOST
    return client


def browser() -> Client:
    return Client(headers={"host": HOST})


def set_up_app(client: Client) -> str:
    """The key of a new authenticator app."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'class="mono">([A-Z2-7]{32})<', page)
    assert found
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    # What was used for trying is used up; the next code comes in half a minute, and tests do not wait.
    cache.clear()
    return found[1]


def codes_shown(client: Client) -> list[str]:
    return re.findall(r"<li>(\d{8})</li>", client.get(reverse("mfa_view_recovery_codes")).content.decode())


def options_of(client: Client, name: str) -> str:
    found = re.search(r'data-options="([^"]+)"', client.get(reverse(name)).content.decode())
    assert found
    return html.unescape(found[1])


def add_passkey(client: Client, passkey: SoftwarePasskey, name: str = "Phone 手机") -> None:
    offered = options_of(client, "mfa_add_webauthn")
    answer = client.post(reverse("mfa_add_webauthn"), {"name": name, "credential": passkey.create(offered)})
    assert answer.status_code == 302, answer.content.decode()


def enter(actor: Actor, email: str) -> Client:
    """Somebody who has given the right password."""
    client = browser()
    answer = client.post(reverse("login"), {"username": email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    return client


def email_of(actor: Actor) -> str:
    return Person.objects.get(id=actor.person_id).email


def is_in(client: Client) -> bool:
    return client.get(reverse("dashboard")).status_code == 200


def test_with_an_app_the_password_alone_signs_nobody_in(dpo: Actor) -> None:
    secret = set_up_app(at_home(dpo))
    client = enter(dpo, email_of(dpo))
    assert not is_in(client)
    for wrong in ("", "000000", "x" * 21):
        assert client.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 422
    code = code_of(secret)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).headers["Location"] == reverse("dashboard")
    assert is_in(client)
    again = enter(dpo, email_of(dpo))
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422
    assert not is_in(again)


def test_a_recovery_code_works_once(dpo: Actor) -> None:
    owner = at_home(dpo)
    set_up_app(owner)
    codes = codes_shown(owner)
    assert len(set(codes)) == 10
    assert codes_shown(owner) == []
    for expected in (302, 422):
        client = enter(dpo, email_of(dpo))
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected
        assert is_in(client) == (expected == 302)
    assert "9 codes are left" in owner.get(reverse("mfa_index")).content.decode()
    owner.post(reverse("mfa_generate_recovery_codes"))
    fresh = codes_shown(owner)
    assert set(fresh).isdisjoint(codes)


def test_secrets_are_not_readable_in_the_database(dpo: Actor) -> None:
    secret = set_up_app(at_home(dpo))
    kept = str(list(Authenticator.objects.filter(user_id=dpo.person_id).values_list("data", flat=True)))
    assert secret not in kept
    assert '"seed"' in kept.replace("'", '"')


def test_ten_wrong_codes_lock_the_second_step(dpo: Actor) -> None:
    secret = set_up_app(at_home(dpo))
    client = enter(dpo, email_of(dpo))
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    page = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert page.status_code == 422
    assert "Too many attempts" in page.content.decode()


def test_ten_wrong_passwords_lock_the_account_and_right_ones_do_not_count(dpo: Actor) -> None:
    email, address = email_of(dpo), reverse("login")
    for _ in range(11):
        assert Client().post(address, {"username": email, "password": PASSWORD}).status_code == 302
    for _ in range(10):
        assert "do not match" in Client().post(address, {"username": email, "password": "x"}).content.decode()
    for spelling in (email, email.upper()):
        page = Client().post(address, {"username": spelling, "password": PASSWORD})
        assert "Too many attempts" in page.content.decode()
        assert page.status_code == 200


def test_guesses_count_for_the_account_whatever_the_host_is_called(dpo: Actor) -> None:
    email, address = email_of(dpo), reverse("login")
    names = ("testserver", "TestServer", "testserver:8000", "localhost", "127.0.0.1")
    for number in range(10):
        host = {"host": names[number % len(names)]}
        assert (
            "do not match" in Client(headers=host).post(address, {"username": email, "password": "x"}).content.decode()
        )
    for name in names:
        page = Client(headers={"host": name}).post(address, {"username": email, "password": PASSWORD})
        assert "Too many attempts" in page.content.decode()


def test_a_passkey_signs_in_alone_and_with_a_password(dpo: Actor) -> None:
    owner, passkey = at_home(dpo), SoftwarePasskey()
    add_passkey(owner, passkey)
    assert "Phone 手机" in owner.get(reverse("mfa_index")).content.decode()
    second = enter(dpo, email_of(dpo))
    offered = options_of(second, "mfa_authenticate")
    assert second.post(reverse("mfa_authenticate"), {"credential": passkey.get(offered)}).status_code == 302
    assert is_in(second)
    alone = browser()
    offered = asked(alone)
    sent = {"credential": passkey.get(offered, dpo.person_id.hex.encode())}
    assert alone.post(reverse("mfa_login_webauthn"), sent).headers["Location"] == reverse("dashboard")
    assert is_in(alone)
    other = browser()
    assert other.post(reverse("mfa_login_webauthn"), sent).headers["Location"] == reverse("account_login")
    assert not is_in(other)


def test_an_office_behind_one_address_may_sign_in_with_passkeys(dpo: Actor, settings: Settings) -> None:
    settings.MFA_RATE_LIMITS = product.MFA_RATE_LIMITS
    client = Client(REMOTE_ADDR="192.0.2.77")
    statuses = [client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code for _ in range(20)]
    assert set(statuses) == {302}


def asked(client: Client) -> str:
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    return json.dumps(answer.json()["request_options"])


def test_passkeys_that_are_foreign_unverified_or_of_another_site_sign_nobody_in(dpo: Actor) -> None:
    owner = at_home(dpo)
    passkey = SoftwarePasskey()
    add_passkey(owner, passkey)
    handle = dpo.person_id.hex.encode()
    unverified = SoftwarePasskey(flags=0x01, credential_id=passkey.credential_id, key=passkey.key)
    elsewhere = SoftwarePasskey(origin="https://evil.example", credential_id=passkey.credential_id, key=passkey.key)
    other_key = SoftwarePasskey(credential_id=passkey.credential_id)
    for bad in (SoftwarePasskey(), unverified, elsewhere, other_key):
        client = browser()
        client.post(reverse("mfa_login_webauthn"), {"credential": bad.get(asked(client), handle)})
        assert not is_in(client)
    offered = options_of(owner, "mfa_add_webauthn")
    for bad in (SoftwarePasskey(flags=0x01), SoftwarePasskey(origin="https://evil.example")):
        answer = owner.post(reverse("mfa_add_webauthn"), {"name": "", "credential": bad.create(offered)})
        assert answer.status_code == 422
    assert PRESENT_AND_VERIFIED & 0x04


def test_somebody_removes_their_own_factors_and_nobody_elses(dpo: Actor) -> None:
    owner, passkey = at_home(dpo), SoftwarePasskey()
    set_up_app(owner)
    add_passkey(owner, passkey, "")
    key = Authenticator.objects.get(user_id=dpo.person_id, type="webauthn").pk
    assert "Passkey 1" in owner.get(reverse("mfa_remove_webauthn", args=[key])).content.decode()
    stranger = at_home(make_cast().dpo)
    assert stranger.post(reverse("mfa_remove_webauthn", args=[key])).status_code == 404
    assert owner.post(reverse("mfa_remove_webauthn", args=[key])).headers["Location"] == reverse("mfa_index")
    assert owner.post(reverse("mfa_deactivate_totp")).headers["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.filter(user_id=dpo.person_id).exists()


def test_factors_change_only_after_confirming(dpo: Actor) -> None:
    client = at_home(dpo, confirmed=False)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = client.get(reverse(name))
        assert urlsplit(answer.headers["Location"]).path == reverse("account_reauthenticate")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_new_password_ends_the_other_sessions(dpo: Actor) -> None:
    here, there = sign_in(dpo), sign_in(dpo)
    address = reverse("password")
    for sent in (
        {"old_password": "x", "new_password1": PASSPHRASE, "new_password2": PASSPHRASE},
        {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"},
        {"old_password": PASSWORD, "new_password1": PASSPHRASE, "new_password2": "another-long-passphrase"},
    ):
        assert here.post(address, sent).status_code == 422
    good = {"old_password": PASSWORD, "new_password1": PASSPHRASE, "new_password2": PASSPHRASE}
    assert here.post(address, good).headers["Location"] == reverse("mfa_index")
    assert is_in(here)
    assert not is_in(there)


def test_whoever_runs_the_installation_removes_what_was_lost(dpo: Actor) -> None:
    owner = at_home(dpo)
    set_up_app(owner)
    said = StringIO()
    call_command("remove_second_factors", email_of(dpo).upper(), stdout=said)
    assert "2 second factors removed" in said.getvalue()
    assert not is_in(owner)
    signed_in = browser().post(reverse("login"), {"username": email_of(dpo), "password": PASSWORD})
    assert signed_in.headers["Location"] == reverse("dashboard")
    with pytest.raises(CommandError, match="nobody has"):
        call_command("remove_second_factors", "nobody@test.example")


def test_a_change_of_factors_ends_every_other_session_and_keeps_this_one(dpo: Actor) -> None:
    client, other = at_home(dpo), at_home(dpo)
    before = client.cookies[configured.SESSION_COOKIE_NAME].value
    set_up_app(client)
    assert is_in(client)
    assert client.cookies[configured.SESSION_COOKIE_NAME].value != before
    assert not is_in(other)
    elsewhere = at_home(dpo)
    assert is_in(elsewhere)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_session_goes_on_under_another_key_once_somebody_has_shown_who_they_are(dpo: Actor) -> None:
    client = at_home(dpo, confirmed=False)
    before = client.cookies[configured.SESSION_COOKIE_NAME].value
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    assert client.cookies[configured.SESSION_COOKIE_NAME].value != before
    assert is_in(client)


def test_with_the_key_from_before_among_the_fallbacks_second_factors_go_on(dpo: Actor, settings: Settings) -> None:
    secret = set_up_app(at_home(dpo))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [settings.SECRET_KEY]
    client = enter(dpo, email_of(dpo))
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert is_in(client)


def test_where_the_key_is_gone_no_code_is_right_and_the_log_says_why(
    dpo: Actor, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    secret = set_up_app(at_home(dpo))
    gone, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 8
    for client, name in ((enter(dpo, email_of(dpo)), "mfa_authenticate"), (at_home(dpo), "mfa_reauthenticate")):
        caplog.clear()
        page = client.post(reverse(name), {"code": code_of(secret)})
        assert page.status_code == 422
        assert "This code is not right" in page.content.decode()
        (line,) = {each.getMessage() for each in caplog.records if each.name == "assessments.web.adapters"}
        assert "neither SECRET_KEY nor SECRET_KEY_FALLBACKS" in line
        assert not any(each in line for each in (gone, settings.SECRET_KEY, secret))


def test_open_sessions_go_on_while_the_key_changes_and_end_where_it_is_gone(dpo: Actor, settings: Settings) -> None:
    client, other, before = at_home(dpo), at_home(dpo), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [before]
    assert is_in(client)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(client)
    assert not is_in(other)


def test_new_codes_are_right_though_the_key_of_the_app_is_gone(dpo: Actor, settings: Settings) -> None:
    owner, passkey = at_home(dpo), SoftwarePasskey()
    secret = set_up_app(owner)
    add_passkey(owner, passkey)
    settings.SECRET_KEY = "another" * 8
    client = at_home(dpo)
    client.post(reverse("mfa_generate_recovery_codes"))
    code = codes_shown(client)[0]
    assert enter(dpo, email_of(dpo)).post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 422
    entering = enter(dpo, email_of(dpo))
    assert entering.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert is_in(entering)
    again = enter(dpo, email_of(dpo))
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == 422


def test_where_the_key_is_gone_whoever_has_a_passkey_makes_new_codes(dpo: Actor, settings: Settings) -> None:
    owner, passkey = at_home(dpo), SoftwarePasskey()
    add_passkey(owner, passkey)
    settings.SECRET_KEY = "another" * 8
    client = at_home(dpo)
    assert "0 codes are left" in client.get(reverse("mfa_index")).content.decode()
    assert "0 codes from before" in client.get(reverse("mfa_generate_recovery_codes")).content.decode()
    client.post(reverse("mfa_generate_recovery_codes"))
    assert len(codes_shown(client)) == 10
