"""The findings by article: each obligation stands behind each article that it rests on, and leads to its finding."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.web.articles import plan_articles
from assessments.web.findings import show_all
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read

CASE = "a-02-office-tower-neglected.yaml"


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_article_has_a_row_and_every_obligation_leads_to_its_finding(cast: Cast, language: str) -> None:
    assessment_id = start(cast.assessor, NAME)
    answer_all(cast.assessor, assessment_id, case_answers(CASE))
    client = in_language(sign_in(cast.auditor), language)
    findings = reverse("findings", args=[assessment_id])
    page = read(client.get(reverse("by-article", args=[assessment_id])), language)
    with scope(cast.organisation_id):
        space = load_workspace(cast.assessor, assessment_id)
    sources = plan_articles(show_all(space, language), space.catalogue, language)
    rows = [row for source in sources for row in source.rows]
    assert {row.id for row in rows} <= set(page.ids)
    wanted = [f"{findings}#{one.key}" for row in rows for one in row.shown]
    assert [each.href for each in page.links() if each.href.startswith(f"{findings}#")] == wanted
    assert {each.split("#")[1] for each in wanted} <= set(read(client.get(findings), language).ids)


def test_as_if_on_another_day_it_leads_back_to_the_findings_of_that_day(cast: Cast) -> None:
    assessment_id = start(cast.assessor, NAME)
    answer_all(cast.assessor, assessment_id, case_answers(CASE))
    client, address = sign_in(cast.assessor), reverse("by-article", args=[assessment_id])
    findings = client.get(reverse("findings", args=[assessment_id]), {"as_of": "2025-05-31"}).content.decode()
    assert f"{address}?as_of=2025-05-31#g-" in findings
    text = client.get(address, {"as_of": "2025-05-31"}).content.decode()
    assert "Assessed as if on 31 May 2025" in text
    assert f"{reverse('findings', args=[assessment_id])}?as_of=2025-05-31#M15-filing" in text


@pytest.mark.parametrize("day", ["zzz", "<b>", "1989-12-31", "2025-13-01"])
def test_a_day_that_is_none_is_refused_with_a_reason_and_today_is_shown(cast: Cast, day: str) -> None:
    assessment_id = start(cast.assessor, NAME)
    answer = sign_in(cast.assessor).get(reverse("by-article", args=[assessment_id]), {"as_of": day})
    assert answer.status_code == 422
    assert "Enter a day between" in answer.content.decode()
    assert "?as_of=" not in answer.content.decode().split("<main", 1)[1]
