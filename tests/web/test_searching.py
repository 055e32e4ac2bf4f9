"""Search across questions, answers and findings of one assessment, in both languages and without script."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.web.searching import Wanted
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.web.markup import Page


@pytest.fixture
def assessment_id(cast: Cast) -> UUID:
    made = start(cast.assessor)
    answer_all(cast.assessor, made, case_answers("sealed.yaml"))
    return made


def found(client: Client, assessment_id: UUID, q: str, language: str = "en") -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(reverse("search", args=[assessment_id]), {"q": q})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert Page(text).faults() == []
    return text


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def links(page: str) -> list[str]:
    return re.findall(r'href="(/assessments/[^"]+#[^"]+)"', page)


@pytest.mark.parametrize(
    ("q", "language", "marked"),
    [
        ("SEPARATE", "en", "separate"),
        ("单独同意", "zh-hans", "单独同意"),
        ("７", "en", "7"),
        ("consent notice", "en", "consent"),
    ],
)
def test_questions_and_findings_are_found_and_marked(
    cast: Cast, assessment_id: UUID, q: str, language: str, marked: str
) -> None:
    page = main_of(found(sign_in(cast.assessor), assessment_id, q, language)).lower()
    assert f"<mark>{marked}</mark>" in page


def test_every_result_leads_to_a_place_that_exists(cast: Cast, assessment_id: UUID) -> None:
    client = sign_in(cast.assessor)
    hits = set(links(main_of(found(client, assessment_id, "a"))))
    assert {"findings" in hit for hit in hits} == {True, False}
    pages: dict[str, str] = {}
    for hit in hits:
        address, _, place = hit.partition("#")
        if address not in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            pages[address] = answer.content.decode()
        assert f'id="{place}"' in pages[address], hit


@pytest.mark.parametrize(
    ("q", "language", "shown"),
    [
        ("consent", "zh-hans", '<span class="small" lang="en">'),
        ("单独同意", "en", '<span class="small" lang="zh-Hans">'),
    ],
)
def test_words_of_the_other_language_are_found_and_shown_in_it(
    cast: Cast, assessment_id: UUID, q: str, language: str, shown: str
) -> None:
    page = main_of(found(sign_in(cast.assessor), assessment_id, q, language))
    questions, _, findings = page.partition('id="hit-f"')
    for part in (questions, findings):
        assert shown in part
        assert f"<mark>{q}</mark>" in part.lower()


def test_what_is_found_in_the_language_of_the_page_is_not_shown_twice(cast: Cast, assessment_id: UUID) -> None:
    assert 'class="small" lang=' not in main_of(found(sign_in(cast.assessor), assessment_id, "separate consent"))


def test_answers_are_searched_too_and_shown_safely(cast: Cast, assessment_id: UUID) -> None:
    with scope(cast.organisation_id):
        space = load_workspace(cast.assessor, assessment_id)
        question = next(one for one in space.catalogue.questions.values() if one.key == "q_total_people")
    page = main_of(found(sign_in(cast.assessor), assessment_id, "240"))
    assert question.number in page
    assert "<mark>240</mark>" in page


def test_what_a_person_wrote_is_found_and_escaped(cast: Cast) -> None:
    answers = case_answers("a-08-registry-office-names-its-law.yaml")
    made = start(cast.assessor)
    answer_all(cast.assessor, made, {**answers, "q_rule_cite": "<b>Rule</b> 第七条"})
    page = main_of(found(sign_in(cast.assessor), made, "rule</b>"))
    assert "&lt;b&gt;<mark>Rule&lt;/b&gt;</mark> 第七条" in page
    assert "<b>Rule" not in page


def test_all_words_must_be_there(cast: Cast, assessment_id: UUID) -> None:
    client = sign_in(cast.assessor)
    assert "Nothing that is asked or found" in found(client, assessment_id, "consent zebra")
    assert "Nothing that is asked or found" in found(client, assessment_id, "(.*)[")
    empty = found(client, assessment_id, "  ")
    assert "Several words must all be there" in empty
    assert links(main_of(empty)) == []


def test_who_cannot_change_answers_gets_no_links_to_questions(cast: Cast, assessment_id: UUID) -> None:
    hits = links(main_of(found(sign_in(cast.auditor), assessment_id, "consent")))
    assert hits
    assert all("/findings/" in hit for hit in hits)


def test_the_number_of_queries_does_not_depend_on_what_is_found(cast: Cast, assessment_id: UUID) -> None:
    client = sign_in(cast.assessor)
    counts = []
    for q in ("", "zebra", "a"):
        with CaptureQueriesContext(connection) as queries:
            found(client, assessment_id, q)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 14


@pytest.mark.parametrize("name", ["findings", "step"])
def test_the_search_is_linked_from_step_and_findings(cast: Cast, assessment_id: UUID, name: str) -> None:
    args = [assessment_id, "system"] if name == "step" else [assessment_id]
    page = sign_in(cast.assessor).get(reverse(name, args=args)).content.decode()
    assert reverse("search", args=[assessment_id]) in page


def test_of_two_words_the_longer_is_marked_first() -> None:
    assert Wanted("sign signs").pieces("Signs here") == [("Signs", True), (" here", False)]
