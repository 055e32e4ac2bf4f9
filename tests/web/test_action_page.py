"""The page of one action: what is agreed, refusals by field, two people at once, and what closed it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import ActionRecord, Assessment
from assessments.services.access import scope
from tests.conftest import Cast, answer_all, at, case_answers, sign_in, start
from tests.services.filing import put_paper
from tests.web.markup import Page
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read

LAWFUL, FREE, ASKED = "M15-filing", "M09-pipia", "q_need_file"
HOSTILE = "<script>alert(1)</script> \u202e<b>x</b> " + "W" * 90
OPEN = {"owner": "", "state": "open", "note": "", "evidence": "", "based_on": "0"}


def assessed(cast: Cast, case: str = "sealed.yaml") -> UUID:
    assessment_id = start(cast.assessor, NAME)
    answer_all(cast.assessor, assessment_id, case_answers(case))
    return assessment_id


def address(assessment_id: UUID, key: str = FREE) -> str:
    return reverse("action", args=[assessment_id, key])


def send(client: Client, assessment_id: UUID, key: str = FREE, **changed: str) -> Any:
    return client.post(address(assessment_id, key), {**OPEN, **changed})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_the_page_is_sound_and_escapes_what_was_typed(cast: Cast, language: str) -> None:
    assessment_id = assessed(cast)
    with scope(cast.organisation_id):
        paper = put_paper(at(cast.assessor, timezone.now()), assessment_id)
    client, dpo = in_language(sign_in(cast.assessor), language), in_language(sign_in(cast.dpo), language)
    pages = [client.get(address(assessment_id, key)) for key in (LAWFUL, FREE)]
    pages.append(send(client, assessment_id, state="done"))
    owner = str(cast.colleague.person_id)
    given = {"owner": owner, "due": "2100-01-02", "state": "in_progress", "note": HOSTILE, "evidence": str(paper)}
    assert (
        send(client, assessment_id, **given).headers["Location"] == f"{reverse('actions', args=[assessment_id])}#{FREE}"
    )
    pages.append(send(dpo, assessment_id, note="Another"))
    pages.append(in_language(sign_in(cast.auditor), language).get(address(assessment_id)))
    pages += [client.get(address(assessment_id)), client.get(reverse("actions", args=[assessment_id]))]
    for page in pages:
        read(page, language)
        assert b"<script>alert" not in page.content
    assert [page.status_code for page in pages] == [200, 200, 422, 409, 200, 200, 200]
    assert '<span class="inv">U+202E</span>' in pages[-2].content.decode()
    unsure = assessed(cast, "a-04-office-tower-nobody-knows.yaml")
    read(client.get(address(unsure, ASKED)), language)


def test_a_day_is_proposed_only_where_the_law_gives_none(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    free, lawful = (Page(client.get(address(assessment_id, key)).content.decode()) for key in (FREE, LAWFUL))
    (field,) = (one for one in free.all("input") if one.get("name") == "due")
    assert field["value"] > str(timezone.localdate())
    assert not [one for one in lawful.all("input") if one.get("name") == "due"]
    assert "The law gives the day: 23 November 2026." in client.get(address(assessment_id, LAWFUL)).content.decode()


def test_the_list_names_who_sees_to_it_how_far_it_is_and_the_chosen_day(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    send(client, assessment_id, owner=str(cast.dpo.person_id), due="2100-01-02", state="in_progress")
    text = client.get(reverse("actions", args=[assessment_id])).content.decode()
    row = text[text.index(f'<tr id="{FREE}"') :]
    row = row[: row.index("</tr>")]
    for words in ("Dee Pio 负责人", "In progress", "2 Jan 2100", "chosen day", "Change"):
        assert words in row
    nobody = client.get(reverse("actions", args=[assessment_id]), {"show": "nobody"}).content.decode()
    assert f'<tr id="{FREE}"' not in nobody
    table = client.get(reverse("actions-file", args=[assessment_id])).content.decode()
    assert "2100-01-02,Dee Pio 负责人,In progress" in table


def test_what_is_recorded_as_done_stays_on_the_list_while_the_answers_give_it(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    send(client, assessment_id, LAWFUL, state="done", note="Filed on paper")
    page = client.get(reverse("actions", args=[assessment_id]))
    assert "1 is recorded as settled, and the answers still give it." in page.content.decode()
    assert "The answers still give it. Change the answer, or take it up again." in page.content.decode()
    overdue = client.get(reverse("actions", args=[assessment_id]), {"show": "overdue"}).content.decode()
    assert f'<tr id="{LAWFUL}"' not in overdue


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"state": "done"}, "Say what shows that it is done"),
        ({"state": "not_needed"}, "Say why it is not needed"),
        ({"due": "2020-01-01"}, "Enter a day that is not in the past"),
        ({"due": "tomorrow"}, "Enter the date as year, month and day"),
        ({"state": ""}, "Choose how far it is"),
        ({"note": "x" * 2001}, "Shorten the text"),
    ],
)
def test_a_refused_field_says_what_to_do_and_keeps_what_was_typed(
    cast: Cast, changed: dict[str, str], words: str
) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    answer = send(client, assessment_id, **changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    if changed.get("note"):
        assert changed["note"] in answer.content.decode()
    assert ActionRecord.objects.count() == 0


def test_two_people_at_once_see_both_versions_and_nothing_is_overwritten(cast: Cast) -> None:
    assessment_id = assessed(cast)
    first, second = sign_in(cast.assessor), sign_in(cast.colleague)
    send(first, assessment_id, owner=str(cast.dpo.person_id), note="Mine")
    answer = send(second, assessment_id, state="in_progress", note="Yours", due="2100-01-02")
    page = Page(answer.content.decode())
    assert answer.status_code == 409
    assert "Asse Ssor 评估人 recorded something else meanwhile" in answer.content.decode()
    differences = [(one.label, one.mine, one.theirs) for one in answer.context["differences"]]
    assert differences == [
        ("Who sees to it", "Nobody yet", "Dee Pio 负责人"),
        ("By which day", "2100-01-02", "left open"),
        ("How far it is", "In progress", "To do"),
        ("Note", "Yours", "Mine"),
    ]
    seen = next(one for one in page.all("input") if one.get("name") == "based_on")["value"]
    assert send(second, assessment_id, state="in_progress", note="Yours", based_on=seen).status_code == 302
    assert list(ActionRecord.objects.order_by("number").values_list("note", flat=True)) == ["Mine", "Yours"]


@pytest.mark.parametrize("based_on", ["", "x", "-1", "٣", "9" * 12])
def test_a_number_that_is_none_counts_as_nothing_seen(cast: Cast, based_on: str) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    send(client, assessment_id)
    assert send(client, assessment_id, based_on=based_on, note="Other").status_code == 409


def test_an_action_that_the_answers_no_longer_give_says_what_closed_it(cast: Cast) -> None:
    assessment_id = assessed(cast)
    client = sign_in(cast.assessor)
    send(client, assessment_id, note="Report is being written")
    answer_all(cast.assessor, assessment_id, {**case_answers("sealed.yaml"), "q_pipia": "before"})
    page = client.get(reverse("actions", args=[assessment_id]))
    assert "No longer to be done" in page.content.decode()
    assert "The answers as they stand no longer give it." in page.content.decode()
    Assessment.objects.filter(id=assessment_id).update(number=2)
    for where in (reverse("actions", args=[assessment_id]), address(assessment_id)):
        text = client.get(where).content.decode()
        assert "Closed by a later assessment: revision 2 no longer gives it; it was recorded for revision 1." in text
    assert send(client, assessment_id, based_on="1", state="done", note="Report of 5 May").status_code == 302


def test_what_was_superseded_changes_nothing_any_more(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    Assessment.objects.filter(id=assessment_id).update(status="superseded", as_of=timezone.localdate())
    assert send(client, assessment_id).status_code == 302
    assert ActionRecord.objects.count() == 0
    assert "Another assessment goes on from this one" in client.get(address(assessment_id)).content.decode()


def test_there_is_no_page_for_what_is_no_action(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    for key in ("M99-unheard-of", "q_orgkind"):
        assert client.get(address(assessment_id, key)).status_code == 404
        assert send(client, assessment_id, key).status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_action(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    send(client, assessment_id, note="Something")
    counts = []
    for key in (FREE, LAWFUL):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(assessment_id, key))
        counts.append(len(queries))
    assert counts == [15, 15]
