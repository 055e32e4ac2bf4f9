"""What is remembered of findings and shown questions is what would be decided now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain import remembering
from assessments.domain.answers import Answers
from assessments.domain.engine import _find, assess
from assessments.domain.remembering import findings_of, placements_of
from assessments.domain.route import _opens, plan_route, view_of_route
from tests.conftest import case_answers
from tests.domain.answering import some_answers
from tests.domain.test_properties import thorough

EDITION = current_edition()
TODAY = date(2026, 11, 2)


@pytest.mark.no_cover
@thorough
@given(some_answers(EDITION), st.integers(-900, 900))
def test_a_remembered_decision_is_the_one_that_would_be_made_now(answers: Answers, days: int) -> None:
    day = TODAY + timedelta(days=days)
    for _ in range(2):
        found = {each.obligation: each for each in assess(EDITION, answers, day).findings}
        view = view_of_route(EDITION, answers, day)
        assert found == {key: _find(one, view) for key, one in EDITION.obligations.items()}
        for step in EDITION.steps:
            for placement in step.placements:
                kept = placements_of(EDITION).recall(id(placement), view, lambda: None)
                assert kept in (None, _opens(placement.shown_if, view))


def test_a_text_is_never_kept() -> None:
    words = "a rule that somebody wrote down"
    answers = {**case_answers("sealed.yaml"), "q_basis": "law", "q_rule_cite": words}
    assert "q_rule_cite" in plan_route(EDITION, answers).asked
    assess(EDITION, answers, TODAY)
    assert words not in repr([findings_of(EDITION)._kept, placements_of(EDITION)._kept])


def test_a_full_memory_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_KEPT", 10)
    fresh = replace(EDITION)
    answers = case_answers("sealed.yaml")
    assert assess(fresh, answers, TODAY).findings == assess(EDITION, answers, TODAY).findings
    assert 0 < len(findings_of(fresh)._kept) <= 10
