"""The quick way to a verdict comes to what the engine says, for every kind of answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain.answers import Answer, Answers, Several
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey
from assessments.domain.conditions import Moment
from assessments.domain.engine import assess
from assessments.domain.evaluation import evaluate
from assessments.domain.findings import AnswerState, Verdict
from assessments.domain.lazy import LazyView, Truth, places_in, verdict_of
from assessments.domain.route import view_of_route
from tests.domain.answering import complete_answers, some_answers

EDITION = current_edition()
DAYS = (date(2020, 1, 1), date(2025, 5, 31), date(2026, 1, 15), date(2026, 11, 2))
TRUTHS = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNSURE: None, Truth.MISSING: None}
thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
answer_sets = st.one_of(some_answers(EDITION), complete_answers(EDITION), complete_answers(EDITION, sure=False))


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(answer_sets, st.sampled_from(DAYS))
def test_verdicts_are_those_of_the_engine(answers: Answers, day: date) -> None:
    view = LazyView(EDITION, answers.get, day)
    for finding in assess(EDITION, answers, day).findings:
        assert verdict_of(EDITION.obligations[finding.obligation], view) is finding.verdict, finding.obligation


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(answer_sets)
def test_facts_and_states_are_those_of_the_route(answers: Answers) -> None:
    view, full = LazyView(EDITION, answers.get, DAYS[-1]), view_of_route(EDITION, answers, DAYS[-1])
    for question in EDITION.questions:
        assert view.read(question) == full.read(question), question
    for fact in EDITION.facts.values():
        assert TRUTHS[view.truth(fact.condition)] is evaluate(fact.condition, full).truth, fact.key


def test_a_question_shown_again_is_known_only_from_there_on(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "b", "q_use": Several(("x",)), "q_sure": "yes", "q_cite": "art. 5"}
    view = LazyView(small, answers.get, DAYS[-1])
    cite = QuestionKey("q_cite")
    first, again = (each.place for each in places_in(small).of[cite])
    assert view.read(cite, first + 1)[0] is AnswerState.NOT_ASKED
    assert view.read(cite, again) == (AnswerState.NOT_ASKED, None)
    assert view.read(cite) == (AnswerState.GIVEN, "art. 5")


def test_a_day_is_compared_with_a_fixed_one(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes", "q_count": 500, "q_day": date(2026, 3, 1)}
    view = LazyView(small, answers.get, DAYS[-1])
    assert view.truth(Moment("q_day", "after", date(2026, 2, 28), None)) is Truth.TRUE
    assert view.truth(Moment("q_day", "before", date(2026, 2, 28), None)) is Truth.FALSE


def test_where_no_branch_is_true_nothing_is_determined(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "c", "q_use": Several(("y",))}
    advice = small.obligations[ObligationKey("O3-advice")]
    assert verdict_of(advice, LazyView(small, answers.get, DAYS[-1])) is Verdict.UNDETERMINED
    assert assess(small, answers, DAYS[-1]).findings[2].verdict is Verdict.UNDETERMINED
