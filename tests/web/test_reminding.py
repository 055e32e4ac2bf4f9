"""The page of reminders, the calendar at its secret address, and the page of assessing again."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.domain.progress import ActionState
from assessments.models import Assessment, ReminderChoice, RequestCount, TriggerRecord
from assessments.services.access import scope
from assessments.services.people import remember_display
from assessments.services.remediation import Commitment, record_action
from assessments.services.reminder_choices import load_choice
from assessments.web import calendar_feed
from assessments.web.calendar_file import write_calendar
from tests.conftest import Cast, answer_all, at, case_answers, make_cast, sign_in, start
from tests.services.test_audit_complete import frozen
from tests.web.markup import Page
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read

ADDRESS = re.compile(r"http://127\.0\.0\.1:8200(/calendar/[\w-]{32}\.ics)")
CHANGED = {"trigger": "method", "happened_on": "2026-03-15", "note": "<script>alert(1)</script>"}


def renewed(client: Client) -> str:
    found = ADDRESS.search(client.post(reverse("reminders"), {"go": "renew"}).content.decode())
    assert found
    return found.group(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_is_switched_off_and_the_address_of_the_calendar_is_shown_once(cast: Cast, language: str) -> None:
    client, where = in_language(sign_in(cast.auditor), language), reverse("reminders")
    read(client.get(where), language)
    made = client.post(where, {"go": "renew"})
    read(made, language)
    assert ADDRESS.search(made.content.decode())
    later = client.get(where)
    read(later, language)
    assert "/calendar/" not in later.content.decode()
    for sent, by_mail in (({}, False), ({"by_mail": "on"}, True)):
        assert client.post(where, {"go": "mail", **sent}).status_code == 302
        assert load_choice(cast.auditor.person_id).by_mail is by_mail
    client.post(where, {"go": "stop"})
    client.post(where, {"go": "nonsense"})
    assert ReminderChoice.objects.get(person_id=cast.auditor.person_id).calendar_digest == ""


def test_the_account_page_leads_to_it_and_a_trial_has_none(committed: None, settings: Any) -> None:
    settings.TRIALS_AT_ONCE = settings.TRIALS_PER_ADDRESS = 10_000
    client = Client()
    client.post(reverse("try"))
    assert client.get(reverse("reminders")).headers["Location"] == reverse("dashboard")
    page = Page(sign_in(make_cast().dpo).get(reverse("account")).content.decode())
    assert reverse("reminders") in [one.href for one in page.links()]


@pytest.mark.parametrize(("language", "title"), [("", "Action due"), ("zh-hans", "待办到期")])
def test_the_calendar_says_when_and_not_what(committed: None, language: str, title: str) -> None:
    cast = make_cast()
    assessment_id = start(cast.assessor, "Secretgate")
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    day = timezone.localdate() + timedelta(days=40)
    with scope(cast.organisation_id):
        entered = Commitment(cast.dpo.person_id, day, ActionState.OPEN, "Note of ours", None)
        record_action(at(cast.assessor, timezone.now()), assessment_id, "M09-pipia", entered, based_on=0)
    remember_display(cast.dpo.person_id, language=language)
    answer = Client().get(renewed(sign_in(cast.dpo)))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    text = answer.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 2
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in text
    assert f":{title}\r\n" in text
    assert f"URL:http://127.0.0.1:8200{reverse('actions', args=[assessment_id])}" in text
    for secret in ("Secretgate", "Here", "本公司", "M09", "M15", "pipia", "Note of ours", "D1", "Ssor"):
        assert secret not in text


def test_a_calendar_without_days_is_a_calendar(committed: None) -> None:
    text = Client().get(renewed(sign_in(make_cast().auditor))).content.decode()
    assert "BEGIN:VTIMEZONE" in text
    assert "BEGIN:VEVENT" not in text
    assert write_calendar("x", [], timezone.now(), "en").endswith(b"END:VTIMEZONE\r\nEND:VCALENDAR\r\n")


def test_an_old_address_is_nobodys(committed: None) -> None:
    client = sign_in(make_cast().auditor)
    first, second = renewed(client), renewed(client)
    assert [Client().get(each).status_code for each in (first, second)] == [404, 200]
    client.post(reverse("reminders"), {"go": "stop"})
    assert Client().get(second).status_code == 404


def test_calendars_and_guesses_are_throttled(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_feed, "MOST_AN_HOUR", 2)
    monkeypatch.setattr(calendar_feed, "MOST_GUESSES_AN_HOUR", 2)
    address = renewed(sign_in(make_cast().auditor))
    answers = [Client().get(address) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "3600"
    client = Client(REMOTE_ADDR=f"10.{secrets.randbelow(255)}.{secrets.randbelow(255)}.8")
    counts = RequestCount.objects.count()
    guesses = [client.get(reverse("calendar", args=[f"guess-{secrets.token_hex(4)}"])) for _ in range(3)]
    assert [each.status_code for each in guesses] == [404, 404, 429]
    assert RequestCount.objects.count() == counts + 1  # not one for each guess


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_change_is_recorded_and_calls_for_an_assessment_on_page_and_list(cast: Cast, language: str) -> None:
    assessment_id = start(cast.assessor, NAME)
    where, client = reverse("reassessment", args=[assessment_id]), in_language(sign_in(cast.assessor), language)
    pages = [client.get(where), client.post(where, {}), client.post(where, {**CHANGED, "happened_on": "1989-01-01"})]
    pages.append(client.post(where, {**CHANGED, "note": "x" * 2001}))
    assert [each.status_code for each in pages] == [200, 422, 422, 422]
    assert client.post(where, CHANGED).headers["Location"] == where
    pages += [client.get(where), client.get(reverse("dashboard"))]
    pages.append(in_language(sign_in(cast.auditor), language).get(where))
    for page in pages:
        read(page, language)
        assert b"<script>alert" not in page.content
    listed = Page(pages[-2].content.decode())
    assert where in [one.href for one in listed.links()]
    assert "15 Mar 2026" in pages[-2].content.decode() or language != "en"


def test_a_note_that_cannot_be_kept_is_refused_by_the_service_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.services.reassessing.LONGEST_NOTE", 3)
    where = reverse("reassessment", args=[start(cast.assessor)])
    answer = sign_in(cast.assessor).post(where, CHANGED)
    assert "This text cannot be kept" in answer.content.decode()
    assert TriggerRecord.objects.count() == 0


def test_what_is_sealed_is_begun_again_from_the_page_when_it_is_time(cast: Cast) -> None:
    assessment_id, _ = frozen(cast)
    Assessment.objects.filter(id=assessment_id).update(status="sealed")
    where, client = reverse("reassessment", args=[assessment_id]), sign_in(cast.assessor)
    assert reverse("reopen", args=[assessment_id]) not in client.get(where).content.decode()
    client.post(where, {**CHANGED, "happened_on": str(timezone.localdate())})
    assert reverse("reopen", args=[assessment_id]) in client.get(where).content.decode()


def test_a_superseded_assessment_takes_no_reasons_and_an_edition_may_not_know_the_provision(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment_id: UUID = start(cast.assessor)
    Assessment.objects.filter(id=assessment_id).update(status="superseded", as_of=timezone.localdate())
    where, client = reverse("reassessment", args=[assessment_id]), sign_in(cast.assessor)
    assert client.post(where, CHANGED).headers["Location"] == where
    assert TriggerRecord.objects.count() == 0
    monkeypatch.setattr("assessments.web.reassessing.NAMED_BY", type("P", (), {"source": "ELSEWHERE"}))
    assert "Measures art. 9" not in client.get(where).content.decode()
