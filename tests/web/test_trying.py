"""Trying without an account, in a browser: from the landing page to an account, and what is refused on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from assessments.domain.lifecycle import Role
from assessments.models import Assessment, Entry, Organisation, Person
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.trials import LIFETIME
from assessments.web.origin import origin_of
from assessments.web.sessions import TRIAL, TRIAL_TO_TAKE
from tests.conftest import PASSWORD, Cast, make_cast, sign_in
from tests.passkeys import SoftwarePasskey
from tests.services.test_members import administrator
from tests.web.markup import Page
from tests.web.test_people_pages import PASSPHRASE, invited
from tests.web.test_second_factors import add_passkey, asked, at_home, browser, email_of

FIRST = {"q_orgkind": "company", "q_province": "beijing", "q_purposes": "access", "asked": "", "based_on": "0"}
UNTIL = "deleted at"


@pytest.fixture(autouse=True)
def roomy(settings: Settings, committed: None) -> None:
    """Trials of earlier runs are still in the database, and all come from one address."""
    settings.TRIALS_AT_ONCE = settings.TRIALS_PER_ADDRESS = 10_000


def begin(language: str = "en") -> tuple[Client, UUID]:
    client = Client()
    client.cookies[configured.LANGUAGE_COOKIE_NAME] = language
    answer = client.post(reverse("try"))
    found = re.fullmatch(r"/assessments/([0-9a-f-]{36})/", answer.headers["Location"])
    assert found
    return client, UUID(found.group(1))


def organisation_of(client: Client) -> UUID:
    return UUID(client.session[TRIAL])


def page_of(client: Client, name: str, *args: object) -> Page:
    answer = client.get(reverse(name, args=args), follow=True)
    assert answer.status_code == 200
    page = Page(answer.content.decode())
    assert page.faults() == []
    return page


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Kept for this browser session"), ("zh-hans", "仅在本次浏览器会话")]
)
def test_every_page_of_a_trial_says_how_long_it_is_kept(language: str, words: str) -> None:
    client, assessment_id = begin(language)
    client.post(reverse("step", args=[assessment_id, "system"]), FIRST)
    client.post(reverse("draft", args=[assessment_id]))
    for name in ("resume", "check", "findings", "uncertain", "draft"):
        assert page_of(client, name, assessment_id)
        assert words in client.get(reverse(name, args=[assessment_id]), follow=True).content.decode()
    assert page_of(client, "dashboard")


def test_a_trial_lasts_for_the_browser_session_and_a_day_at_most() -> None:
    client, _ = begin()
    cookie = client.cookies[configured.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    kept = Session.objects.get(session_key=cookie.value)
    assert timedelta(minutes=-1) < kept.expire_date - timezone.now() - LIFETIME < timedelta(minutes=1)
    other = sign_in(make_cast().assessor).session
    assert other.get_expiry_age() == configured.SESSION_COOKIE_AGE


def test_a_trial_offers_neither_hand_in_nor_a_second_assessment_nor_an_account_page() -> None:
    client, assessment_id = begin()
    for name in ("new-deployment", "account"):
        assert client.get(reverse(name)).headers["Location"] == reverse("dashboard")
    assert client.get(reverse("hand-in", args=[assessment_id])).headers["Location"] == reverse(
        "findings", args=[assessment_id]
    )
    assert client.post(reverse("reopen", args=[assessment_id])).status_code == 403
    assert client.post(reverse("uncertain", args=[assessment_id]), {"point": "U1"}).status_code == 403
    assert reverse("new-deployment") not in client.get(reverse("dashboard")).content.decode()


def test_a_trial_lists_actions_and_puts_nobody_in_charge() -> None:
    client, assessment_id = begin()
    client.post(reverse("step", args=[assessment_id, "system"]), {**FIRST, "q_province": "unknown"})
    assert page_of(client, "actions", assessment_id).all("tr")
    where = reverse("action", args=[assessment_id, "q_province"])
    assert "nobody is put in charge of them" in client.get(where).content.decode()
    assert client.post(where, {"state": "open"}).status_code == 403


def test_two_trials_do_not_see_each_other() -> None:
    (one, first), (_, second) = begin(), begin()
    assert one.get(reverse("findings", args=[first])).status_code == 200
    assert one.get(reverse("findings", args=[second])).status_code == 404
    assert sign_in(make_cast().assessor).get(reverse("findings", args=[first])).status_code == 404


def test_an_ended_trial_says_so_and_signs_out() -> None:
    client, assessment_id = begin()
    with scope(organisation_of(client)):
        Organisation.objects.update(trial_expires_at=timezone.now() - timedelta(minutes=1))
    answer = client.get(reverse("findings", args=[assessment_id]))
    assert answer.status_code == 410
    assert "This trial has ended" in answer.content.decode()
    assert "/account/login/" in client.get(reverse("dashboard")).headers["Location"]


@pytest.mark.parametrize(("language", "words"), [("en", "End the trial"), ("zh-hans", "结束试用")])
def test_signing_out_of_a_trial_ends_it(language: str, words: str) -> None:
    client, assessment_id = begin(language)
    trial = organisation_of(client)
    page = client.get(reverse("findings", args=[assessment_id])).content.decode()
    assert words in page
    assert client.post(reverse("logout")).headers["Location"] == reverse("landing")
    assert client.get(reverse("landing")).status_code == 200
    with scope(trial):
        assert not Organisation.objects.filter(trial_expires_at__gt=timezone.now()).exists()


def signed_in_after_trying(cast: Cast, person_id: UUID) -> tuple[Client, UUID]:
    client, assessment_id = begin()
    client.post(reverse("step", args=[assessment_id, "system"]), FIRST)
    assert client.get(reverse("login")).status_code == 200
    assert reverse("login") in client.get(reverse("take-over")).headers["Location"]
    trial = organisation_of(client)
    email = Person.objects.get(id=person_id).email
    answer = client.post(reverse("login"), {"username": email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("take-over")
    return client, trial


def test_after_signing_in_the_trial_is_taken_over_into_the_own_organisation() -> None:
    cast = make_cast()
    client, trial = signed_in_after_trying(cast, cast.assessor.person_id)
    assert page_of(client, "take-over").faults() == []
    assert client.post(reverse("take-over"), {"name": ""}).status_code == 422
    answer = client.post(reverse("take-over"), {"name": "Gates of the tower", "place": "Shanghai"})
    found = re.fullmatch(r"/assessments/([0-9a-f-]{36})/", answer.headers["Location"])
    assert found
    with scope(cast.organisation_id):
        space = load_workspace(cast.assessor, UUID(found.group(1)))
        assert space.assessment.deployment_name == "Gates of the tower"
        assert str(space.answers["q_orgkind"]) == "company"
        assert set(Entry.objects.values_list("made_by_id", flat=True)) == {cast.assessor.person_id}
    with scope(trial):
        assert not Organisation.objects.filter(trial_expires_at__gt=timezone.now()).exists()
    page = client.get(reverse("findings", args=[found.group(1)])).content.decode()
    assert "Kept for this browser session" not in page
    assert client.get(reverse("take-over")).headers["Location"] == reverse("dashboard")


def offered_in(client: Client, trial: UUID) -> bool:
    """Whether what was tried is offered on the page that the browser was sent to."""
    assert TRIAL not in client.session
    page = client.get(reverse("take-over"))
    return page.status_code == 200 and client.session[TRIAL_TO_TAKE] == str(trial)


def test_whoever_accepts_an_invitation_with_a_new_account_takes_the_trial_along() -> None:
    cast = make_cast()
    link = invited(sign_in(administrator(cast, "Admin")), f"{uuid4().hex}@test.example", Role.ASSESSOR)
    client, _ = begin()
    trial = organisation_of(client)
    answer = client.post(link, {"name": "New", "password": PASSPHRASE, "again": PASSPHRASE})
    assert answer.headers["Location"] == reverse("take-over")
    assert offered_in(client, trial)
    taken = client.post(reverse("take-over"), {"name": "Gates of the tower", "place": "Shanghai"})
    assert taken.headers["Location"].startswith("/assessments/")


def test_an_invitation_is_accepted_before_the_trial_is_taken_over_into_its_organisation() -> None:
    cast, elsewhere = make_cast(), make_cast()
    link = invited(sign_in(administrator(cast, "Admin")), email_of(elsewhere.assessor), Role.ASSESSOR)
    client, _ = begin()
    trial = organisation_of(client)
    sent = {"username": email_of(elsewhere.assessor), "password": PASSWORD, "next": link}
    assert client.post(reverse("login"), sent).headers["Location"] == link
    assert client.post(link).headers["Location"] == reverse("take-over")
    assert offered_in(client, trial)
    taken = client.post(reverse("take-over"), {"name": "Gates of the tower", "place": "Shanghai"})
    with scope(cast.organisation_id):
        assert [str(key) for key in Assessment.objects.values_list("id", flat=True)] == [
            taken.headers["Location"].strip("/").split("/")[-1]
        ]


def test_whoever_signs_in_with_a_passkey_takes_the_trial_along() -> None:
    cast, passkey = make_cast(), SoftwarePasskey()
    add_passkey(at_home(cast.assessor), passkey)
    client = browser()
    client.post(reverse("try"))
    trial = organisation_of(client)
    refused = client.post(reverse("mfa_login_webauthn"), {"credential": SoftwarePasskey().get(asked(client), b"x")})
    assert refused.headers["Location"] == reverse("account_login")
    assert organisation_of(client) == trial
    sent = {"credential": passkey.get(asked(client), cast.assessor.person_id.hex.encode())}
    assert client.post(reverse("mfa_login_webauthn"), sent).headers["Location"] == reverse("take-over")
    assert offered_in(client, trial)


def test_who_may_not_take_over_is_told_who_may_and_nothing_is_copied() -> None:
    cast = make_cast()
    client, _ = signed_in_after_trying(cast, cast.dpo.person_id)
    assert "Only assessors" in client.get(reverse("take-over")).content.decode()
    assert "Only assessors" in client.post(reverse("take-over"), {"name": "Gates", "place": "x"}).content.decode()
    with scope(cast.organisation_id):
        assert not Entry.objects.exists()


def test_a_trial_that_ended_meanwhile_is_not_offered() -> None:
    cast = make_cast()
    client, trial = signed_in_after_trying(cast, cast.assessor.person_id)
    with scope(trial):
        Organisation.objects.update(trial_expires_at=timezone.now() - timedelta(minutes=1))
    for answer in (client.get(reverse("take-over")), client.post(reverse("take-over"), {"name": "Gates"})):
        assert answer.headers["Location"] == reverse("dashboard")


def test_too_many_trials_are_refused_kindly(settings: Settings) -> None:
    settings.TRIALS_PER_ADDRESS = 1
    address = f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::"
    assert Client(REMOTE_ADDR=f"{address}1").post(reverse("try")).status_code == 302
    answer = Client(REMOTE_ADDR=f"{address}2").post(reverse("try"))
    assert answer.status_code == 429
    assert "Try again tomorrow" in answer.content.decode()


def test_a_site_can_offer_none(settings: Settings) -> None:
    assert reverse("try") in Client().get(reverse("landing")).content.decode()
    settings.TRIALS_AT_ONCE = 0
    assert reverse("try") not in Client().get(reverse("landing")).content.decode()
    assert "offers no trials" in Client().get(reverse("try")).content.decode()
    assert Client().post(reverse("try")).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "origin"),
    [
        (0, "192.0.2.7", "198.51.100.1", "192.0.2.7"),
        (1, "127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "127.0.0.1", "203.0.113.9, 198.51.100.1,10.0.0.2", "198.51.100.1"),
        (2, "192.0.2.7", "198.51.100.1", "192.0.2.7"),
        (1, "192.0.2.7", None, "192.0.2.7"),
        (1, "127.0.0.1", "nonsense", ""),
        (1, "127.0.0.1", "203.0.113.9:50123", "203.0.113.9"),
        (1, "127.0.0.1", "[2001:db8:1:2:3::4]:50123", "2001:db8:1:2::/64"),
        (1, "127.0.0.1", "[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"),
        (0, "2001:db8:1:2:3::4", None, "2001:db8:1:2::/64"),
        (0, "::ffff:203.0.113.5", None, "203.0.113.5"),
        (1, "127.0.0.1", "::ffff:203.0.113.6", "203.0.113.6"),
        (0, "", None, ""),
    ],
)
def test_the_address_of_the_browser_is_the_one_that_cannot_be_forged(
    settings: Settings, proxies: int, remote: str, forwarded: str | None, origin: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    from django.test import RequestFactory

    assert origin_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)) == origin


def test_the_menu_of_a_trial_is_the_same_on_pages_that_everybody_may_read() -> None:
    client, _ = begin()
    for name in ("help", "verify", "coverage"):
        text = client.get(reverse(name, args=["2026-11"] if name == "coverage" else [])).content.decode()
        assert "End the trial and delete it" in text
        assert f'href="{reverse("account")}"' not in text


def test_a_trial_has_no_places(roomy: None) -> None:
    client, assessment_id = begin()
    shown = client.get(reverse("places", args=[assessment_id]))
    assert "A trial has no places" in shown.content.decode()
    assert client.post(reverse("places", args=[assessment_id]), {"go": "add", "name": "x"}).status_code == 403
