"""Accepting and returning single answers: on the review's page, and what whoever corrects them sees of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.domain.lifecycle import Role, Status
from assessments.services.access import scope
from assessments.services.assessments import load_workspace
from assessments.services.mark_views import marked
from assessments.services.organisations import add_member
from tests.conftest import Cast, at, make_person, sign_in
from tests.services.test_marking import ACCEPTED, WRONG, again, change_kind, decide
from tests.web.test_pages_everywhere import LANGUAGES, handed_in, in_language, read

WHY = "Which body is it </textarea>? 是哪个主体？"


def send(cast: Cast, assessment_id: UUID, go: str, **sent: str) -> Any:
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, assessment_id).answers_digest
    given = {"go": go, "digest": digest, "reason": "See the answers.", "language": "en", **sent}
    return sign_in(cast.dpo).post(reverse("review", args=[assessment_id]), given)


def state(cast: Cast, assessment_id: UUID) -> dict[str, tuple[bool, bool]]:
    with scope(cast.organisation_id):
        found = marked(load_workspace(cast.dpo, assessment_id))
    return {str(key): (one.is_accepted, one.is_to_correct) for key, one in found.items()}


def test_decisions_are_kept_while_the_review_goes_on(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    sent = {"mark.q_orgkind": "correct", "comment.q_orgkind": WHY, "mark.q_province": "accept", "mark.q_nothing": "x"}
    assert send(cast, assessment_id, "views", **sent).status_code == 302
    assert state(cast, assessment_id) == {"q_orgkind": (False, True), "q_province": (True, False)}
    text = sign_in(cast.dpo).get(reverse("review", args=[assessment_id])).content.decode()
    assert 'id="mc-q_orgkind" name="mark.q_orgkind" value="correct" checked' in text
    assert 'id="ma-q_province" name="mark.q_province" value="accept" checked' in text
    assert "Which body is it &lt;/textarea&gt;?" in text
    assert "Decided: 2 of " in text
    assert "To be corrected: 1" in text
    narrowed = sign_in(cast.dpo).post(reverse("review", args=[assessment_id]), {"go": "narrow", "show": "all"})
    assert "Which body is it &lt;/textarea&gt;?" in narrowed.content.decode()
    page = sign_in(cast.dpo).get(reverse("review", args=[assessment_id]), {"show": "undecided"}).content.decode()
    assert 'id="r-q_province"' not in page
    assert 'id="r-q_face_use"' in page


def test_a_wish_that_is_taken_back_with_the_return_is_not_told(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    with scope(cast.organisation_id):
        decide(cast.dpo, assessment_id, q_orgkind=WRONG, q_province=WRONG)
    assert (
        send(cast, assessment_id, "return", **{"mark.q_orgkind": "accept", "comment.q_orgkind": ""}).status_code == 302
    )
    assert state(cast, assessment_id) == {"q_orgkind": (True, False), "q_province": (False, True)}
    with scope(cast.organisation_id):
        assert set(load_workspace(cast.assessor, assessment_id).comments) == {"q_province"}


def test_a_decision_without_a_word_and_a_word_without_a_decision_are_told_at_the_field(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    sent = {"mark.q_orgkind": "correct", "comment.q_province": WHY}
    answer = send(cast, assessment_id, "views", **sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Say what has to be corrected" in text
    assert "Choose whether the answer is accepted or to be corrected" in text
    assert state(cast, assessment_id) == {}


def test_what_is_to_be_corrected_stands_in_the_way_of_approval(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    sent = {"mark.q_orgkind": "correct", "comment.q_orgkind": WHY, "statement": "on"}
    answer = send(cast, assessment_id, "approve", **sent)
    assert answer.status_code == 409
    assert "You want answers corrected." in answer.content.decode()
    assert state(cast, assessment_id) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_return_lists_the_answers_and_ticks_them_off(cast: Cast, language: str) -> None:
    assessment_id = handed_in(cast)
    with scope(cast.organisation_id):
        decide(cast.dpo, assessment_id, q_province=ACCEPTED, q_face_use=WRONG)
    assert send(cast, assessment_id, "return", **{"comment.q_orgkind": WHY}).status_code == 302
    assert state(cast, assessment_id)["q_orgkind"] == (False, True)
    with scope(cast.organisation_id):
        space = load_workspace(cast.assessor, assessment_id)
        assert space.assessment.status is Status.RETURNED
        assert {str(key) for key in space.comments} == {"q_orgkind", "q_face_use"}
    client = in_language(sign_in(cast.assessor), language)
    addresses = [reverse("check", args=[assessment_id]), reverse("step", args=[assessment_id, "system"])]
    to_correct, changed = {"en": ("To be corrected", "Changed since")}.get(language, ("须更正", "已修改"))
    for address in addresses:
        page = client.get(address)
        read(page, language)
        assert to_correct in page.content.decode()
        assert f"{changed}<" not in page.content.decode()
    later = replace(cast, assessor=at(cast.assessor, timezone.now() + timedelta(hours=1)))
    with scope(cast.organisation_id):
        change_kind(later, assessment_id)
    for address in addresses:
        text = client.get(address).content.decode()
        assert changed in text
        assert ("2 answers to correct, 1 changed since." if language == "en" else "其中1项已修改") in text
    with scope(cast.organisation_id):
        again(later, assessment_id)
    page = in_language(sign_in(cast.dpo), language).get(reverse("review", args=[assessment_id]))
    found = read(page, language)
    assert "m-still" in found.ids
    assert ("You asked for a correction" if language == "en" else "曾要求更正") in page.content.decode()


def test_nobody_overwrites_what_another_reviewer_decided_meanwhile(cast: Cast) -> None:
    assessment_id = handed_in(cast)
    other = add_member(cast.organisation_id, make_person("Second Dee"), {Role.DPO}, cast.dpo.now)
    page = sign_in(other).get(reverse("review", args=[assessment_id]))
    seen = page.context["form"].initial["seen"]
    sent = {"mark.q_orgkind": "correct", "comment.q_orgkind": WHY, "seen": str(seen)}
    for _ in range(2):
        assert send(cast, assessment_id, "views", **sent).status_code == 302
    with scope(cast.organisation_id):
        digest = load_workspace(cast.dpo, assessment_id).answers_digest
    given = {"go": "views", "digest": digest, "mark.q_orgkind": "accept", "seen": str(seen)}
    answer = sign_in(other).post(reverse("review", args=[assessment_id]), given)
    assert answer.status_code == 409
    assert f"{cast.dpo.person_name} decided of answers or verdicts" in answer.content.decode()
    assert state(cast, assessment_id)["q_orgkind"] == (False, True)
    again = sign_in(other).get(reverse("review", args=[assessment_id])).context["form"].initial["seen"]
    given["seen"] = str(again)
    assert sign_in(other).post(reverse("review", args=[assessment_id]), given).status_code == 302
    assert state(cast, assessment_id)["q_orgkind"] == (True, False)
