"""Every request has an id and one line in the log, which says how it went and nothing of what was in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from assessments.web import public
from assessments.web.figures import REQUESTS
from assessments.web.tracing import HEADER, id_of
from tests.conftest import Cast, sign_in, start


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """Facts of all lines about requests."""
    found: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.__dict__["facts"])

    logger, handler = logging.getLogger("assessments.access"), Kept()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield found
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_a_request_is_one_line_with_route_person_and_keys(cast: Cast, lines: list[dict[str, Any]]) -> None:
    assessment_id = start(cast.assessor)
    sign_in(cast.assessor).get(reverse("findings", args=[assessment_id]), {"q": "a confidential word"})
    (line,) = lines
    assert line.pop("milliseconds") >= 0
    assert line == {
        "method": "GET",
        "route": "findings",
        "status": 200,
        "assessment_id": str(assessment_id),
        "person": str(cast.assessor.person_id),
    }
    assert UUID(line["person"])


@pytest.mark.parametrize("address", ["/join/a-secret-token-of-somebody/", "/nowhere/a-secret/", "/help/?q=a-secret"])
def test_what_opens_something_or_was_typed_is_in_no_line(db: None, lines: list[dict[str, Any]], address: str) -> None:
    Client().get(address)
    (line,) = lines
    assert "secret" not in str(line)
    assert line["route"] in ("join", "none", "help")


def test_the_id_is_made_here_unless_a_trusted_proxy_says_a_well_formed_one(db: None, settings: Settings) -> None:
    def answered(given: str) -> str:
        return Client().get(reverse("healthz"), headers={HEADER: given}).headers[HEADER]

    assert answered("proxy-id-00000001") != "proxy-id-00000001"
    settings.TRUSTED_PROXIES = 1
    assert answered("proxy-id-00000001") == "proxy-id-00000001"
    for bad in ("short", "x" * 65, "with blank 000", 'quote"quote"', ""):
        made = answered(bad)
        assert made != bad
        assert len(made) == 16


def test_error_pages_show_the_id_of_their_answer(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ValueError

    client = Client(raise_request_exception=False)
    answers = [client.get("/nowhere/")]
    monkeypatch.setattr(public, "current_edition", fail)
    answers.append(client.get(reverse("landing")))
    for answer in answers:
        assert f"Quote reference {answer.headers[HEADER]} if you report it." in answer.content.decode()
    assert id_of(RequestFactory().get("/")) == ""


def test_requests_are_counted_by_names_of_the_product_alone(db: None, settings: Settings) -> None:
    settings.METRICS_TOKEN = "x" * 24

    def counted(method: str) -> float:
        return REQUESTS.labels(method, "healthz", "200")._value.get()  # type: ignore[no-any-return]

    before = counted("GET"), counted("other")
    Client().get(reverse("healthz"))
    Client().generic("BREW", reverse("healthz"))
    assert (counted("GET"), counted("other")) == (before[0] + 1, before[1] + 1)
    settings.METRICS_TOKEN = ""
    Client().get(reverse("healthz"))
    assert counted("GET") == before[0] + 1
    assert configured.METRICS_TOKEN == ""
