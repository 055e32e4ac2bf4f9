"""What holds for every page in both languages: strict markup, labels, ids, one main heading, safe display of names."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import Person, WithdrawalRequest
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.evidence import withdraw
from assessments.services.places import set_out
from assessments.services.review import approve, hand_in, return_to_assessor
from assessments.services.withdrawing import confirm_withdrawal
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.services.filing import QUESTION, put_file, put_paper
from tests.services.placing import answered_with_places, except_at, put_places
from tests.services.withdrawals import issue
from tests.web.markup import Page

LANGUAGES = {"en": "en", "zh-hans": "zh-Hans"}
NAME = "<b>Gates</b> \u202eabc 闸机 & " + "W" * 60


class Response(Protocol):
    """What a page is read from."""

    @property
    def content(self) -> bytes: ...


def read(response: Response, language: str) -> Page:
    page = Page(response.content.decode())
    assert page.language == LANGUAGES[language]
    assert page.faults() == [], response.content.decode()[:400]
    return page


def in_language(client: Client, language: str) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def handed_in(cast: Cast) -> UUID:
    assessment_id = start(cast.assessor, NAME)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    return assessment_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_are_sound(db: None, language: str) -> None:
    client = in_language(Client(), language)
    for name in ("landing", "try", "help", "glossary", "example", "verify", "login"):
        read(client.get(reverse(name)), language)
    assert read(client.post(reverse("verify")), language).all("div")
    read(client.post(reverse("login"), {"username": "", "password": ""}), language)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_draft_are_sound(cast: Cast, language: str) -> None:
    assessment_id = start(cast.assessor, NAME)
    answers = case_answers("half-answered.yaml")
    with scope(cast.organisation_id):
        space = load_workspace(cast.assessor, assessment_id)
    client = in_language(sign_in(cast.assessor), language)
    for step in space.catalogue.steps:
        response = client.get(reverse("step", args=[assessment_id, step.key]), follow=True)
        read(response, language)
        sent = {str(one.question): "unknown" for one in step.placements if one.question in answers}
        client.post(reverse("step", args=[assessment_id, step.key]), {**sent, "asked": " ".join(sent), "go": "stay"})
    with scope(cast.organisation_id):
        put_file(cast.assessor, assessment_id)
        put_paper(cast.assessor, assessment_id)
        withdraw(cast.assessor, assessment_id, put_paper(cast.assessor, assessment_id, digest="9" * 64))
    for name in ("check", "findings", "by-article", "history", "search", "evidence"):
        read(client.get(reverse(name, args=[assessment_id])), language)
    one = reverse("evidence-question", args=[assessment_id, QUESTION])
    read(client.get(one), language)
    for go in ("upload", "register"):
        read(client.post(one, {"go": go}), language)
    read(client.get(reverse("step", args=[assessment_id, "system"])), language)
    read(in_language(sign_in(cast.auditor), language).get(one), language)
    for name in ("dashboard", "new-deployment", "account"):
        read(client.get(reverse(name)), language)
    read(client.post(reverse("new-deployment")), language)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_places_are_sound(cast: Cast, language: str) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    put_places(cast.assessor, assessment_id, "<b>Gates</b> 闸机 & " + "W" * 60)
    for place in places[:2]:
        except_at(cast.assessor, assessment_id, place, "q_cctv", "yes")
    set_out(cast.assessor, assessment_id, places[2], 1, is_out=True)
    client, auditor = (in_language(sign_in(each), language) for each in (cast.assessor, cast.auditor))
    table = reverse("places", args=[assessment_id])
    one = reverse("place", args=[assessment_id, places[0]])
    question = reverse("place-question", args=[assessment_id, places[0], "q_cctv"])
    for path in (table, one, question, reverse("places-findings", args=[assessment_id])):
        read(client.get(path), language)
        read(auditor.get(path, follow=True), language)
    for go in ("add", "paste"):
        read(client.post(table, {"go": go}), language)
    read(client.post(one, {"name": "x", "based_on": "9"}), language)
    read(client.post(one, {"name": ""}), language)
    read(client.post(question, {"q_cctv": "no", "based_on": "0"}), language)
    read(client.post(question, {"asked": "q_cctv"}), language)
    for name in ("check", "findings", "places"):
        read(client.get(reverse(name, args=[assessment_id])), language)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_from_hand_in_to_revision_are_sound(cast: Cast, language: str) -> None:
    draft = start(cast.assessor, NAME)
    answer_all(cast.assessor, draft, case_answers("sealed.yaml"))
    assessor = in_language(sign_in(cast.assessor), language)
    read(assessor.get(reverse("hand-in", args=[draft])), language)
    read(assessor.post(reverse("hand-in", args=[draft])), language)
    assessment_id = handed_in(cast)
    dpo = in_language(sign_in(cast.dpo), language)
    read(dpo.get(reverse("trail")), language)
    read(dpo.get(reverse("desk")), language)
    for show in ("all", "findings", "unsure", "comments"):
        read(dpo.get(reverse("review", args=[assessment_id]), {"show": show}), language)
    read(dpo.post(reverse("review", args=[assessment_id]), {"go": "approve"}), language)
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, assessment_id).answers_digest
        revision = approve(
            cast.dpo, assessment_id, language="both", statement_accepted=True, expected_answers_digest=digest
        )
    page = dpo.get(reverse("revision", args=[revision.id]))
    assert page.headers["Refresh"]
    read(page, language)
    read(dpo.get(reverse("findings", args=[assessment_id])), language)
    with scope(cast.organisation_id):
        issue(revision)
    place = reverse("withdraw", args=[revision.id])
    read(assessor.get(place), language)
    read(assessor.post(place, {"go": "ask"}), language)
    assessor.post(place, {"go": "ask", "reason": NAME.replace("\u202e", "")})
    for go in ("confirm", "refuse"):
        read(dpo.post(place, {"go": go}), language)
    for path in (place, reverse("revision", args=[revision.id])):
        read(dpo.get(path), language)
        read(assessor.get(path), language)
    with scope(cast.organisation_id):
        confirm_withdrawal(cast.dpo, revision.id, WithdrawalRequest.objects.get().id)
    for path in (place, reverse("revision", args=[revision.id])):
        read(dpo.get(path), language)
    for typed in (revision.code, "0" * 64, "x"):
        read(in_language(Client(), language).post(reverse("verify"), {"go": "look-up", "code": typed}), language)


def test_what_people_typed_is_escaped_and_hidden_characters_are_shown_by_name(cast: Cast) -> None:
    assessment_id = start(cast.assessor, NAME)
    Person.objects.filter(id=cast.assessor.person_id).update(name="<i>Li</i>")
    text = sign_in(cast.assessor).get(reverse("findings", args=[assessment_id])).content.decode()
    assert "<b>Gates" not in text
    assert "&lt;b&gt;Gates&lt;/b&gt;" in text
    assert "<i>Li" not in text
    assert "&lt;i&gt;Li&lt;/i&gt;" in text
    assert '<h1>&lt;b&gt;Gates&lt;/b&gt; <span class="inv">U+202E' in text


def test_a_returned_assessment_shows_message_and_comment_where_they_belong(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    with scope(cast.organisation_id):
        return_to_assessor(cast.dpo, assessment_id, "Look at the signs.", {"q_orgkind": "Which body is it?"})
    text = sign_in(cast.assessor).get(reverse("step", args=[assessment_id, "system"])).content.decode()
    assert "Look at the signs." in text
    assert text.index('id="q-1-1"') < text.index("Which body is it?") < text.index('id="q-1-2"')


SOUND = '<html lang="en"><body><h1>Title</h1>{}</body></html>'
BROKEN = {
    '<p style="color:red">x</p>': "style",
    "<script>x</script>": "script",
    '<img src="data:x" alt="">': "data:x",
    '<p id="a"></p><p id="a"></p>': "id twice: a",
    '<p aria-describedby="b"></p>': "no element: b",
    '<a href="#c">x</a>': "no place: #c",
    '<input name="d">': "no label: d",
    "<h1>Second</h1>": "2 main headings",
    '<form><button class="btn">x</button><button class="btn">y</button></form>': "two filled buttons in one form",
    '<form method="post"></form>': "a form without token",
}


@pytest.mark.parametrize(("html", "fault"), BROKEN.items())
def test_the_checks_of_markup_see_each_fault(html: str, fault: str) -> None:
    assert Page(SOUND.format("")).faults() == []
    assert fault in Page(SOUND.format(html)).faults()
