"""An upgrade takes comments, steps and people asked along: as copies by the same people that say what they repeat."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from assessments.domain.canonical import read_object, to_bytes
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.domain.revision import digest
from assessments.domain.working_together import CommentAct
from assessments.models import AuditEvent, Clarification, Comment, StepAssignment
from assessments.services.assessments import load_workspace
from assessments.services.assigning import assign
from assessments.services.clarifying import Wish, ask, load_asked
from assessments.services.comments import load_threads, say, settle
from assessments.services.copying import start_from
from tests.chains import verify_chain
from tests.conftest import NOW, Cast, answer_all, case_answers, sign_in, start
from tests.services.test_upgrades import Publish, go_on
from tests.web.test_pages_everywhere import LANGUAGES, in_language, read

KEPT, GONE, SHOWN = QuestionKey("q_zone"), QuestionKey("q_accuracy"), QuestionKey("q_staff_rules")
CONSENT, PLACE = StepKey("consent"), StepKey("place")
SOON = NOW.date() + timedelta(days=5)


@pytest.fixture
def old(cast: Cast, publish_newer: Publish) -> UUID:
    """An assessment on the earlier edition in which people talked, asked, and gave steps to one another."""
    made = start(cast.assessor)
    answer_all(cast.assessor, made, case_answers("sealed.yaml"))
    say(cast.assessor, made, KEPT, "Which zone? 哪个区域？")
    say(cast.dpo, made, GONE, "Only here.")
    say(cast.dpo, made, KEPT, "The lobby.")
    settle(cast.assessor, made, KEPT, CommentAct.RESOLVE, load_threads(made)[KEPT].newest)
    assign(cast.assessor, made, CONSENT, cast.colleague.person_id, None)
    assign(cast.assessor, made, PLACE, cast.colleague.person_id, None)
    assign(cast.colleague, made, PLACE, None, cast.colleague.person_id)
    ask(cast.dpo, made, SHOWN, Wish(None, "Works council 工会", SOON), 0)
    publish_newer()
    return made


def test_what_the_newer_edition_still_asks_goes_along_as_it_stands(cast: Cast, old: UUID) -> None:
    new = go_on(cast.colleague, old)
    assert set(load_threads(new)) == {KEPT}
    before, after = load_threads(old)[KEPT], load_threads(new)[KEPT]
    assert [(each.act, each.text, each.made_by, each.made_at) for each in after.acts] == [
        (each.act, each.text, each.made_by, each.made_at) for each in before.acts
    ]
    assert (after.is_open, after.count) == (False, 2)
    assert all(each.is_carried for each in after.acts)
    assert not any(each.is_carried for each in before.acts)
    assigned = load_workspace(cast.colleague, new, with_people=True).assigned
    assert {key: (each.is_own, each.is_carried) for key, each in assigned.items()} == {CONSENT: (True, True)}
    asked = load_asked(new)[SHOWN]
    assert (asked.name, asked.due, asked.asked_by, asked.is_carried) == (
        *("Works council 工会", SOON),
        *(cast.dpo.person_name, True),
    )
    for model in (Comment, StepAssignment, Clarification):
        origins = model._default_manager.filter(assessment_id=new).values_list("carried_from__assessment_id", flat=True)
        assert set(origins) == {old}


def test_the_trail_tells_of_each_comment_and_binds_it(cast: Cast, old: UUID) -> None:
    new = go_on(cast.colleague, old)
    events = list(AuditEvent.objects.filter(subject=new).order_by("sequence"))
    assert [each.action for each in events] == [
        *["carry_comment"] * 3,
        *("carry_steps", "carry_asked", "start_assessment"),
    ]
    for event, row in zip(events, Comment.objects.filter(assessment_id=new).order_by("audit_sequence"), strict=False):
        details = read_object(bytes(event.payload))["details"]
        bound = digest(to_bytes((row.id.hex, row.text)))
        told = {"question": "q_zone", "comment_digest": bound, "carried_from": str(row.carried_from_id)}
        assert (event.sequence, details) == (row.audit_sequence, told)
    verify_chain(cast.organisation_id)


def test_talking_goes_on_there_and_goes_along_again(cast: Cast, old: UUID) -> None:
    new = go_on(cast.colleague, old)
    assert settle(cast.dpo, new, KEPT, CommentAct.REOPEN, load_threads(new)[KEPT].newest)
    say(cast.dpo, new, KEPT, "Again.")
    assert [each.is_carried for each in load_threads(new)[KEPT].acts] == [True, True, True, False, False]
    assign(cast.assessor, new, CONSENT, None, cast.colleague.person_id)
    assert ask(cast.assessor, new, SHOWN, Wish(), load_asked(new)[SHOWN].place)


def test_a_copy_of_last_years_starts_without_what_was_said(cast: Cast, old: UUID) -> None:
    here = load_workspace(cast.assessor, old).assessment.deployment_id
    new = start_from(cast.assessor, old, here)
    for model in (Comment, StepAssignment, Clarification):
        assert not model.objects.filter(assessment_id=new).exists()


@pytest.mark.parametrize(("language", "words"), list(zip(LANGUAGES, ("earlier edition", "先前"), strict=True)))
def test_pages_say_where_it_comes_from(cast: Cast, old: UUID, language: str, words: str) -> None:
    client = in_language(sign_in(cast.assessor), language)
    assert words in client.get(reverse("upgrade", args=[old])).content.decode()
    new = go_on(cast.colleague, old)
    for address in (*(reverse("question", args=[new, key]) for key in (KEPT, SHOWN)), reverse("together", args=[new])):
        page = client.get(address)
        read(page, language)
        assert f'href="{reverse("findings", args=[old])}"' in page.content.decode()
