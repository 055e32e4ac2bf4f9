"""Signing in at a real identity provider on loopback: who comes in, who does not, and what is confirmed there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc.jwk import RSAKey
from pytest_django import Settings

from assessments.domain.lifecycle import Role
from assessments.models import AuditEvent, Person
from assessments.services.access import Actor, scope
from assessments.services.invitations import invite
from assessments.services.members import deactivate
from frcompliance.oidc_settings import IdentityProvider
from tests.conftest import PASSWORD, Cast, at, make_cast, sign_in
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from tests.oidc_provider import PASSWORD as THERE
from tests.services.test_members import administrator
from tests.web.test_confirming import CONFIRM, STATEMENTS, answered, status
from tests.web.test_pages_everywhere import LANGUAGES, in_language, read
from tests.web.test_trying import begin
from trust.outside import code_of

DOMAIN = "test.example"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider(f"{live.PUBLIC_ADDRESS}/account/login/provider/callback/") as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, committed: None, settings: Settings) -> Iterator[Provider]:
    """The provider, telling the truth, and set up in the product."""
    settings.IDENTITY_PROVIDER = IdentityProvider(
        running.address, CLIENT_ID, CLIENT_SECRET, "Yunhai SSO 云海", frozenset({DOMAIN}), says_verified=True
    )
    true_key = running.key
    yield running
    running.bent, running.about, running.elsewhere, running.key = {}, {}, False, true_key
    running.asked.clear()


@dataclass
class Visitor:
    """One browser: at the product, and at the provider."""

    provider: Provider
    here: Client
    there: requests.Session

    def leave(self, address: str) -> str:
        """Where at the provider the product sends the browser."""
        location = self.here.get(address).headers["Location"]
        assert location.startswith(f"{self.provider.address}/authorize?"), location
        return location

    def show(self, location: str, sub: str) -> str:
        """Give the provider name and password where it asks; where it sends the browser back to, without the host."""
        answer = self.there.get(location, allow_redirects=False)
        if answer.status_code == 200:
            answer = self.there.post(location, data={"sub": sub, "password": THERE}, allow_redirects=False)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def come(self, sub: str, wanted: str = "") -> str:
        """Sign in at the provider; where the product leads then."""
        address = reverse("provider-sign-in") + (f"?next={wanted}" if wanted else "")
        return self.here.get(self.show(self.leave(address), sub)).headers["Location"]

    def is_in(self) -> bool:
        return self.here.get(reverse("dashboard")).status_code == 200


def visitor(provider: Provider, here: Client | None = None) -> Visitor:
    return Visitor(provider, here or Client(), requests.Session())


def employee(provider: Provider, address: str = "", **claims: object) -> str:
    """Somebody whom the provider knows."""
    sub = uuid4().hex
    address = address or f"{sub}@{DOMAIN}"
    provider.people[sub] = {"email": address, "email_verified": True, "name": "Wang Min 王敏", **claims}
    return sub


def invited(cast: Cast, provider: Provider, *roles: Role) -> str:
    """An employee with an open invitation and no account."""
    sub = employee(provider)
    admin = at(administrator(cast), timezone.now())
    with scope(cast.organisation_id):
        invite(admin, f"{sub}@{DOMAIN}", roles or {Role.ASSESSOR})
    return sub


def why(name: str) -> str:
    return reverse("provider-refused", args=[name])


def told(organisation: Actor) -> list[str]:
    with scope(organisation.organisation_id):
        return list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))


def test_an_invited_employee_comes_in_with_an_account_that_has_no_password(provider: Provider) -> None:
    cast = make_cast()
    sub = invited(cast, provider)
    first = visitor(provider)
    assert first.come(sub) == reverse("dashboard")
    assert first.is_in()
    person = Person.objects.get(email=f"{sub}@{DOMAIN}")
    assert (person.name, person.has_usable_password()) == ("Wang Min 王敏", False)
    assert told(cast.dpo)[-3:] == ["accept_invitation", "link_provider", "sign_in_at_provider"]
    again = visitor(provider)
    assert again.come(sub, reverse("account")) == reverse("account")
    assert told(cast.dpo)[-1] == "sign_in_at_provider"
    assert SocialAccount.objects.get(user=person).extra_data == {}
    asked = provider.asked[0]
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == len(asked["state"]) == 43


def test_a_session_begun_there_lasts_as_long_and_ends_with_the_others(provider: Provider) -> None:
    cast = make_cast()
    sub = invited(cast, provider)
    browser = visitor(provider)
    browser.come(sub)
    person = Person.objects.get(email=f"{sub}@{DOMAIN}")
    assert browser.here.session.get_expiry_age() == live.SESSION_COOKIE_AGE
    admin = administrator(cast)
    with scope(cast.organisation_id):
        deactivate(admin, person.id)
    assert not browser.is_in()
    assert visitor(provider).come(sub) == why("deactivated")


def test_strangers_and_people_who_left_get_a_page_and_no_account(provider: Provider) -> None:
    sub = employee(provider)
    browser = visitor(provider)
    assert browser.come(sub) == why("stranger")
    assert browser.here.get(why("stranger")).status_code == 403
    assert not browser.is_in()
    assert not Person.objects.filter(email=f"{sub}@{DOMAIN}").exists()
    cast = make_cast()
    assert visitor(provider).come(employee(provider, cast.stranger.email)) == why("stranger")
    Person.objects.filter(id=cast.dpo.person_id).update(is_active=False)
    gone = Person.objects.get(id=cast.dpo.person_id)
    assert visitor(provider).come(employee(provider, gone.email)) == why("deactivated")


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": "boss@elsewhere.example"},
        {"email": f"boss@{DOMAIN}@elsewhere.example"},
        {"email": f"boss@sub.{DOMAIN}"},
        {"email": None},
    ],
)
def test_an_address_counts_only_if_verified_and_of_the_company(provider: Provider, claims: dict[str, object]) -> None:
    sub = invited(make_cast(), provider)
    provider.people[sub] |= claims
    assert visitor(provider).come(sub) == why("address")


def test_a_provider_that_never_says_verified_can_be_believed(provider: Provider, settings: Settings) -> None:
    settings.IDENTITY_PROVIDER = replace(settings.IDENTITY_PROVIDER, says_verified=False)
    cast = make_cast()
    silent, denying = invited(cast, provider), invited(cast, provider)
    del provider.people[silent]["email_verified"]
    provider.people[denying]["email_verified"] = False
    assert visitor(provider).come(silent) == reverse("dashboard")
    assert visitor(provider).come(denying) == why("address")


def test_what_is_told_at_the_other_endpoint_must_be_about_the_same_person(provider: Provider) -> None:
    cast = make_cast()
    sub, victim = invited(cast, provider), invited(cast, provider)
    provider.elsewhere = True
    assert visitor(provider).come(sub) == reverse("dashboard")
    provider.about = {"sub": "somebody else", "email": f"{victim}@{DOMAIN}"}
    assert visitor(provider).come(victim) == why("failed")


def test_an_account_with_a_password_is_linked_by_signing_in_to_it_once(provider: Provider) -> None:
    cast = make_cast()
    holder = Person.objects.get(id=cast.dpo.person_id)
    sub = employee(provider, holder.email.upper())
    thief = visitor(provider)
    login = thief.come(sub, reverse("account"))
    assert login == f"{reverse('login')}?next={reverse('account').replace('/', '%2F')}"
    assert not thief.is_in()
    assert "has an account here already" in thief.here.get(login).content.decode()
    other = Person.objects.get(id=cast.auditor.person_id)
    thief.here.post(reverse("login"), {"username": other.email, "password": PASSWORD})
    assert not SocialAccount.objects.filter(user__in=[holder, other]).exists()
    browser = visitor(provider)
    login = browser.come(sub)
    done = browser.here.post(login, {"username": holder.email, "password": PASSWORD})
    assert done.headers["Location"] == reverse("dashboard")
    assert told(cast.dpo)[-1] == "link_provider"
    assert visitor(provider).come(sub) == reverse("dashboard")
    assert visitor(provider).come(employee(provider, holder.email)) == why("other-account")


def test_a_link_that_waits_too_long_is_not_made(provider: Provider) -> None:
    cast = make_cast()
    holder = Person.objects.get(id=cast.dpo.person_id)
    browser = visitor(provider)
    login = browser.come(employee(provider, holder.email))
    session = browser.here.session
    session["provider_to_bind"] |= {"at": time.time() - 601}
    session.save()
    browser.here.post(login, {"username": holder.email, "password": PASSWORD})
    assert browser.is_in()
    assert not SocialAccount.objects.filter(user=holder).exists()


def test_the_same_address_with_another_subject_is_refused_until_the_link_is_undone(provider: Provider) -> None:
    cast = make_cast()
    sub = invited(cast, provider)
    visitor(provider).come(sub)
    successor = employee(provider, f"{sub}@{DOMAIN}")
    assert visitor(provider).come(successor) == why("other-account")
    call_command("unlink_provider", f"{sub}@{DOMAIN}".upper())
    assert visitor(provider).come(successor) == reverse("login")
    with pytest.raises(CommandError, match="no link"):
        call_command("unlink_provider", "nobody@test.example")


def test_a_changed_address_stays_the_same_person(provider: Provider) -> None:
    cast = make_cast()
    sub = invited(cast, provider)
    visitor(provider).come(sub)
    provider.people[sub] = {"email": f"married-{sub}@{DOMAIN}", "email_verified": False}
    assert visitor(provider).come(sub) == reverse("dashboard")


def test_a_second_factor_of_the_account_is_asked_for_as_well(provider: Provider) -> None:
    cast = make_cast()
    sub = invited(cast, provider)
    visitor(provider).come(sub)
    TOTP.activate(Person.objects.get(email=f"{sub}@{DOMAIN}"), SECRET)
    browser = visitor(provider)
    assert browser.come(sub) == reverse("mfa_authenticate")
    assert not browser.is_in()
    before = told(cast.dpo)
    browser.here.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert browser.is_in()
    assert told(cast.dpo) == [*before, "sign_in_at_provider"]


HOSTILE = {
    "wrong issuer": {"iss": "https://evil.example"},
    "wrong audience": {"aud": "another-client"},
    "two audiences, no party": {"aud": [CLIENT_ID, "another-client"]},
    "party of another": {"azp": "another-client"},
    "expired": {"exp": 1},
    "from the future": {"iat": 4_000_000_000},
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "empty subject": {"sub": None},
}


@pytest.mark.parametrize("bent", HOSTILE.values(), ids=HOSTILE)
def test_tokens_that_do_not_fit_sign_nobody_in(provider: Provider, bent: dict[str, object]) -> None:
    sub = invited(make_cast(), provider)
    provider.bent = bent
    browser = visitor(provider)
    assert browser.come(sub) == why("failed")
    assert not browser.is_in()
    provider.bent = {}
    assert browser.come(sub) == reverse("dashboard")


def test_a_token_with_a_foreign_signature_signs_nobody_in(provider: Provider) -> None:
    sub = invited(make_cast(), provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert visitor(provider).come(sub) == why("failed")


def test_an_answer_counts_once_and_in_the_browser_that_asked(provider: Provider) -> None:
    sub = invited(make_cast(), provider)
    browser, other = visitor(provider), visitor(provider)
    back = browser.show(browser.leave(reverse("provider-sign-in")), sub)
    assert other.here.get(back).headers["Location"] == why("failed")
    forged = back.replace("state=", "state=x")
    assert browser.here.get(forged).headers["Location"] == why("failed")
    assert browser.here.get(back).headers["Location"] == reverse("dashboard")
    assert browser.here.get(back).headers["Location"] == why("failed")
    callback = reverse("provider-callback")
    assert Client().get(callback).headers["Location"] == why("failed")


def test_a_code_of_somebody_else_does_not_fit_the_challenge(provider: Provider) -> None:
    cast = make_cast()
    mine, theirs = visitor(provider), visitor(provider)
    stolen = parse_qs(urlsplit(theirs.show(theirs.leave(reverse("provider-sign-in")), invited(cast, provider))).query)
    state = parse_qs(urlsplit(mine.leave(reverse("provider-sign-in"))).query)["state"][0]
    sent = {"code": stolen["code"][0], "state": state}
    assert mine.here.get(reverse("provider-callback"), sent).headers["Location"] == why("failed")


def test_going_back_at_the_provider_is_said_so(provider: Provider) -> None:
    browser = visitor(provider)
    state = parse_qs(urlsplit(browser.leave(reverse("provider-sign-in"))).query)["state"][0]
    sent = {"error": "access_denied", "state": state}
    assert browser.here.get(reverse("provider-callback"), sent).headers["Location"] == why("cancelled")


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_way_leads_to_another_site(provider: Provider, wanted: str) -> None:
    sub = invited(make_cast(), provider)
    assert visitor(provider).come(sub, wanted) == reverse("dashboard")


def test_a_provider_that_is_silent_or_another_is_not_asked(provider: Provider, settings: Settings) -> None:
    set_up = settings.IDENTITY_PROVIDER
    settings.IDENTITY_PROVIDER = replace(set_up, issuer="http://127.0.0.1:9")
    for name in ("provider-sign-in", "provider-callback"):
        assert Client().get(reverse(name)).headers["Location"] in (why("silent"), why("failed"))
    assert Client().get(why("silent")).status_code == 503
    settings.IDENTITY_PROVIDER = replace(set_up, issuer=set_up.issuer.replace("127.0.0.1", "localhost"))
    assert Client().get(reverse("provider-sign-in")).headers["Location"] == why("failed")


def test_whoever_asks_too_often_waits(provider: Provider, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"provider": "3/m/ip"}
    asking = Client(REMOTE_ADDR="198.51.100.77")
    assert [asking.get(reverse("provider-callback")).status_code for _ in range(4)] == [302, 302, 302, 429]


def test_without_a_provider_there_are_no_such_pages(committed: None) -> None:
    for name in ("provider-sign-in", "provider-callback"):
        assert Client().get(reverse(name)).status_code == 404
    assert "provider" not in Client().get(reverse("login")).content.decode()
    assert Client().get(why("nonsense")).status_code == 404
    assert sign_in(make_cast().dpo).get(reverse("provider-confirm")).status_code == 404


def test_whoever_is_signed_in_goes_on_and_a_trial_comes_along(provider: Provider) -> None:
    cast = make_cast()
    assert sign_in(cast.dpo).get(reverse("provider-sign-in")).headers["Location"] == reverse("dashboard")
    trying, _ = begin()
    assert visitor(provider, trying).come(invited(cast, provider)) == reverse("take-over")
    trying, _ = begin()
    holder = Person.objects.get(id=cast.dpo.person_id)
    there = visitor(provider, trying).come(employee(provider, holder.email))
    assert there == f"{reverse('login')}?next={reverse('take-over').replace('/', '%2F')}"


def attesting(cast: Cast, provider: Provider) -> tuple[Visitor, str, str, str]:
    """An assessor without password or factor who wants to hand in: browser, name there, address, digest."""
    sub = invited(cast, provider, Role.ASSESSOR)
    browser = visitor(provider)
    browser.come(sub)
    assessment_id, digest = answered(cast)
    return browser, sub, reverse("hand-in", args=[assessment_id]), digest


def test_without_password_and_factor_one_confirms_at_the_provider_and_then_hands_in(provider: Provider) -> None:
    cast = make_cast()
    browser, sub, address, digest = attesting(cast, provider)
    asked = browser.here.post(address, {**STATEMENTS, "digest": digest}).headers["Location"]
    assert asked.startswith(reverse("provider-confirm"))
    page = browser.here.get(asked).content.decode()
    assert "asks once more who you are" in page
    location = browser.leave(f"{asked}&go=1")
    assert (provider.asked[-1].get("prompt"), parse_qs(urlsplit(location).query)["prompt"]) == (None, ["login"])
    done = browser.here.get(browser.show(location, sub)).headers["Location"]
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")
    assert done == address.replace("hand-in", "findings")


def test_a_sign_in_of_before_or_of_somebody_else_confirms_nothing(provider: Provider) -> None:
    cast = make_cast()
    browser, sub, address, digest = attesting(cast, provider)
    asked = browser.here.post(address, {**STATEMENTS, "digest": digest}).headers["Location"]
    for at_ in (int(time.time()) - 60, None, True):
        provider.bent = {"auth_time": at_}
        back = browser.show(browser.leave(f"{asked}&go=1"), sub)
        assert browser.here.get(back).headers["Location"] == why("not-again")
    provider.bent = {}
    other = invited(cast, provider)
    visitor(provider).come(other)
    for somebody in (other, employee(provider)):
        back = browser.show(browser.leave(f"{asked}&go=1"), somebody)
        assert browser.here.get(back).headers["Location"] == why("other-person")
    assert browser.here.post(address, {**STATEMENTS, "digest": digest}).headers["Location"] == asked
    assert browser.here.get(reverse("mfa_add_webauthn")).headers["Location"].startswith(reverse("provider-confirm"))


def test_without_anything_interrupted_confirming_leads_to_the_list(provider: Provider) -> None:
    browser, sub, *_ = attesting(make_cast(), provider)
    location = browser.leave(f"{reverse('provider-confirm')}?go=1&next=https://evil.example/")
    assert browser.here.get(browser.show(location, sub)).headers["Location"] == reverse("dashboard")


def test_password_and_provider_confirm_both_and_a_second_factor_before_them(provider: Provider) -> None:
    cast = make_cast()
    holder = Person.objects.get(id=cast.assessor.person_id)
    sub = employee(provider, holder.email)
    browser = visitor(provider)
    browser.here.post(browser.come(sub), {"username": holder.email, "password": PASSWORD})
    assessment_id, digest = answered(cast)
    address, sent = reverse("hand-in", args=[assessment_id]), {**STATEMENTS, "digest": digest}
    asked = browser.here.post(address, sent).headers["Location"]
    assert asked.startswith(reverse(CONFIRM))
    assert reverse("provider-confirm") in browser.here.get(asked).content.decode()
    there = visitor(provider)
    there.come(sub)
    asked = there.here.post(address, sent).headers["Location"]
    assert asked.startswith(reverse("provider-confirm"))
    assert reverse(CONFIRM) in there.here.get(asked).content.decode()
    TOTP.activate(holder, SECRET)
    assert there.here.get(f"{asked}&go=1").status_code == 404
    assert there.here.post(address, sent).headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert status(cast, assessment_id) == "draft"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_provider_are_sound(provider: Provider, language: str) -> None:
    client = in_language(Client(), language)
    read(client.get(reverse("login"), {"next": "/account/?a=1&b=2"}), language)
    read(client.get(reverse("landing")), language)
    read(client.get(why("stranger")), language)
    cast = make_cast()
    browser = visitor(provider, in_language(Client(), language))
    browser.come(invited(cast, provider))
    read(browser.here.get(reverse("provider-confirm"), {"next": "/account/?a=1&b=2"}), language)
    read(browser.here.get(why("other-person")), language)
    read(browser.here.get(reverse("mfa_index")), language)
    holder = Person.objects.get(id=cast.dpo.person_id)
    waiting = visitor(provider, in_language(Client(), language))
    read(waiting.here.get(waiting.come(employee(provider, holder.email))), language)
