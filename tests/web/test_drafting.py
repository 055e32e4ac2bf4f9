"""The page of the draft report: asked for, waiting, ready, failed; and a sealing that is found again."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import DraftReport, Revision
from assessments.services import drafts
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.review import approve, hand_in
from tests.conftest import NOW, Cast, answer_all, case_answers, sign_in, start
from tests.web.markup import Page

PDF = b"%PDF-1.7 a draft"


@pytest.fixture
def assessment_id(cast: Cast) -> UUID:
    return start(cast.assessor)


@pytest.fixture
def client(cast: Cast) -> Client:
    return sign_in(cast.assessor)


def page_of(client: Client, assessment_id: UUID) -> tuple[str, str]:
    """Text of the page, and in how many seconds the browser is to look again."""
    answer = client.get(reverse("draft", args=[assessment_id]))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    content = answer.content.decode()
    assert Page(content).faults() == []
    return content, answer.headers.get("Refresh", "")


def ask(client: Client, assessment_id: UUID, language: str = "en") -> DraftReport:
    answer = client.post(reverse("draft", args=[assessment_id]), {"language": language})
    assert answer.headers["Location"] == reverse("draft", args=[assessment_id])
    return DraftReport.objects.get(assessment_id=assessment_id)


def test_the_page_waits_by_itself_and_then_offers_the_file(
    client: Client, cast: Cast, assessment_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "render_draft", lambda content: PDF)
    page, refresh = page_of(client, assessment_id)
    assert (refresh, "Make a draft" in page) == ("", True)
    one = ask(client, assessment_id, "both")
    page, refresh = page_of(client, assessment_id)
    assert (refresh, "The draft is being made" in page, "Both: English and Chinese" in page) == ("3", True, True)
    assert '<button class="btn sec"' not in page
    file = reverse("draft-file", args=[assessment_id])
    assert client.get(file).headers["Location"] == reverse("draft", args=[assessment_id])
    drafts.make_draft(cast.organisation_id, one.id, timezone.now)
    page, refresh = page_of(client, assessment_id)
    assert (refresh, "The draft is ready" in page, file in page) == ("", True, True)
    answer = client.get(file)
    assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_page_says_when_something_is_wrong_and_lets_one_ask_again(client: Client, assessment_id: UUID) -> None:
    one = ask(client, assessment_id)
    DraftReport.objects.filter(id=one.id).update(asked_at=timezone.now() - 2 * drafts.LATE)
    page, refresh = page_of(client, assessment_id)
    assert (refresh, "longer than usual" in page, "Make it again" in page) == ("", True, True)
    DraftReport.objects.filter(id=one.id).update(status="failed", failure="out of time")
    page, refresh = page_of(client, assessment_id)
    assert (refresh, "could not be made" in page, "out of time" in page) == ("", True, True)
    assert ask(client, assessment_id, "klingon").language == "en"
    DraftReport.objects.filter(assessment_id=assessment_id).update(
        status="ready", pdf=PDF, as_at=NOW - drafts.LATE, language="zh-hans"
    )
    page, _ = page_of(client, assessment_id)
    assert ("Simplified Chinese" in page, "has changed since" in page) == (True, True)


@pytest.mark.parametrize(("language", "words"), [("en", "Try again in an hour"), ("zh-hans", "请一小时后再试")])
def test_who_asks_for_too_many_is_told_so(
    client: Client, assessment_id: UUID, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    monkeypatch.setattr(drafts, "MOST_AN_HOUR", 0)
    client.cookies["django_language"] = language
    answer = client.post(reverse("draft", args=[assessment_id]), {"language": "en"})
    assert (answer.status_code, words in answer.content.decode()) == (429, True)
    assert not DraftReport.objects.filter(assessment_id=assessment_id).exists()


def test_the_draft_is_found_from_the_findings_the_review_and_the_attestation(cast: Cast, client: Client) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    link = f'href="{reverse("draft", args=[assessment_id])}"'
    for name in ("findings", "hand-in"):
        assert link in client.get(reverse(name, args=[assessment_id])).content.decode()
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    assert link in sign_in(cast.dpo).get(reverse("review", args=[assessment_id])).content.decode()


def test_a_sealing_is_found_again_from_list_and_review_and_a_failed_one_says_what_to_do(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
        made = approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)
    page = reverse("revision", args=[made.id])
    client = sign_in(cast.dpo)
    assert client.get(reverse("review", args=[assessment_id])).headers["Location"] == page
    listed = client.get(reverse("dashboard")).content.decode()
    assert ("Sealing" in listed, "See how far it is" in listed, page in listed) == (True, True, True)
    assert f'href="{reverse("review", args=[assessment_id])}"' not in listed, "nothing waits for the DPO"
    Revision.objects.filter(id=made.id).update(status="failed", failure="no key")
    listed = client.get(reverse("dashboard")).content.decode()
    assert ("Not sealed" in listed, "See why, and what to do" in listed) == (True, True)
    assert f'href="{reverse("review", args=[assessment_id])}"' in listed, "under what waits for the DPO; it leads on"
    assert "See why, and what to do" in sign_in(cast.assessor).get(reverse("dashboard")).content.decode()
    assert "Try again" in client.get(page).content.decode()
