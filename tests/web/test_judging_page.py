"""The page of the review: what changed since, views of verdicts, and where others see them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Status
from assessments.models import ReviewerView
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.places import set_out
from assessments.services.review import approve, return_to_assessor
from tests.conftest import NOW, Cast, at, sign_in
from tests.services.placing import answered_with_places, except_at, hand_over, put_places
from tests.services.reviewing import a_change_that_matters, change, hand_in_again
from tests.services.test_judging import some_key
from tests.web.test_pages_everywhere import LANGUAGES, handed_in, in_language, read

WHY = "The sign <i>hangs</i> behind the gate 标识在闸机之后"


def digest(cast: Cast, assessment_id: UUID) -> str:
    with scope(cast.organisation_id):
        return load_workspace(cast.dpo, assessment_id).answers_digest


def key_of(cast: Cast, assessment_id: UUID) -> str:
    with scope(cast.organisation_id):
        return str(some_key(cast.dpo, assessment_id, Verdict.MET))


def send(client: Client, assessment_id: UUID, **sent: str) -> tuple[int, str]:
    response = client.post(reverse("review", args=[assessment_id]), {"go": "views", **sent})
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_views_are_recorded_while_the_review_goes_on_and_others_see_where_they_differ(
    cast: Cast, language: str
) -> None:
    assessment_id = handed_in(cast)
    key, client = key_of(cast, assessment_id), in_language(sign_in(cast.dpo), language)
    sent = {f"view.{key}": "disagree", f"why.{key}": WHY, "digest": digest(cast, assessment_id)}
    status, _ = send(client, assessment_id, **sent)
    assert status == 302
    page = client.get(reverse("review", args=[assessment_id]))
    read(page, language)
    text = page.content.decode()
    assert "The sign &lt;i&gt;hangs" in text
    assert f'id="vd-{key}" name="view.{key}" value="disagree" checked' in text
    findings = in_language(sign_in(cast.assessor), language).get(reverse("findings", args=[assessment_id]))
    found = read(findings, language)
    assert "differing" in found.ids
    assert "The sign &lt;i&gt;hangs" in findings.content.decode()
    with scope(cast.organisation_id):
        revision = approve(
            cast.dpo,
            assessment_id,
            language="en",
            statement_accepted=True,
            expected_answers_digest=digest(cast, assessment_id),
        )
    seen = in_language(sign_in(cast.auditor), language).get(reverse("revision", args=[revision.id]))
    assert "differing" in read(seen, language).ids


def test_a_view_is_recorded_together_with_the_decision(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = key_of(cast, assessment_id)
    sent = {"go": "return", "reason": "Again", "digest": digest(cast, assessment_id), f"view.{key}": "agree"}
    assert send(sign_in(cast.dpo), assessment_id, **sent)[0] == 302
    with scope(cast.organisation_id):
        assert load_workspace(cast.dpo, assessment_id).assessment.status is Status.RETURNED
        assert ReviewerView.objects.get().agrees
    page = sign_in(cast.assessor).get(reverse("findings", args=[assessment_id])).content.decode()
    assert 'id="differing"' not in page


def test_a_view_without_a_reason_a_reason_without_a_view_and_bad_text_are_told_at_the_field(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key, client = key_of(cast, assessment_id), sign_in(cast.dpo)
    for sent, words in (
        ({f"view.{key}": "disagree"}, "Say why you disagree"),
        ({f"why.{key}": "Because"}, "Choose whether you agree or disagree"),
        ({f"view.{key}": "disagree", f"why.{key}": "x" * 2001}, "Shorten the text"),
    ):
        status, text = send(client, assessment_id, digest=digest(cast, assessment_id), **sent)
        assert status == 422
        assert text.count(words) == 2
        assert f'href="#vw-{key}"' in text
    assert not ReviewerView.objects.exists()


def test_a_view_of_a_page_that_is_out_of_date_is_not_recorded(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    key = key_of(cast, assessment_id)
    status, text = send(sign_in(cast.dpo), assessment_id, digest="0" * 64, **{f"view.{key}": "agree"})
    assert status == 409
    assert "Load the page again" in text
    assert not ReviewerView.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_a_return_the_page_begins_with_what_changed(cast: Cast, language: str) -> None:
    assessment_id = handed_in(cast)
    with scope(cast.organisation_id):
        key = a_change_that_matters(cast.dpo, assessment_id)
        return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
        later = at(cast.assessor, NOW + timedelta(hours=2))
        change(later, assessment_id, key)
        hand_in_again(later, assessment_id)
    client = in_language(sign_in(cast.dpo), language)
    page = client.get(reverse("review", args=[assessment_id]), {"show": "changed"})
    found = read(page, language)
    assert "changed" in found.ids
    assert f"m-{key}" in found.ids
    assert f"r-{key}" in found.ids
    text = page.content.decode()
    assert text.count("<del>") == text.count("<ins>") >= 1
    assert ("was: " if language == "en" else "原为：") in text
    assert text.count('class="rev" id="r-') == text.count("<del>")


def test_nothing_changed_is_said_too(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    with scope(cast.organisation_id):
        return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
        hand_in_again(at(cast.assessor, NOW + timedelta(hours=2)), assessment_id)
    text = sign_in(cast.dpo).get(reverse("review", args=[assessment_id])).content.decode()
    assert "No answer and no verdict has changed since." in text


@pytest.mark.parametrize(("language", "back"), [("en", "Back to the common answer"), ("zh-hans", "改回共同回答")])
def test_a_place_that_changed_is_no_silence(cast: Cast, language: str, back: str) -> None:
    assessment_id, (first, second, third) = answered_with_places(cast.assessor)
    hand_over(cast.assessor, assessment_id)
    with scope(cast.organisation_id):
        return_to_assessor(at(cast.dpo, NOW + timedelta(hours=1)), assessment_id, "Look again")
        later = at(cast.assessor, NOW + timedelta(hours=2))
        set_out(later, assessment_id, third, 1, is_out=True)
    except_at(later, assessment_id, first, "q_zone", "no")
    except_at(later, assessment_id, second, "q_private_room", None)
    put_places(later, assessment_id, "Garage <b> 车库")
    hand_over(later, assessment_id)
    page = in_language(sign_in(cast.dpo), language).get(reverse("review", args=[assessment_id]))
    assert "m-places" in read(page, language).ids
    text = page.content.decode()
    assert back in text
    assert "Garage &lt;b&gt; 车库" in text
    assert reverse("place", args=[assessment_id, first]) in text
    assert reverse("place", args=[assessment_id, third]) not in text
    assert "No answer and no verdict has changed since." not in text
    assert "此后回答与结论均无变化" not in text
