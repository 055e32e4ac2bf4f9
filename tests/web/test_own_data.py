"""The page of one's own data: the file, and erasing the account after showing again who one is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.lifecycle import Role
from assessments.models import Person
from assessments.services.organisations import add_member
from tests.conftest import NOW, Cast, make_person, sign_in
from tests.web.test_pages_everywhere import LANGUAGES, handed_in, in_language, read

PAGE, FILE = "own-data", "own-data-file"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_is_kept_and_a_statement_is_needed(cast: Cast, language: str) -> None:
    client = in_language(sign_in(cast.assessor), language)
    read(client.get(reverse(PAGE)), language)
    refused = client.post(reverse(PAGE))
    read(refused, language)
    assert refused.status_code == 422
    gone = client.post(reverse(PAGE), {"sure": "on"})
    read(gone, language)
    assert Person.objects.get(id=cast.assessor.person_id).erased_at is not None
    assert "/account/login/" in client.get(reverse("dashboard")).headers["Location"]


def test_the_file_is_json_about_the_person(cast: Cast) -> None:
    answer = sign_in(cast.auditor).get(reverse(FILE))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["person"]["name"] == "Au Ditor"


def test_both_ask_again_who_it_is(cast: Cast) -> None:
    client = sign_in(cast.auditor, confirmed=False)
    assert "/account/confirm/" in client.get(reverse(FILE)).headers["Location"]
    assert "/account/confirm/" in client.post(reverse(PAGE), {"sure": "on"}).headers["Location"]
    assert Person.objects.get(id=cast.auditor.person_id).erased_at is None


def test_who_cannot_go_yet_is_told_why(cast: Cast) -> None:
    administrator = add_member(cast.organisation_id, make_person("Ad Min"), {Role.ADMINISTRATOR}, NOW)
    text = sign_in(administrator).post(reverse(PAGE), {"sure": "on"}).content.decode()
    assert "You are the only administrator of an organisation." in text
    handed_in(cast)
    text = sign_in(cast.assessor).post(reverse(PAGE), {"sure": "on"}).content.decode()
    assert "An assessment that you worked on is in review." in text


def test_a_trial_has_no_account_to_erase(committed: None, settings: Any) -> None:
    settings.TRIALS_AT_ONCE = settings.TRIALS_PER_ADDRESS = 10_000
    client = Client()
    client.post(reverse("try"))
    for name in (PAGE, FILE):
        assert client.get(reverse(name)).headers["Location"] == reverse("dashboard")
