"""Glossary, words beside questions, who usually knows, and the worked example."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.catalogues import current_edition
from assessments.catalogues.guidance import guide
from assessments.domain.findings import Verdict
from assessments.web.example import EDITION, LESSONS, _assessed, sample_finding
from tests.conftest import Cast, sign_in, start
from tests.web.markup import Page

LANGUAGES = ("en", "zh-hans")


def text_of(client: Client, address: str, language: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert Page(text).faults() == []
    return text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_explains_every_word_with_its_articles(db: None, language: str) -> None:
    page = text_of(Client(), reverse("glossary"), language)
    for term in guide().terms:
        assert f'id="{term.key}"' in page
        assert term.meaning.in_language(language) in page
    assert ("art. 73" if language == "en" else "第七十三条") in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_question_are_explained_where_they_stand_without_a_script(cast: Cast, language: str) -> None:
    assessment_id = start(cast.assessor)
    page = text_of(sign_in(cast.assessor), reverse("step", args=[assessment_id, "system"]), language)
    asked = re.findall(r'<button type="button" class="linkbtn" popovertarget="([^"]+)"', page)
    explained = re.findall(r'id="(w-[^"]+)" class="pop" popover', page)
    assert asked
    assert set(asked) == set(explained)
    assert len(explained) == len(set(explained))
    for key in explained:
        assert f"{reverse('glossary')}#{key.removeprefix('w-')}" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_says_who_usually_knows(cast: Cast, language: str) -> None:
    assessment_id = start(cast.assessor)
    page = text_of(sign_in(cast.assessor), reverse("step", args=[assessment_id, "system"]), language)
    step = next(one for one in current_edition().steps if one.key == "system")
    assert ("Who usually knows this" if language == "en" else "通常知情者") in page
    for who in guide().who_knows(step.key):
        assert who.in_language(language) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_shows_its_findings_with_reasons(db: None, language: str) -> None:
    page = text_of(Client(), reverse("example"), language)
    for key, remark in LESSONS:
        assert f'id="{key}"' in page
        with override(language):
            assert str(remark) in page
    assert ("23 November 2026" if language == "en" else "2026年11月23日") in page


def test_what_is_written_about_the_example_is_what_the_rules_say() -> None:
    case, assessed = _assessed("sealed.yaml")
    verdicts = {one.obligation: one.verdict for one in assessed.findings}
    assert assessed.edition == EDITION
    assert [verdicts[key] for key, _ in LESSONS] == [
        Verdict.MET,
        Verdict.PARTLY_MET,
        Verdict.PARTLY_MET,
        Verdict.PARTLY_MET,
        Verdict.UNDETERMINED,
        Verdict.NEEDS_JUDGEMENT,
    ]
    told = {"q_pipia": "after", "q_keep_rule": "manual", "q_withdraw": "partly", "q_peak": 128400}
    assert {key: case.answers[key] for key in told} == told


@pytest.mark.parametrize("name", ["landing", "help"])
def test_the_example_is_linked_from_the_start_and_the_help(db: None, name: str) -> None:
    assert reverse("example") in text_of(Client(), reverse(name), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_on_the_start_page_is_what_the_rules_say_of_it(db: None, language: str) -> None:
    sample = sample_finding(language)
    assert sample.verdict == Verdict.PARTLY_MET.value
    page = text_of(Client(), reverse("landing"), language)
    (answer,) = sample.behind
    said = (answer.number, answer.text, answer.answer, sample.citations[0].paraphrase, sample.title)
    assert [each for each in said if each not in page] == []
    assert f'href="{sample.citations[0].address}"' in page
