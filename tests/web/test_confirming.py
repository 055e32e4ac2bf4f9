"""Attesting, approving and sealing ask once more who it is, then do what was asked."""

from __future__ import annotations

import re
import time
from urllib.parse import urlencode
from uuid import UUID

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from tests.conftest import PASSWORD, Cast, answer_all, case_answers, make_cast, sign_in, start
from tests.passkeys import SoftwarePasskey
from tests.web.test_second_factors import add_passkey, at_home, options_of, set_up_app
from tests.web.test_trying import begin
from trust.outside import code_of

CONFIRM = "account_reauthenticate"
STATEMENTS = {"true": "on", "read": "on", "limits": "on"}


@pytest.fixture
def cast(committed: None) -> Cast:
    return make_cast()


def answered(cast: Cast) -> tuple[UUID, str]:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    page = sign_in(cast.assessor).get(reverse("hand-in", args=[assessment_id])).content.decode()
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found
    return assessment_id, found[1]


def status(cast: Cast, assessment_id: UUID) -> str:
    with scope(cast.organisation_id):
        return str(load_workspace(cast.assessor, assessment_id).assessment.status)


def test_attesting_asks_for_the_password_and_then_hands_in(cast: Cast) -> None:
    assessment_id, digest = answered(cast)
    client = sign_in(cast.assessor, confirmed=False)
    address = reverse("hand-in", args=[assessment_id])
    asked = client.post(address, {**STATEMENTS, "digest": digest})
    assert asked.headers["Location"] == f"{reverse(CONFIRM)}?{urlencode({'next': address})}"
    assert status(cast, assessment_id) == "draft"
    page = client.get(asked.headers["Location"]).content.decode()
    assert f'name="next" value="{address}"' in page
    assert client.post(reverse(CONFIRM), {"password": "x", "next": address}).status_code == 422
    assert status(cast, assessment_id) == "draft"
    done = client.post(reverse(CONFIRM), {"password": PASSWORD, "next": address})
    assert done.headers["Location"] == reverse("findings", args=[assessment_id])
    assert status(cast, assessment_id) == "in_review"


def test_approving_asks_and_returning_does_not(cast: Cast) -> None:
    assessment_id, digest = answered(cast)
    sign_in(cast.assessor).post(reverse("hand-in", args=[assessment_id]), {**STATEMENTS, "digest": digest})
    assert status(cast, assessment_id) == "in_review"
    client, address = sign_in(cast.dpo, confirmed=False), reverse("review", args=[assessment_id])
    sent = {"go": "approve", "statement": "on", "language": "en", "digest": digest}
    assert client.post(address, sent).headers["Location"].startswith(reverse(CONFIRM))
    assert status(cast, assessment_id) == "in_review"
    back = client.post(address, {"go": "return", "reason": "Look again.", "language": "en", "digest": digest})
    assert back.headers["Location"] == reverse("findings", args=[assessment_id])
    assert status(cast, assessment_id) == "returned"


def test_sealing_again_asks(cast: Cast) -> None:
    client = sign_in(cast.dpo, confirmed=False)
    answer = client.post(reverse("retry-sealing", args=[UUID(int=5)]))
    assert answer.headers["Location"].startswith(reverse(CONFIRM))
    assert sign_in(cast.dpo).post(reverse("retry-sealing", args=[UUID(int=5)])).status_code == 404


def test_a_confirmation_is_good_for_five_minutes_and_for_one_person(cast: Cast) -> None:
    assessment_id, digest = answered(cast)
    address, sent = reverse("hand-in", args=[assessment_id]), {**STATEMENTS, "digest": digest}
    client = sign_in(cast.assessor)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][0]["at"] = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session.save()
    assert client.post(address, sent).headers["Location"].startswith(reverse(CONFIRM))
    other = sign_in(cast.assessor)
    session = other.session
    session["account_authentication_methods_user"] = str(cast.dpo.person_id)
    session.save()
    assert other.post(address, sent).headers["Location"].startswith(reverse(CONFIRM))
    assert sign_in(cast.assessor).post(address, sent).headers["Location"] == reverse("findings", args=[assessment_id])


def test_with_a_second_factor_the_password_does_not_confirm(cast: Cast) -> None:
    assessment_id, digest = answered(cast)
    owner, passkey = at_home(cast.assessor), SoftwarePasskey()
    secret = set_up_app(owner)
    add_passkey(owner, passkey)
    address, sent = reverse("hand-in", args=[assessment_id]), {**STATEMENTS, "digest": digest}
    client = at_home(cast.assessor, confirmed=False)
    asked = client.post(address, sent).headers["Location"]
    assert asked.startswith(reverse("mfa_reauthenticate"))
    refused = client.post(reverse(CONFIRM), {"password": PASSWORD, "next": address})
    assert refused.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert status(cast, assessment_id) == "draft"
    assert "With a passkey" in client.get(asked).content.decode()
    assert client.post(reverse("mfa_reauthenticate"), {"code": "000000", "next": address}).status_code == 422
    offered = options_of(client, "mfa_reauthenticate_webauthn")
    bad = {"credential": SoftwarePasskey().get(offered), "next": address}
    assert client.post(reverse("mfa_reauthenticate_webauthn"), bad).status_code == 422
    done = client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret), "next": address})
    assert done.headers["Location"] == reverse("findings", args=[assessment_id])
    other = at_home(cast.assessor, confirmed=False)
    other.post(reverse("retry-sealing", args=[UUID(int=5)]))
    good = {"credential": passkey.get(options_of(other, "mfa_reauthenticate_webauthn")), "next": reverse("account")}
    assert other.post(reverse("mfa_reauthenticate_webauthn"), good).headers["Location"] == reverse("account")


def test_confirming_leads_to_no_other_site(cast: Cast) -> None:
    client = sign_in(cast.dpo, confirmed=False)
    sent = {"password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(reverse(CONFIRM), sent).headers["Location"] == reverse("dashboard")


def test_too_many_confirmations_are_refused_with_a_page(cast: Cast) -> None:
    client = sign_in(cast.dpo, confirmed=False)
    answers = [client.post(reverse(CONFIRM), {"password": "x"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_whoever_tries_without_an_account_has_nothing_to_secure(committed: None) -> None:
    client, _ = begin()
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "password", CONFIRM):
        for send in (client.get, client.post):
            assert send(reverse(name)).headers["Location"] == reverse("dashboard")
    assert not Authenticator.objects.filter(user_id=client.session["_auth_user_id"]).exists()
