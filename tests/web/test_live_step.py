"""Saving in the background: fragments of the page, the same entries, and never more queries than a save needs."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.lifecycle import Status
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.web.markup import Page

ROOT = Path(__file__).resolve().parents[2]
HTMX = "22283ef68cb7545914f0a88a1bdedc7256a703d1d580c1d255217d0a50d31313"
"""SHA-256 of htmx 2.0.8 as published, minified."""
LIVE = {"HX-Request": "true"}


@pytest.fixture
def assessment_id(cast: Cast) -> UUID:
    return start(cast.assessor)


@pytest.fixture
def address(assessment_id: UUID) -> str:
    return reverse("step", args=[assessment_id, "system"])


@pytest.fixture
def client(cast: Cast) -> Client:
    return sign_in(cast.assessor)


def fields(text: str) -> dict[str, str]:
    return {str(one["name"]): str(one.get("value") or "") for one in Page(text).all("input") if one.get("name")}


def test_the_vendored_htmx_is_the_published_file() -> None:
    assert hashlib.sha256((ROOT / "static/htmx/htmx.min.js").read_bytes()).hexdigest() == HTMX


def test_the_page_names_its_scripts_and_holds_none(client: Client, address: str) -> None:
    page = Page(client.get(address).content.decode())
    scripts = page.all("script")
    assert [str(one["src"]).rsplit("/", 1)[-1].split(".")[0] for one in scripts] == ["htmx", "step"]
    configured = next(one for one in page.all("meta") if one.get("name") == "htmx-config")
    assert '"allowEval":false' in str(configured["content"])
    assert '"includeIndicatorStyles":false' in str(configured["content"])


def test_a_save_in_the_background_gives_fragments_and_the_status_stays(
    cast: Cast, client: Client, assessment_id: UUID, address: str
) -> None:
    sent = {"asked": "q_orgkind", "based_on": "0", "q_orgkind": "company"}
    response = client.post(address, sent, headers=LIVE)
    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in text
    assert fields(text)["based_on"] == "1"
    assert {str(one.get("id")) for one in Page(text).all("nav") + Page(text).all("aside")} == {"rail", "findings"}
    assert text.count('data-hx-swap-oob="true"') == 3
    assert '<a id="so-far"' in text
    assert "Asse Ssor" in Page(text).text["span"][0] or "Saved" in text
    with scope(cast.organisation_id):
        space = load_workspace(cast.assessor, assessment_id)
    assert space.answers["q_orgkind"] == "company"
    assert space.assessment.status is Status.DRAFT


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_every_fragment_says_its_language(client: Client, address: str, language: str, lang: str) -> None:
    client.cookies["django_language"] = language
    response = client.post(address, {"asked": "q_orgkind", "based_on": "0"}, headers=LIVE)
    page = Page(response.content.decode())
    roots = [one for tag in ("div", "nav", "aside") for one in page.all(tag) if one.get("id") in FRAGMENTS]
    assert [one.get("lang") for one in roots] == [lang] * 3


FRAGMENTS = ("saved", "rail", "findings")


def test_a_wrong_entry_is_refused_in_place_and_the_others_are_saved(cast: Cast, client: Client) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    address = reverse("step", args=[assessment_id, "filing"])
    based_on = fields(client.get(address).content.decode())["based_on"]
    sent = {"q_peak": "about 130k", "asked": "q_peak", "based_on": based_on}
    response = client.post(address, sent, headers=LIVE)
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert any("has-err" in str(one.get("class")) for one in page.all("div"))
    assert "1 entry not saved" in response.content.decode()


def test_another_version_is_a_conflict_and_a_repeated_send_is_not(client: Client, address: str) -> None:
    sent = {"asked": "q_orgkind", "based_on": "0", "q_orgkind": "company"}
    assert client.post(address, sent, headers=LIVE).status_code == 200
    again = client.post(address, sent, headers=LIVE)
    assert (again.status_code, fields(again.content.decode())["based_on"]) == (200, "1")
    assert client.post(address, {**sent, "q_orgkind": "state_organ"}, headers=LIVE).status_code == 409


def test_saving_in_the_background_needs_no_more_queries_than_a_save(client: Client, address: str) -> None:
    counts = []
    for choice, headers in (("company", {}), ("state_organ", LIVE)):
        based_on = fields(client.get(address).content.decode())["based_on"]
        sent = {"asked": "q_orgkind", "based_on": based_on, "q_orgkind": choice}
        with CaptureQueriesContext(connection) as queries:
            client.post(address, sent, headers=headers)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def told(client: Client, address: str, asked: str, **sent: str) -> str:
    """Save in the background; what is then said aloud."""
    based_on = fields(client.get(address).content.decode())["based_on"]
    text = client.post(address, {"asked": asked, "based_on": based_on, **sent}, headers=LIVE).content.decode()
    paragraph = re.search(r'<p id="told">(.*?)</p>', text, re.DOTALL)
    assert paragraph
    return " ".join(paragraph.group(1).split())


def test_what_a_save_changed_is_said_and_nothing_else(cast: Cast, client: Client) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    address = reverse("step", args=[assessment_id, "purpose"])
    assert told(client, address, "q_basis", q_basis="law") == (
        "1 follow-up question added after 3.4. With these answers, questions 8.2, 8.3, 8.4 no longer count. "
        "Their answers are kept in the history. Findings: 16, 1 no longer."
    )
    assert told(client, address, "q_basis q_rule_cite", q_basis="consent") == (
        "1 question is no longer asked. Findings: 17, 1 new."
    )
    assert told(client, address, "q_minimal", q_minimal="no") == "Findings: 18, 1 new."
    assert told(client, address, "q_minimal", q_minimal="no") == ""
