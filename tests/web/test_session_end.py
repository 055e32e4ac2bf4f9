"""The end of a session: one that is used lasts on, and a step says when it will be over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tests.conftest import Cast, sign_in, start
from tests.web.markup import Page

WHOLE = configured.SESSION_COOKIE_AGE
LIVE = {"HX-Request": "true"}


def with_seconds_left(client: Client, seconds: int) -> None:
    key = client.cookies[configured.SESSION_COOKIE_NAME].value
    Session.objects.filter(pk=key).update(expire_date=timezone.now() + timedelta(seconds=seconds))


def seconds_left(client: Client) -> float:
    key = client.cookies[configured.SESSION_COOKIE_NAME].value
    return (Session.objects.get(pk=key).expire_date - timezone.now()).total_seconds()


def end_on_page(client: Client, address: str) -> int:
    forms = Page(client.get(address).content.decode()).all("form")
    return int(str(next(one for one in forms if one.get("id") == "step-form")["data-session-ends"]))


@pytest.mark.parametrize(("left", "expected"), [(60, WHOLE), (WHOLE // 2 - 60, WHOLE), (WHOLE - 600, WHOLE - 600)])
def test_a_session_used_in_its_second_half_begins_anew(cast: Cast, left: int, expected: int) -> None:
    client = sign_in(cast.assessor)
    address = reverse("step", args=[start(cast.assessor), "system"])
    with_seconds_left(client, left)
    assert end_on_page(client, address) == pytest.approx(expected, abs=30)
    assert seconds_left(client) == pytest.approx(expected, abs=30)


def test_a_save_in_the_background_says_how_long_it_lasts_now(cast: Cast) -> None:
    client = sign_in(cast.assessor)
    address = reverse("step", args=[start(cast.assessor), "system"])
    with_seconds_left(client, 60)
    answer = client.post(address, {"asked": "q_orgkind", "based_on": "0", "q_orgkind": "company"}, headers=LIVE)
    saved = next(one for one in Page(answer.content.decode()).all("div") if one.get("id") == "saved")
    assert int(str(saved["data-session-ends"])) == pytest.approx(WHOLE, abs=30)


def test_a_session_that_is_over_is_not_begun_anew(cast: Cast) -> None:
    client = sign_in(cast.assessor)
    with_seconds_left(client, -1)
    assert reverse("login") in client.get(reverse("dashboard")).headers["Location"]


def test_a_trial_ends_with_its_day_and_not_for_want_of_use(settings: Settings, committed: None) -> None:
    settings.TRIALS_AT_ONCE = settings.TRIALS_PER_ADDRESS = 10_000
    client = Client()
    address = client.post(reverse("try")).headers["Location"] + "system/"
    with_seconds_left(client, 60)
    assert "data-session-ends" not in client.get(address).content.decode()
    assert seconds_left(client) < 60
