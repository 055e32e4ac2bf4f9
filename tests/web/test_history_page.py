"""The page of the history: what it tells, whom it lets put an answer back, and a conflict that overwrites nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.catalogue import StepKey
from assessments.services.assessments import load_workspace
from assessments.services.review import hand_in
from assessments.web import history
from tests.conftest import NOW, Cast, answer_all, at, case_answers, sign_in, start
from tests.services.test_entries import FIRST, save
from tests.web.markup import Page


@pytest.fixture
def assessment_id(cast: Cast) -> UUID:
    made = start(cast.assessor)
    save(cast.assessor, made, FIRST)
    save(at(cast.colleague, NOW + timedelta(hours=1)), made, {**FIRST, "q_orgkind": "school"})
    return made


def address(assessment_id: UUID, query: str = "") -> str:
    return reverse("history", args=[assessment_id]) + query


def read(cast: Cast, assessment_id: UUID, query: str = "") -> str:
    text = sign_in(cast.assessor).get(address(assessment_id, query)).content.decode()
    assert Page(text).faults() == []
    return text


def test_the_page_tells_who_changed_what_newest_first(cast: Cast, assessment_id: UUID) -> None:
    text = read(cast, assessment_id)
    assert text.index("Entry 2") < text.index("Entry 1")
    assert text.index("Col League") < text.index("Asse Ssor", text.index("Entry 2"))
    assert text.count("stands today") == 3
    assert text.count('name="restore"') == 1
    assert 'value="1.q_orgkind"' in text


def test_a_step_tells_of_its_own_questions_and_leads_back(cast: Cast, assessment_id: UUID) -> None:
    save(cast.assessor, assessment_id, {"q_mainland": "yes"}, StepKey("scope"))
    text = read(cast, assessment_id, "?step=system")
    assert "Entry 3" not in text
    assert reverse("step", args=[assessment_id, "system"]) in text
    assert "Entry 3" in read(cast, assessment_id, "?step=scope")
    assert "Nothing was answered here yet." in read(cast, assessment_id, "?step=place")
    assert "Entry 3" in read(cast, assessment_id, "?step=unheard-of")
    page = sign_in(cast.assessor).get(reverse("step", args=[assessment_id, "system"])).content.decode()
    assert address(assessment_id, "?step=system") in page


def test_an_answer_is_put_back_with_one_button(cast: Cast, assessment_id: UUID) -> None:
    sent = {"restore": "1.q_orgkind", "based_on": "2"}
    answer = sign_in(cast.assessor).post(address(assessment_id, "?step=system"), sent)
    assert answer.headers["Location"] == address(assessment_id, "?step=system")
    assert load_workspace(cast.assessor, assessment_id).answers == FIRST


def test_a_conflict_shows_both_answers_and_can_be_settled(cast: Cast, assessment_id: UUID) -> None:
    save(cast.colleague, assessment_id, {**FIRST, "q_orgkind": "hospital"})
    client = sign_in(cast.assessor)
    answer = client.post(address(assessment_id), {"restore": "1.q_orgkind", "based_on": "2"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert Page(text).faults() == []
    assert "Col League changed this step" in text
    assert load_workspace(cast.assessor, assessment_id).answers["q_orgkind"] == "hospital"
    kept = {"based_on": "3", "asked": "q_orgkind", "conflict": "q_orgkind", "q_orgkind": "company"}
    client.post(reverse("step", args=[assessment_id, "system"]), {**kept, "q_orgkind.pick": "mine"})
    assert load_workspace(cast.assessor, assessment_id).answers == FIRST


def test_a_text_and_its_stance_go_into_the_conflict(cast: Cast) -> None:
    made, purpose = start(cast.assessor), StepKey("purpose")
    for text in ("Rule A", "Rule B", "Rule C"):
        save(cast.colleague, made, {"q_basis": "law", "q_rule_cite": text}, purpose)
    answer = sign_in(cast.assessor).post(address(made), {"restore": "1.q_rule_cite", "based_on": "2"})
    assert answer.status_code == 409
    kept = '<input type="hidden" name="q_rule_cite.stance" value="given">'
    assert kept in answer.content.decode()
    assert "Rule A" in answer.content.decode()


def test_readers_see_and_cannot_put_back(cast: Cast, assessment_id: UUID) -> None:
    for reader in (cast.dpo, cast.auditor):
        client = sign_in(reader)
        assert 'name="restore"' not in client.get(address(assessment_id)).content.decode()
        assert client.post(address(assessment_id), {"restore": "1.q_orgkind", "based_on": "2"}).status_code == 403
    assert sign_in(cast.assessor).post(address(assessment_id), {"restore": "1.q_x"}).status_code == 404


def test_once_handed_in_the_page_is_for_reading(cast: Cast, assessment_id: UUID) -> None:
    answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    digest = load_workspace(cast.assessor, assessment_id).answers_digest
    hand_in(cast.assessor, assessment_id, statement_accepted=True, expected_answers_digest=digest)
    assert 'name="restore"' not in read(cast, assessment_id)
    answer = sign_in(cast.assessor).post(address(assessment_id), {"restore": "2.q_orgkind", "based_on": "99"})
    assert answer.headers["Location"] == address(assessment_id)


def test_what_is_not_asked_any_more_is_not_put_back(cast: Cast) -> None:
    made = start(cast.assessor)
    answer_all(cast.assessor, made, case_answers("sealed.yaml"))
    save(cast.assessor, made, {"q_mainland": "no"}, StepKey("scope"))
    space = load_workspace(cast.assessor, made)
    gone = next(key for key in space.answers if key not in space.route.asked)
    number = max(each.number for each in space.entries.values() if gone in each.answers)
    answer = sign_in(cast.assessor).post(address(made), {"restore": f"{number}.{gone}", "based_on": "99"})
    assert answer.status_code == 409
    assert "The question is not asked with the present answers." in answer.content.decode()


def test_a_long_history_comes_in_pages(cast: Cast, assessment_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PER_PAGE", 1)
    first = read(cast, assessment_id, "?step=system")
    assert "Page 1 of 2" in first
    assert "?page=2&amp;step=system" in first
    last = read(cast, assessment_id, "?page=9")
    assert "Page 2 of 2" in last
    assert "Entry 1" in last
    assert "Entry 2" not in last


def test_the_number_of_queries_does_not_depend_on_the_length(cast: Cast, assessment_id: UUID) -> None:
    client, counts = sign_in(cast.assessor), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(assessment_id))
        counts.append(len(queries))
        answer_all(cast.assessor, assessment_id, case_answers("sealed.yaml"))
    assert counts[0] == counts[1]
