"""The page of uncertain points, and both readings wherever a finding stands."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.catalogue import UncertainPointKey
from assessments.models import Assessment, CounselRecord
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.counsel import LONGEST_TEXT, NewView, record_view
from assessments.services.review import approve, hand_in, reopen
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.web.markup import Page
from tests.web.test_pages_everywhere import LANGUAGES, NAME, in_language, read

HOSTILE = "<script>alert(1)</script> \u202e<b>x</b> " + "W" * 90
VIEW = NewView(HOSTILE, date(2026, 10, 30), HOSTILE, HOSTILE)
SENT = {
    "point": "U10", "based_on": "0", "go": "record", "counsel": "Lee & Partners", "given_on": "2026-10-30",
    "view": "Selling serves security.", "reason": "A court said so.",
}  # fmt: skip


def assessed(cast: Cast) -> UUID:
    assessment_id = start(cast.assessor, NAME)
    answer_all(cast.assessor, assessment_id, case_answers("a-33-station-sells-its-visitors.yaml"))
    return assessment_id


def address(assessment_id: UUID) -> str:
    return reverse("uncertain", args=[assessment_id])


def handed_in(cast: Cast, assessment_id: UUID) -> str:
    with scope(cast.organisation_id):
        digest = load_workspace(cast.assessor, assessment_id).answers_digest
        hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    return digest


def section(response: Any, key: str) -> str:
    text: str = response.content.decode()
    begin = text.index(f'<section class="sheet stack point" id="{key}"')
    return text[begin : text.index("</section>", begin)]


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_that_shows_a_view_is_sound_and_escapes_it(cast: Cast, language: str) -> None:
    assessment_id = assessed(cast)
    with scope(cast.organisation_id):
        for key in ("U7", "U10"):
            record_view(cast.assessor, assessment_id, UncertainPointKey(key), VIEW)
    client = in_language(sign_in(cast.assessor), language)
    pages = [client.get(reverse(name, args=[assessment_id])) for name in ("uncertain", "findings", "check", "hand-in")]
    pages += [client.get(reverse("step", args=[assessment_id, "purpose"]))]
    pages += [client.post(address(assessment_id), {**SENT, "point": key}) for key in ("U10", "U999")]
    pages += [client.post(address(assessment_id), {"point": "U10", "go": "record"})]
    handed_in(cast, assessment_id)
    dpo = in_language(sign_in(cast.dpo), language)
    pages += [dpo.get(reverse("review", args=[assessment_id])), dpo.get(address(assessment_id))]
    pages += [dpo.post(address(assessment_id), {**SENT, "view": "Another"})]
    for response in pages:
        read(response, language)
        assert b"<script>alert" not in response.content
    with_view = pages[0].content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in with_view
    assert '<span class="inv">U+202E</span>' in with_view


def test_the_page_lists_each_point_with_views_default_and_the_findings_that_depend_on_it(cast: Cast) -> None:
    assessment_id = assessed(cast)
    response = sign_in(cast.auditor).get(address(assessment_id))
    with scope(cast.organisation_id):
        catalogue = load_workspace(cast.auditor, assessment_id).catalogue
    point = catalogue.uncertain_points[UncertainPointKey("U10")]
    found = section(response, "U10").replace("&#x27;", "'").replace("&quot;", '"')
    for text in (point.point, *point.views, point.default):
        assert text.en in found
    assert f'href="{reverse("findings", args=[assessment_id])}#P26-purpose-lock"' in found
    assert "Record counsel" not in found
    assert 'id="U1"' not in response.content.decode()
    assert "And 4" in section(response, "U7")  # a point of scope touches most findings; the rest folds away


def test_a_view_is_recorded_shown_beside_the_findings_and_withdrawn(cast: Cast) -> None:
    assessment_id = assessed(cast)
    client = sign_in(cast.assessor)
    answer = client.post(address(assessment_id), SENT)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address(assessment_id)}#U10")
    found = section(client.get(address(assessment_id)), "U10")
    assert "Counsel (Lee &amp; Partners, 30 October 2026) takes another view on U10" in found
    assert "counts here" in found
    text = client.get(reverse("findings", args=[assessment_id])).content.decode()
    finding = text[text.index('id="P26-purpose-lock"') :]
    finding = finding[: finding.index("</article>")]
    assert finding.index("By this edition’s reading") < finding.index("Not met") < finding.index("Lee &amp; Partners")
    assert "Selling serves security." in finding
    assert "A court said so." in finding
    assert "Therefore left to judgement" in finding
    assert "only because counsel takes another view" in text
    assert "not met by this edition’s reading. They are left to judgement because counsel takes another view." in text
    step = client.get(reverse("step", args=[assessment_id, "purpose"])).content.decode()
    assert "counsel takes another view" in step
    assert "Left to judgement, because counsel takes another view" in step
    newest = CounselRecord.objects.get().audit_sequence
    client.post(address(assessment_id), {"point": "U10", "based_on": str(newest), "go": "withdraw"})
    found = section(client.get(address(assessment_id)), "U10")
    assert "View withdrawn" in found
    assert "Selling serves security." in found
    assert "counts here" not in found
    assert "Withdraw the view" not in found


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"counsel": " "}, "counsel", "Enter the name of counsel"),
        ({"given_on": "2026-11-99"}, "given_on", "Enter the date as year, month and day"),
        ({"given_on": "2999-01-01"}, "given_on", "not in the future"),
        ({"given_on": "0001-01-01"}, "given_on", "between 1990-01-01"),
        ({"view": "x" * (LONGEST_TEXT + 1)}, "view", "Shorten the text to 2,000 characters"),
        ({"reason": "a\x07b"}, "reason", "Take out the control character U+0007"),
    ],
)
def test_what_cannot_be_recorded_is_named_at_its_field_and_kept_as_typed(
    cast: Cast, change: dict[str, str], field: str, words: str
) -> None:
    assessment_id = assessed(cast)
    response = sign_in(cast.assessor).post(address(assessment_id), {**SENT, **change})
    page = Page(response.content.decode())
    assert response.status_code == 422
    assert page.faults() == []
    assert page.text["title"][0].startswith("Error: ")
    assert f"#U10-{field}" in [link.get("href") for link in page.all("a")]
    assert words in response.content.decode()
    assert "Lee &amp; Partners" in response.content.decode() or field == "counsel"
    assert CounselRecord.objects.count() == 0


def test_hostile_requests_are_refused_before_anything_is_stored(cast: Cast) -> None:
    assessment_id = assessed(cast)
    client = sign_in(cast.assessor)
    assert client.post(address(assessment_id), {**SENT, "view": "x" * 10_000_000}).status_code == 413
    form = "application/x-www-form-urlencoded"
    assert client.post(address(assessment_id), "point=U10&view=a%00b", content_type=form).status_code == 400
    for point in ("U999", "", "U10\n", "<script>", "x" * 5000):
        assert client.post(address(assessment_id), {**SENT, "point": point}).status_code == 422
    assert client.post(address(assessment_id), {"point": "U10", "go": "withdraw", "based_on": "x"}).status_code == 409
    assert CounselRecord.objects.count() == 0


def test_what_somebody_recorded_meanwhile_is_shown_and_one_s_own_words_are_kept(cast: Cast) -> None:
    assessment_id = assessed(cast)
    sign_in(cast.colleague).post(address(assessment_id), {**SENT, "view": "What the colleague recorded"})
    response = sign_in(cast.assessor).post(address(assessment_id), SENT)
    assert response.status_code == 409
    found = section(response, "U10")
    assert "What the colleague recorded" in found
    assert "Selling serves security." in found
    assert "Somebody changed the record" in response.content.decode()


def test_while_it_is_in_review_the_page_says_to_return_it_first(cast: Cast) -> None:
    assessment_id = assessed(cast)
    digest = handed_in(cast, assessment_id)
    for client in (sign_in(cast.assessor), sign_in(cast.dpo)):
        text = client.get(address(assessment_id)).content.decode()
        assert "Return it first." in text
        assert "Record counsel" not in text
        refused = client.post(address(assessment_id), SENT)
        assert refused.status_code == 409
        assert "Return it first." in refused.content.decode()
    assert "Return it first." not in sign_in(cast.auditor).get(address(assessment_id)).content.decode()
    with scope(cast.organisation_id):
        approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)
    assert "being sealed" in sign_in(cast.dpo).post(address(assessment_id), SENT).content.decode()


def test_what_is_recorded_after_sealing_counts_from_the_next_revision_on(cast: Cast) -> None:
    assessment_id = assessed(cast)
    digest = handed_in(cast, assessment_id)
    with scope(cast.organisation_id):
        approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)
        Assessment.objects.filter(id=assessment_id).update(status="sealed")
    client = sign_in(cast.dpo)
    assert client.post(address(assessment_id), SENT).status_code == 302
    response = client.get(address(assessment_id))
    assert "the newest entry counts from the next revision on" in section(response, "U10")
    assert "keeps the views that stood when it was handed in" in response.content.decode()
    assert "counts here" not in section(response, "U10")
    assert "Lee" not in client.get(reverse("findings", args=[assessment_id])).content.decode()
    with scope(cast.organisation_id):
        reopen(cast.assessor, assessment_id)
    assert "counts here" in section(client.get(address(assessment_id)), "U10")


def test_the_page_needs_one_query_more_than_the_findings(cast: Cast) -> None:
    assessment_id = assessed(cast)
    client: Client = sign_in(cast.auditor)
    counts = []
    for name in ("findings", "uncertain"):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=[assessment_id]))
        counts.append(len(queries))
    assert counts == [13, 14]
