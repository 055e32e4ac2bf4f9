"""Comments, people and days as people meet them: on pages of their own, the list of steps, the check page, by mail."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.models import Assessment, Person
from assessments.services.assessments import load_workspace
from assessments.services.assigning import assign
from assessments.services.clarifying import Wish, ask, load_asked
from assessments.services.comments import load_threads, say
from tests.conftest import Cast, sign_in, start
from tests.services.test_entries import FIRST, save
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read

KIND = QuestionKey("q_orgkind")
SYSTEM = StepKey("system")
SOON = timezone.now().date() + timedelta(days=5)


@pytest.fixture
def here(cast: Cast) -> UUID:
    made = start(cast.assessor, NAME)
    save(cast.assessor, made, {**FIRST, "q_orgkind": NotSure.NOT_SURE})
    return made


def question(here: UUID) -> str:
    return reverse("question", args=[here, KIND])


def text_of(cast: Cast, name: str, *where: object, query: str = "") -> str:
    return sign_in(cast.assessor).get(reverse(name, args=where) + query).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_sound(cast: Cast, here: UUID, language: str) -> None:
    assign(cast.dpo, here, SYSTEM, cast.colleague.person_id, None)
    assign(cast.dpo, here, StepKey("scope"), cast.assessor.person_id, None)
    ask(cast.dpo, here, KIND, Wish(cast.assessor.person_id, "", SOON), 0)
    say(cast.dpo, here, KIND, "Is it <b>you</b>?")
    client = in_language(sign_in(cast.assessor), language)
    for address in (
        reverse("together", args=[here]),
        reverse("together", args=[here]) + "?step=system",
        question(here),
        reverse("step", args=[here, "system"]),
        reverse("check", args=[here]),
        reverse("dashboard"),
    ):
        read(client.get(address), language)
    for sent in ({"go": "say"}, {"go": "ask"}, {"go": "resolve", "based_on": "1"}):
        read(client.post(question(here), sent), language)
    reader = in_language(sign_in(cast.auditor), language)
    for address in (reverse("together", args=[here]), question(here)):
        assert b'<button class="btn sec">' not in reader.get(address).content
        read(reader.get(address), language)


def test_a_comment_is_written_resolved_and_opened_again(cast: Cast, here: UUID) -> None:
    client = sign_in(cast.dpo)
    assert client.post(question(here), {"go": "say", "text": "Which body?"}).status_code == 302
    thread = load_threads(here)[KIND]
    assert thread.acts[0].text == "Which body?"
    assert client.post(question(here), {"go": "resolve", "based_on": thread.newest}).status_code == 302
    closed = load_threads(here)[KIND]
    assert not closed.is_open
    text = client.get(question(here)).content.decode()
    assert "resolved the comments" in text
    client.post(question(here), {"go": "reopen", "based_on": closed.newest})
    assert load_threads(here)[KIND].is_open
    assert "opened the comments again" in client.get(question(here)).content.decode()


def test_what_somebody_wrote_meanwhile_is_read_first(cast: Cast, here: UUID) -> None:
    say(cast.assessor, here, KIND, "One")
    answer = sign_in(cast.dpo).post(question(here), {"go": "resolve", "based_on": "1"})
    assert answer.status_code == 409
    assert "Somebody wrote since you opened this page." in answer.content.decode()
    ask(cast.dpo, here, KIND, Wish(None, "Legal"), 0)
    answer = sign_in(cast.dpo).post(question(here), {"go": "ask", "c-name": "IT", "based_on": "0"})
    assert answer.status_code == 409
    assert load_asked(here)[KIND].name == "Legal"


def test_who_is_asked_is_chosen_or_named_not_both(cast: Cast, here: UUID) -> None:
    client, member = sign_in(cast.assessor), str(cast.colleague.person_id)
    for wrong in (
        {},
        {"c-person": member, "c-name": "Legal"},
        {"c-person": "x"},
        {"c-name": "Legal", "c-due": "2020-01-01"},
        {"c-name": "Legal", "c-due": "soon"},
    ):
        assert client.post(question(here), {"go": "ask", "based_on": "0", **wrong}).status_code == 422
    assert load_asked(here) == {}
    sent = {"go": "ask", "based_on": "0", "c-person": member, "c-due": SOON.isoformat()}
    assert client.post(question(here), sent).status_code == 302
    asked = load_asked(here)[KIND]
    assert (asked.person_id, asked.due) == (cast.colleague.person_id, SOON)
    check, dashboard = text_of(cast, "check", here), text_of(cast, "dashboard")
    assert check.count("Col League") == 1
    assert "Asked to clarify" in dashboard
    calendar = sign_in(cast.assessor).get(reverse("deadlines-file", args=[here])).content.decode()
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" in calendar
    client.post(question(here), {"go": "nobody", "based_on": str(asked.place)})
    assert load_asked(here) == {}
    calendar = sign_in(cast.assessor).get(reverse("deadlines-file", args=[here])).content.decode()
    assert f"DTSTART;VALUE=DATE:{SOON:%Y%m%d}" not in calendar


def test_what_was_answered_or_closed_meanwhile_says_so(cast: Cast, here: UUID) -> None:
    client = sign_in(cast.assessor)
    save(cast.assessor, here, FIRST)
    answer = client.post(question(here), {"go": "ask", "c-name": "Legal", "based_on": "0"})
    assert (answer.status_code, "answered by now" in answer.content.decode()) == (409, True)
    Assessment.objects.filter(id=here).update(status="withdrawn", as_of=SOON)
    answer = client.post(question(here), {"go": "say", "text": "x"})
    assert (answer.status_code, "was closed" in answer.content.decode()) == (409, True)
    assert 'value="say"' not in client.get(question(here)).content.decode()
    assert client.get(reverse("question", args=[here, "q_nothing"])).status_code == 404


@pytest.mark.parametrize(("language", "english", "chinese"), [("", 1, 1), ("en", 1, 0), ("zh-hans", 0, 1)])
def test_whoever_gets_a_step_is_told_by_mail_in_their_language(
    cast: Cast,
    here: UUID,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    language: str,
    english: int,
    chinese: int,
) -> None:
    Person.objects.filter(id=cast.colleague.person_id).update(language=language)
    page = reverse("together", args=[here]) + "?step=system"
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(cast.assessor).post(page, {"assigns": "system", "person": str(cast.colleague.person_id)})
    assert answer.headers["Location"] == page
    (sent,) = mail.outbox
    assert sent.to == [Person.objects.get(id=cast.colleague.person_id).email]
    assert (sent.body.count("asks you to answer step"), sent.body.count("请您回答")) == (english, chinese)
    assert reverse("step", args=[here, "system"]) in sent.body
    assert sent.subject


def test_the_one_and_the_others_see_whose_step_it_is(cast: Cast, here: UUID) -> None:
    assign(cast.dpo, here, SYSTEM, cast.colleague.person_id, None)
    mine = sign_in(cast.colleague).get(reverse("step", args=[here, "system"])).content.decode()
    assert "This step is yours." in mine
    assert '<b class="xs">yours</b>' in mine
    assert "Steps that are yours" in sign_in(cast.colleague).get(reverse("dashboard")).content.decode()
    other = text_of(cast, "step", here, "system")
    assert '<b class="xs">Col League</b>' in other
    assert "This step is yours." not in other
    assert "Steps that are yours" not in text_of(cast, "dashboard")


def test_a_step_is_not_taken_unseen_and_not_given_to_anybody(cast: Cast, here: UUID) -> None:
    client, page = sign_in(cast.assessor), reverse("together", args=[here])
    assign(cast.dpo, here, SYSTEM, cast.colleague.person_id, None)
    answer = client.post(page, {"assigns": "system", "person": str(cast.assessor.person_id)})
    assert (answer.status_code, "Look whose it is now" in answer.content.decode()) == (409, True)
    for sent in ({"assigns": "nothing"}, {"assigns": "system", "person": "x"}):
        assert client.post(page, sent).status_code == 404
    Assessment.objects.filter(id=here).update(status="withdrawn", as_of=SOON)
    answer = client.post(page + "?step=%22x", {"assigns": "system", "was": str(cast.colleague.person_id)})
    assert answer.headers["Location"] == page


def test_the_step_and_the_check_page_say_what_is_being_said(cast: Cast, here: UUID) -> None:
    assert "Comments and people</a>" in text_of(cast, "step", here, "system")
    say(cast.dpo, here, KIND, "Which?")
    assert "Comments and people (1)" in text_of(cast, "step", here, "system")
    assert question(here) in text_of(cast, "check", here)
    text = text_of(cast, "together", here)
    assert "1 comment" in text
    assert load_workspace(cast.assessor, here).comments == {}
