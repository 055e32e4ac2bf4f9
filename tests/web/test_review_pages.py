"""What pages say between handing in and the decision, and that a comment in the making outlasts another selection."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.lifecycle import Status
from assessments.models import Deployment
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.review import approve, return_to_assessor
from tests.conftest import Cast, answer_all, case_answers, sign_in, start
from tests.web.test_pages_everywhere import LANGUAGES, handed_in, in_language, read

COMMENT = "Which body </textarea> is it? 是哪个主体？"


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_handing_in_the_page_says_who_is_next(cast: Cast, language: str) -> None:
    assessment_id = handed_in(cast)
    address = reverse("findings", args=[assessment_id])
    heads = {"en": ("Handed in, waiting for the review", "What happens next")}
    waiting, following = heads.get(language, ("已提交，等待复核", "后续流程"))
    page = read(in_language(sign_in(cast.assessor), language).get(address), language)
    assert waiting in page.text["h2"]
    assert following in page.text["h3"]
    page = read(in_language(sign_in(cast.dpo), language).get(address), language)
    assert waiting in page.text["h2"]
    assert following not in page.text["h3"]


def test_as_of_another_day_nothing_is_said_of_the_review(cast: Cast) -> None:
    address = reverse("findings", args=[handed_in(cast)])
    text = sign_in(cast.assessor).get(address, {"as_of": "2025-05-31"}).content.decode()
    assert 'id="standing"' not in text


def test_once_it_is_decided_it_no_longer_waits(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    address = reverse("findings", args=[assessment_id])
    with scope(cast.organisation_id):
        return_to_assessor(cast.dpo, assessment_id, "Look at the signs.", {})
    returned = read(sign_in(cast.assessor).get(address), "en")
    assert [one for one in returned.text["h2"] if one.startswith("Returned by ")]
    assert "Look at the signs." in returned.text["p"]
    assert "standing" not in returned.ids
    assessment_id = handed_in(cast)
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, assessment_id).answers_digest
        approve(cast.dpo, assessment_id, language="en", statement_accepted=True, expected_answers_digest=digest)
    assert "standing" not in read(sign_in(cast.assessor).get(reverse("findings", args=[assessment_id])), "en").ids


def narrowed(client: Client, address: str, **sent: str) -> str:
    response = client.post(address, {"go": "narrow", "language": "zh-hans", **sent})
    assert response.status_code == 200
    read(response, "en")
    return response.content.decode()


def test_another_selection_keeps_what_was_typed_and_decides_nothing(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    address = reverse("review", args=[assessment_id])
    sent = {
        "show": "unsure",
        "comment.q_orgkind": COMMENT,
        "comment.q_place": " ",
        "reason": "Look again.",
        "digest": "d",
    }
    text = narrowed(sign_in(cast.dpo), address, **sent)
    assert '<option value="unsure" selected>' in text
    assert 'id="c-q_orgkind"' in text
    assert "Which body &lt;/textarea&gt; is it?" in text
    assert 'id="c-q_territory"' not in text
    assert "Look again.</textarea>" in text
    assert '<option value="zh-hans" selected>' in text
    assert 'name="digest" value="d"' in text
    with scope(cast.organisation_id):
        space = load_workspace(cast.dpo, assessment_id)
    assert space.assessment.status is Status.IN_REVIEW
    assert not space.comments


def test_a_comment_kept_through_another_selection_is_sent_with_the_decision(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    address = reverse("review", args=[assessment_id])
    client = sign_in(cast.dpo)
    narrowed(client, address, show="findings", **{"comment.q_orgkind": COMMENT})
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, assessment_id).answers_digest
    sent = {"go": "return", "show": "findings", "reason": "Again.", "digest": digest, "comment.q_orgkind": COMMENT}
    assert client.post(address, sent).status_code == 302
    with scope(cast.organisation_id):
        (kept,) = load_workspace(cast.assessor, assessment_id).comments.values()
    assert [one.text for one in kept] == [COMMENT]


def test_a_selection_survives_a_refused_decision(cast: Cast) -> None:
    address = reverse("review", args=[handed_in(cast)])
    response = sign_in(cast.dpo).post(address, {"go": "return", "show": "unsure"})
    assert response.status_code == 422
    assert '<option value="unsure" selected>' in response.content.decode()


def test_a_message_that_cannot_be_printed_is_refused_with_its_characters(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    client = in_language(sign_in(cast.dpo), "en")
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, assessment_id).answers_digest
    sent = {"go": "return", "reason": "Well done 😀", "digest": digest}
    response = client.post(reverse("review", args=[assessment_id]), sent)
    assert response.status_code == 409
    text = response.content.decode()
    assert "“😀” (U+1F600) in the message to the assessor" in text
    assert "Well done 😀</textarea>" in text


def test_what_cannot_be_printed_is_not_handed_in(cast: Cast) -> None:
    assessment_id = start(cast.assessor)
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    with scope(cast.organisation_id):
        Deployment.objects.update(name="闸机😀")
    client, address = in_language(sign_in(cast.assessor), "zh-hans"), reverse("hand-in", args=[assessment_id])
    digest = re.findall(r'name="digest" value="(\w+)"', client.get(address).content.decode())[0]
    response = client.post(address, {"true": "on", "read": "on", "limits": "on", "digest": digest})
    assert response.status_code == 409
    assert "应用场景的名称或者说明中的“😀”（U+1F600）" in response.content.decode()
