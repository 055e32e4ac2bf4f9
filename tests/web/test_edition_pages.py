"""The pages about an edition: sound in both languages, complete, open to everyone, and without a single query."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.catalogues import CURRENT, current_edition
from assessments.catalogues.route_drawing import draw_route
from assessments.domain.coverage import coverage_of
from assessments.web.citing import anchor_of
from tests.web.markup import Page
from tests.web.test_pages_everywhere import LANGUAGES, in_language, read

PAGES = ("coverage", "graph")


def open_page(name: str, language: str, key: str = CURRENT) -> Page:
    """One page, sound."""
    return read(in_language(Client(), language).get(reverse(name, args=[key])), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_sound_and_have_one_heading(db: None, name: str, language: str) -> None:
    page = open_page(name, language)
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize("name", [*PAGES, "graph-drawing"])
def test_they_read_nothing_from_the_database(
    db: None, django_assert_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    with django_assert_num_queries(0):
        assert Client().get(reverse(name, args=[CURRENT])).status_code == 200


def test_every_article_has_its_place_on_the_page(db: None) -> None:
    page = open_page("coverage", "en")
    for number in range(1, 21):
        assert page.ids.count(f"a-FRM-{number}") == 1
    assert "a-PIPL-26" in page.ids
    for covered in coverage_of(current_edition()):
        assert page.ids.count(f"src-{covered.source.key}") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_shows_questions_obligations_reasons_and_the_official_text(db: None, language: str) -> None:
    catalogue = current_edition()
    text = unescape(in_language(Client(), language).get(reverse("coverage", args=[CURRENT])).content.decode())
    for question in catalogue.questions.values():
        if question.provisions:
            assert f"#{anchor_of(question)}" in text
    for obligation in catalogue.obligations.values():
        assert str(obligation.key) in text
    for left_out in catalogue.not_asked:
        assert left_out.why.in_language(language) in text
    for source in catalogue.sources.values():
        assert source.address in text
    assert all(point in text for point in catalogue.uncertain_points)
    assert all(watched.title.in_language(language) in text for watched in catalogue.watch_list)


def test_a_question_behind_an_uncited_provision_is_named(db: None) -> None:
    text = Client().get(reverse("coverage", args=[CURRENT])).content.decode()
    row = re.search(r'<tbody id="a-PIPL-65">.*?</tbody>', text, re.DOTALL)
    assert row is not None
    assert "Not cited by a question; the obligation is decided by" in row.group()
    assert 'href="/catalogue/2026-11/graph/#q-14-11"' in row.group()


@pytest.mark.parametrize(
    ("language", "always", "shown"), [("en", "Always asked", "Shown if"), ("zh-hans", "始终提问", "显示条件")]
)
def test_each_question_stands_once_with_its_condition(db: None, language: str, always: str, shown: str) -> None:
    catalogue = current_edition()
    page = open_page("graph", language)
    for question in catalogue.questions.values():
        assert page.ids.count(anchor_of(question)) == 1
    for fact in catalogue.facts:
        assert page.ids.count(f"fact-{fact}") == 1
    text = "".join(page.text["main"])
    placements = [placement for step in catalogue.steps for placement in step.placements]
    assert text.count(always) + text.count(shown) >= len(placements)
    assert len(page.all("svg")) >= 2


def test_the_drawing_is_an_image_by_itself(db: None) -> None:
    answer = in_language(Client(), "zh-hans").get(reverse("graph-drawing", args=[CURRENT]))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"] == 'inline; filename="route-2026-11.svg"'
    assert answer.content.decode() == draw_route(current_edition(), "zh-hans")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PAGES, "graph-drawing"])
def test_an_edition_that_does_not_exist_is_said_so_with_links_to_those_that_do(
    db: None, name: str, language: str
) -> None:
    answer = in_language(Client(), language).get(reverse(name, args=["1999-01"]))
    assert answer.status_code == 404
    page = read(answer, language)
    assert reverse("coverage", args=[CURRENT]) in [each.get("href") for each in page.all("a")]
    assert "1999-01" in "".join(page.text["main"])


def test_landing_and_help_lead_to_the_matrix(db: None) -> None:
    for name in ("landing", "help"):
        page = read(Client().get(reverse(name)), "en")
        assert reverse("coverage", args=[CURRENT]) in [each.get("href") for each in page.all("a")]
