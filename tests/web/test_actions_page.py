"""The page of everything that has to be done, its parts, its table for other programs, and the page of deadlines."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.domain.answers import Answer
from assessments.domain.catalogue import QuestionKey, UncertainPointKey
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.counsel import record_view
from assessments.services.place_exceptions import record_exceptions
from assessments.web.action_rows import Part, plan_rows
from tests.conftest import Cast, answer_all, at, case_answers, sign_in, start
from tests.services.placing import answered_with_places, except_at, put_places
from tests.web.markup import Page
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read
from tests.web.test_uncertain_page import VIEW

CASES = ("sealed.yaml", "a-02-office-tower-neglected.yaml", "a-04-office-tower-nobody-knows.yaml")


def assessed(cast: Cast, case: str = CASES[0], name: str = NAME) -> UUID:
    assessment_id = start(cast.assessor, name)
    answer_all(cast.assessor, assessment_id, case_answers(case))
    return assessment_id


def actions(assessment_id: UUID, name: str = "actions") -> str:
    return reverse(name, args=[assessment_id])


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_part_of_the_list_is_sound_and_complete(cast: Cast, language: str, case: str) -> None:
    assessment_id = assessed(cast, case)
    client = in_language(sign_in(cast.assessor), language)
    with scope(cast.organisation_id):
        rows = plan_rows(load_workspace(at(cast.assessor, timezone.now()), assessment_id), {}, language)
    assert rows
    for part in Part:
        page = read(client.get(actions(assessment_id), {"show": part.value}), language)
        assert max(0, len(page.all("tr")) - 1) == sum(part.takes(row) for row in rows)
    read(client.get(actions(assessment_id, "deadlines")), language)


def test_a_part_that_does_not_exist_is_the_whole_list(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast)
    whole = client.get(actions(assessment_id)).context["rows"]
    assert len(client.get(actions(assessment_id), {"show": "<script>"}).context["rows"]) == len(whole) > 0


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_an_action_leads_to_its_finding_and_its_answer(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast, CASES[1])
    response = client.get(actions(assessment_id))
    findings = client.get(actions(assessment_id, "findings")).content.decode()
    text = response.content.decode()
    for row in response.context["rows"]:
        assert f'id="{row.first.key}"' in findings
        assert f'href="{actions(assessment_id, "findings")}#{row.first.key}"' in text
        assert row.people, row.action.key
        for question, href in row.questions[:1]:
            page, _, place = href.partition("#")
            assert f'href="{href}"' in text
            assert f'id="{place}"' in client.get(page).content.decode(), question.key


def test_who_cannot_change_answers_gets_no_links_to_questions(cast: Cast) -> None:
    assessment_id = assessed(cast)
    text = sign_in(cast.auditor).get(actions(assessment_id)).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    assert "#q-" not in main
    assert f"{actions(assessment_id, 'findings')}#" in main


def test_what_is_overdue_is_said_in_words(cast: Cast) -> None:
    assessment_id = assessed(cast)
    client = sign_in(cast.assessor)
    response = client.get(actions(assessment_id), {"show": "overdue"})
    (first, *_) = response.context["rows"]
    assert first.overdue_words.startswith("overdue by ")
    assert first.overdue_words in response.content.decode()
    assert "overdue by" in client.get(actions(assessment_id, "deadlines")).content.decode()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-22", "1 day left"),
        ("2026-11-23", "today"),
        ("2026-11-24", "overdue by 1 day"),
        ("2026-11-13", "10 days left"),
    ],
)
def test_days_are_counted_from_the_day_of_the_assessment(cast: Cast, day: str, words: str) -> None:
    assessment_id = assessed(cast)
    with scope(cast.organisation_id):
        rows = plan_rows(load_workspace(cast.assessor, assessment_id).on(date.fromisoformat(day)), {}, "en")
    assert words in [row.overdue_words for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_holds_what_the_page_shows(cast: Cast, language: str) -> None:
    assessment_id = assessed(cast)
    client = in_language(sign_in(cast.auditor), language)
    for part in ("all", "overdue"):
        response = client.get(actions(assessment_id, "actions-file"), {"show": part})
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.content.startswith(b"\xef\xbb\xbf")
        table = list(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline=""), strict=True))
        rows = client.get(actions(assessment_id), {"show": part}).context["rows"]
        assert [line[4] for line in table[1:]] == [row.task for row in rows]
        assert [line[7] for line in table[1:]] == [str(row.action.due or "") for row in rows]
        assert {len(line) for line in table} == {16}
        assert table[1][14].startswith("http")


def test_answers_to_find_out_name_what_waits_for_them(cast: Cast) -> None:
    client, assessment_id = sign_in(cast.assessor), assessed(cast, CASES[2])
    text = client.get(actions(assessment_id), {"show": "unsure"}).content.decode()
    assert "Find out: " in text
    assert "obligations wait for this answer" in text
    table = client.get(actions(assessment_id, "actions-file"), {"show": "unsure"}).content.decode()
    assert "To clarify" in table


def test_both_readings_are_for_a_person_to_decide_on_list_page_and_findings(cast: Cast) -> None:
    assessment_id = assessed(cast, "a-33-station-sells-its-visitors.yaml")
    with scope(cast.organisation_id):
        for key in ("U7", "U10"):
            record_view(cast.assessor, assessment_id, UncertainPointKey(key), VIEW)
    client = sign_in(cast.assessor)
    text = client.get(actions(assessment_id), {"show": "judgement"}).content.decode()
    assert "Have a person decide between this edition’s reading and counsel’s view." in text


def test_nothing_to_do_is_said(cast: Cast) -> None:
    assessment_id = assessed(cast, "g-05-not-in-the-mainland.yaml")
    client = sign_in(cast.assessor)
    page = Page(client.get(actions(assessment_id)).content.decode())
    assert page.faults() == []
    assert not page.all("table")
    assert "No limit in time applies" in client.get(actions(assessment_id, "deadlines")).content.decode()


def test_the_number_of_queries_does_not_depend_on_what_has_to_be_done(cast: Cast) -> None:
    client, counts = sign_in(cast.assessor), []
    for case in (CASES[1], CASES[2]):
        assessment_id = assessed(cast, case)
        for name in ("actions", "actions-file", "deadlines"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(actions(assessment_id, name)).status_code == 200
            counts.append(len(queries))
    assert counts == [14, 14, 13] * 2


@pytest.mark.parametrize(
    ("language", "words"), [("en", "1 place has findings of its own"), ("zh-hans", "1个场所有单独的发现")]
)
def test_lists_by_the_common_answers_say_that_a_place_has_more(cast: Cast, language: str, words: str) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    client = in_language(sign_in(cast.assessor), language)
    for name in ("actions", "deadlines"):
        page = client.get(actions(assessment_id, name))
        read(page, language)
        assert words in page.content.decode()
        assert reverse("places-findings", args=[assessment_id]) in page.content.decode()
    for key in ("M13-private-space", "M15-filing"):
        read(client.get(reverse("action", args=[assessment_id, key])), language)
    except_at(cast.assessor, assessment_id, places[1], "q_private_room", None)
    for name in ("actions", "deadlines"):
        assert words not in client.get(actions(assessment_id, name)).content.decode()


VIDEO: dict[str, Answer] = {"q_cctv": "yes", "q_listed": "yes", "q_in_use_date": date(2026, 9, 1)}


def test_what_a_place_gives_to_do_names_the_place_everywhere(cast: Cast) -> None:
    assessment_id, places = answered_with_places(cast.assessor)
    for question, answer in {**VIDEO, "q_police_filing": "no"}.items():
        except_at(cast.assessor, assessment_id, places[2], question, answer)
    client = sign_in(cast.assessor)
    listed = client.get(actions(assessment_id)).content.decode()
    row = listed[listed.index('<tr id="M13-private-space"') :]
    row = row[: row.index("</tr>")]
    assert "Only at 1 place:" in row
    assert "<bdi>Gate 2</bdi>" in row
    assert reverse("place-question", args=[assessment_id, places[1], "q_private_room"]) in row
    assert f"{actions(assessment_id, 'places-findings')}#p-{places[1]}" in row
    overdue = client.get(actions(assessment_id), {"show": "overdue"}).content.decode()
    assert '<tr id="V14-police-filing"' in overdue
    table = client.get(actions(assessment_id, "actions-file")).content.decode("utf-8-sig")
    lines = {line[1]: line for line in csv.reader(StringIO(table, newline=""), strict=True)}
    assert lines["M13-private-space"][15] == "Gate 2"
    assert lines["V14-police-filing"][15] == "Canteen 食堂, 2026-10-01"
    terms = client.get(actions(assessment_id, "deadlines")).content.decode()
    assert "Only at 1 place:" in terms
    assert "1 Oct 2026" in terms
    calendar = client.get(actions(assessment_id, "deadlines-file")).content.decode().replace("\r\n ", "")
    assert f".D6.{places[2]}@" in calendar
    assert "Places: Canteen 食堂" in calendar
    late = client.get(actions(assessment_id), {"show": "overdue"}).context["rows"]
    assert client.get(reverse("dashboard")).context["figures"].late == len(late)


def test_sixty_places_are_one_line_with_three_names_and_all_on_its_own_page(cast: Cast) -> None:
    assessment_id = assessed(cast)
    places = put_places(cast.assessor, assessment_id, *(f"Shop {number}" for number in range(1, 61)))
    with scope(cast.organisation_id):
        space = load_workspace(cast.assessor, assessment_id)
        record_exceptions(cast.assessor, space, QuestionKey("q_private_room"), "yes", dict.fromkeys(places, 0))
    client = sign_in(cast.assessor)
    listed = client.get(actions(assessment_id)).content.decode()
    assert listed.count("Only at 60 places:") == 1
    assert "Shop 3" in listed
    assert "Shop 4<" not in listed
    assert "and 57 more" in listed
    page = client.get(reverse("action", args=[assessment_id, "M13-private-space"])).content.decode()
    assert all(f">Shop {number}</bdi>" in page for number in range(1, 61))
    assert "Names of the places" in page
