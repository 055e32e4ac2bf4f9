"""The quick way to a verdict comes to what the engine says, for every kind of answers."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain.answers import Answers
from assessments.domain.engine import assess
from assessments.domain.evaluation import evaluate
from assessments.domain.lazy import LazyView, Truth, verdict_of
from assessments.domain.route import view_of_route
from tests.domain.answering import complete_answers, some_answers

EDITION = current_edition()
DAYS = (date(2020, 1, 1), date(2025, 5, 31), date(2026, 1, 15), date(2026, 11, 2))
TRUTHS = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNSURE: None, Truth.MISSING: None}
thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
answer_sets = st.one_of(some_answers(EDITION), complete_answers(EDITION), complete_answers(EDITION, sure=False))


@thorough
@given(answer_sets, st.sampled_from(DAYS))
def test_verdicts_are_those_of_the_engine(answers: Answers, day: date) -> None:
    view = LazyView(EDITION, answers.get, day)
    for finding in assess(EDITION, answers, day).findings:
        assert verdict_of(EDITION.obligations[finding.obligation], view) is finding.verdict, finding.obligation


@thorough
@given(answer_sets)
def test_facts_and_states_are_those_of_the_route(answers: Answers) -> None:
    view, full = LazyView(EDITION, answers.get, DAYS[-1]), view_of_route(EDITION, answers, DAYS[-1])
    for question in EDITION.questions:
        assert view.read(question) == full.read(question), question
    for fact in EDITION.facts.values():
        assert TRUTHS[view.truth(fact.condition)] is evaluate(fact.condition, full).truth, fact.key
