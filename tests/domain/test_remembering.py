"""What is remembered is what would be decided again, and words that somebody wrote are not kept."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings

from assessments.catalogues import current_edition
from assessments.domain import remembering
from assessments.domain.answers import Answer, Answers
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey
from assessments.domain.engine import _find, assess
from assessments.domain.evaluation import View
from assessments.domain.remembering import Memory, Routes, findings_of
from assessments.domain.route import plan_route, view_of_route
from tests.domain.answering import some_answers

EDITION = current_edition()
DAY = date(2026, 11, 2)
DUTY = ObligationKey("O1-duty")


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some_answers(EDITION))
def test_findings_and_route_are_those_that_nothing_remembers(answers: Answers) -> None:
    view, route = view_of_route(EDITION, answers, DAY), plan_route(EDITION, answers)
    assert plan_route(EDITION, answers) is route
    found = assess(EDITION, answers, DAY)
    for finding in found.findings:
        assert finding == _find(EDITION.obligations[finding.obligation], view), finding.obligation
    with patch.object(Routes, "recall", lambda self, answers, as_of, walk: walk()):
        assert plan_route(EDITION, answers) == route
        assert assess(EDITION, answers, DAY) == found


def decided(memory: Memory[ObligationKey, object], catalogue: Catalogue, answers: dict[str, Answer]) -> bool:
    """Whether the first duty had to be decided."""
    view = View(catalogue, answers, DAY)
    for key in catalogue.questions:
        view.settle(key, True, is_home=True)
    asked: list[object] = []

    def decide() -> object:
        asked.append(answers)
        return object()

    memory.recall(DUTY, view, decide)
    return bool(asked)


def reading(catalogue: Catalogue, *questions: str) -> Memory[ObligationKey, object]:
    return Memory({DUTY: [QuestionKey(each) for each in questions]}, catalogue)


def test_only_answers_that_are_read_have_it_decided_again(small: Catalogue) -> None:
    memory = reading(small, "q_kind")
    assert decided(memory, small, {"q_kind": "a"})
    assert not decided(memory, small, {"q_kind": "a", "q_sure": "no"})
    assert decided(memory, small, {"q_kind": "b"})


def test_what_reads_a_written_text_is_decided_each_time(small: Catalogue) -> None:
    memory = reading(small, "q_cite")
    assert [decided(memory, small, {"q_cite": "art. 5"}) for _ in range(2)] == [True, True]
    assert [decided(memory, small, {}) for _ in range(2)] == [True, False]


def test_memory_has_an_end(small: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_KEPT", 1)
    memory = reading(small, "q_kind")
    assert decided(memory, small, {"q_kind": "a"})
    assert decided(memory, small, {"q_kind": "b"})
    assert decided(memory, small, {"q_kind": "a"})


def test_each_edition_has_a_memory_of_its_own(small: Catalogue) -> None:
    assert findings_of(small) is findings_of(small)
    assert findings_of(small) is not findings_of(EDITION)


def walked(routes: Routes[object], answers: dict[str, Answer]) -> bool:
    """Whether the route had to be walked."""
    asked: list[object] = []
    routes.recall(answers, DAY, lambda: asked.append(answers))
    return bool(asked)


def test_a_route_is_walked_again_where_another_answer_is_read_or_there(small: Catalogue) -> None:
    routes: Routes[object] = Routes(small)
    assert walked(routes, {"q_kind": "a"})
    assert not walked(routes, {"q_kind": "a"})
    assert walked(routes, {"q_kind": "b"})
    assert walked(routes, {"q_kind": "a", "q_cite": "art. 5"})
    assert not walked(routes, {"q_kind": "a", "q_cite": "art. 6"})


def test_of_a_text_that_decides_it_is_kept_only_whether_it_is_the_one_that_is_named() -> None:
    routes: Routes[object] = Routes(EDITION)
    tried = [walked(routes, {"q_rule_cite": each}) for each in ("§ 5, secret", "§ 6", "", "")]
    assert tried == [True, False, True, False]
    assert "secret" not in repr(routes._kept)


def test_routes_have_an_end(small: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_ROUTES", 1)
    routes: Routes[object] = Routes(small)
    assert [walked(routes, {"q_kind": each}) for each in ("a", "b", "a")] == [True, True, True]
