"""Pages of errors: in the style of the product, in both languages, and without the database where that is the error."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import DataError, InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from assessments.web import public
from tests.conftest import Cast, sign_in
from tests.web.markup import Page

LANGUAGES = ("en", "zh-hans")


def quiet(client: Client, language: str) -> Client:
    client.raise_request_exception = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def page(client: Client, address: str, status: int) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    text = answer.content.decode()
    assert Page(text).faults() == []
    return text


@pytest.mark.parametrize(
    ("language", "missing", "refused"), [("en", "Page not found", "No permission"), ("zh-hans", "未找到", "权限")]
)
def test_missing_and_forbidden_pages_speak_the_language(cast: Cast, language: str, missing: str, refused: str) -> None:
    client = quiet(sign_in(cast.auditor), language)
    assert missing in page(client, "/nowhere/", 404)
    assert refused in page(client, reverse("new-deployment"), 403)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gone", [OperationalError("no server"), InterfaceError("closed")])
def test_without_a_database_a_page_says_so_and_reads_nothing_from_it(
    cast: Cast, language: str, gone: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = quiet(sign_in(cast.assessor), language)

    def fail(self: SessionStore) -> dict[str, object]:
        raise gone

    monkeypatch.setattr(SessionStore, "load", fail)
    answer = client.get(reverse("dashboard"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    text = answer.content.decode()
    assert Page(text).faults() == []
    assert ("The database does not answer" if language == "en" else "数据库暂时没有响应") in text
    assert "no server" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mistake", [ValueError("secret detail"), DataError("secret detail")])
def test_a_mistake_of_the_program_is_told_with_a_reference_and_no_detail(
    db: None, language: str, mistake: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise mistake

    monkeypatch.setattr(public, "current_edition", fail)
    text = page(quiet(Client(), language), reverse("landing"), 500)
    assert "secret detail" not in text
    assert ("Quote reference" if language == "en" else "编号") in text


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing was changed."), ("zh-hans", "未作任何修改")])
def test_the_address_of_a_form_opened_by_itself_answers_with_a_page(cast: Cast, language: str, words: str) -> None:
    for client, name in ((Client(), "set_language"), (sign_in(cast.assessor), "logout")):
        text = page(quiet(client, language), reverse(name), 405)
        assert words in text
    assert Client().get(reverse("set_language")).headers["Allow"] == "POST"


def test_only_who_may_have_answers_is_told_that_they_are_safe(cast: Cast) -> None:
    assert "Answers that were saved" in page(quiet(sign_in(cast.assessor), "en"), "/nowhere/", 404)
    assert "Answers that were saved" not in page(quiet(Client(), "en"), "/nowhere/", 404)


@pytest.mark.parametrize("target", ["合规", "dashboard", "a.b", "//elsewhere.example/", "https://elsewhere.example/"])
def test_after_choosing_a_language_only_a_path_of_this_site_leads_on(db: None, target: str) -> None:
    answer = Client().post(reverse("set_language"), {"language": "en", "next": target})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
