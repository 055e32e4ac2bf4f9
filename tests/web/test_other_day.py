"""The findings as if assessed on another day: nothing is stored, and what was not in force does not apply."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.domain.dates import day_in_words
from assessments.models import Assessment, AuditEvent
from assessments.services.access import local_day, scope
from assessments.services.assessments import load_workspace
from assessments.services.review import hand_in
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.web.markup import Page
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read

NOT_YET = {
    "en": "Not yet in force on that day; in force since 1 June 2025.",
    "zh-hans": "该日尚未施行；自2025年6月1日起施行。",
}


def today() -> str:
    return day_in_words(local_day(timezone.now()), "en")


def stock(cast: Cast) -> UUID:
    """Filing stock that was there long before the Measures, and not filed."""
    assessment_id = start(cast.assessor, NAME)
    answers = case_answers("g-10-opening-stock.yaml") | {"q_filed": "no"}
    del answers["q_filed_date"]
    answer_all(cast.assessor, assessment_id, answers)
    return assessment_id


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_sound_and_say_what_was_not_yet_in_force(cast: Cast, language: str) -> None:
    address = reverse("findings", args=[stock(cast)])
    client = in_language(sign_in(cast.assessor), language)
    for day in ("1990-01-01", "2025-05-31", "2025-06-01", "2100-12-31", "soon"):
        read(client.get(address, {"as_of": day}), language)
    assert NOT_YET[language] in client.get(address, {"as_of": "2025-05-31"}).content.decode()
    assert NOT_YET[language] not in client.get(address, {"as_of": "2025-06-01"}).content.decode()


def test_stock_is_in_time_on_the_first_day_and_late_today(cast: Cast) -> None:
    address = reverse("findings", args=[stock(cast)])
    client = sign_in(cast.auditor)
    now = client.get(address).content.decode()
    late = now[now.index('<article class="finding') :]
    assert 'id="M15-filing"' in late[: late.index("Undetermined")]
    assert '<li id="M15-filing">' not in now
    before = client.get(address, {"as_of": "2025-05-31"}).content.decode()
    assert '<li id="M15-filing">' in before  # listed among what does not apply
    assert f"Assessed as if on 31 May 2025. The stored assessment is of {today()}." in before
    on_it = client.get(address, {"as_of": "2025-06-01"}).content.decode()
    assert "14 July 2025" in on_it
    assert '<li id="M15-filing">' not in on_it


def test_nothing_is_stored_and_nothing_can_be_done_from_there(cast: Cast) -> None:
    assessment_id = stock(cast)
    rows, events = Assessment.objects.values().get(id=assessment_id), AuditEvent.objects.count()
    page = sign_in(cast.assessor).get(reverse("findings", args=[assessment_id]), {"as_of": "2025-05-31"})
    text = page.content.decode()
    assert reverse("hand-in", args=[assessment_id]) not in text
    assert "Back to the stored assessment" in text
    assert Assessment.objects.values().get(id=assessment_id) == rows
    assert AuditEvent.objects.count() == events


def test_the_stored_day_is_that_of_handing_in_and_is_not_another_day(cast: Cast) -> None:
    assessment_id = stock(cast)
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    address = reverse("findings", args=[assessment_id])
    client = sign_in(cast.assessor)
    same = client.get(address, {"as_of": "2026-11-02"}).content.decode()
    assert "Assessed as if" not in same
    assert (
        "The stored assessment is of 2 November 2026." in client.get(address, {"as_of": "2025-05-31"}).content.decode()
    )


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize(
    "typed",
    ["soon", "2025-02-30", "1989-12-31", "2101-01-01", "20250531", "2025-W22-6", "<script>", "٢٠٢٥-٠٥-٣١", "9" * 999],
)
def test_a_day_that_is_none_is_said_to_be_none_beside_the_page_of_today(cast: Cast, typed: str) -> None:
    assessment_id = stock(cast)
    response = sign_in(cast.assessor).get(reverse("findings", args=[assessment_id]), {"as_of": typed})
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert page.faults() == []
    assert page.text["title"][0].startswith("Error: ")
    assert "Not assessed for another day" in page.text["h2"]
    assert f"This is the assessment of {today()}." in page.text["p"]
    assert "#as_of" in [link.get("href") for link in page.all("a")]
    assert "<script>" not in response.content.decode()


def test_the_table_of_days_tells_when_the_result_changed(cast: Cast) -> None:
    client = sign_in(cast.assessor)
    address = reverse("findings", args=[stock(cast)])
    plain = Page(client.get(address).content.decode())
    assert not any("As if on" in text for text in plain.text.get("th", []))
    page = Page(client.get(address, {"as_of": "2025-05-31"}).content.decode())
    days = [text for text in page.text["th"] if text.strip()[:1].isdigit() and "20" in text]
    listed = "|".join(days)
    for day in ("1 Nov 2021", "31 May 2025 shown here", "1 Jun 2025"):
        assert day in listed
    rows = [text for text in page.text["tr"] if "1 Jun 2025" in text]
    assert any("changed" in row for row in rows)
    assert f"{address}?as_of=2025-06-01" in [link.get("href") for link in page.all("a")]
