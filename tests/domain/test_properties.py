"""What must hold for every set of answers, tried on the published edition."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain.answers import Answer, Answers, NotSure
from assessments.domain.catalogue import QuestionKey
from assessments.domain.conditions import Answered
from assessments.domain.engine import _decide, assess
from assessments.domain.evaluation import View
from assessments.domain.findings import AnswerState, Assessed, Finding, Verdict
from assessments.domain.reading import followed
from assessments.domain.route import plan_route, view_of_route
from tests.domain.answering import answers_to, complete_answers, some_answers

EDITION = current_edition()
TODAY = date(2026, 11, 2)
UNSURE = NotSure.NOT_SURE
thorough = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def verdicts(assessed: Assessed) -> dict[str, Verdict]:
    return {str(each.obligation): each.verdict for each in assessed.findings}


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(some_answers(EDITION), st.data())
def test_answers_off_the_route_change_nothing(answers: Answers, data: st.DataObject) -> None:
    asked = plan_route(EDITION, answers).asked
    off = [key for key in EDITION.questions if key not in asked]
    assume(off)
    more: dict[str, Answer] = dict(answers)
    for key in data.draw(st.lists(st.sampled_from(off), min_size=1, max_size=5)):
        more[key] = data.draw(answers_to(EDITION.questions[key]))
    on_route = {key: value for key, value in answers.items() if QuestionKey(key) in asked}
    assert assess(EDITION, more, TODAY) == assess(EDITION, answers, TODAY) == assess(EDITION, on_route, TODAY)
    assert plan_route(EDITION, more) == plan_route(EDITION, on_route)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(complete_answers(EDITION))
def test_complete_answers_without_not_sure_leave_nothing_undetermined(answers: Answers) -> None:
    assessed = assess(EDITION, answers, TODAY)
    assert [each.obligation for each in assessed.findings if each.verdict is Verdict.UNDETERMINED] == []
    assert assessed.scope_not_settled == ()


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(complete_answers(EDITION, sure=False))
def test_a_verdict_that_is_undetermined_names_a_question_that_could_decide_it(answers: Answers) -> None:
    for finding in assess(EDITION, answers, TODAY).findings:
        if finding.verdict is Verdict.UNDETERMINED:
            assert finding.missing, finding.obligation


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(some_answers(EDITION), st.data())
def test_answering_never_removes_an_earlier_step(answers: Answers, data: st.DataObject) -> None:
    before = plan_route(EDITION, answers)
    key = data.draw(st.sampled_from(sorted(before.asked)))
    after = plan_route(EDITION, {**answers, key: data.draw(answers_to(EDITION.questions[key]))})
    place = min(each.step.number for each in before.steps if key in each.shown)
    assert [each for each in after.steps if each.step.number < place] == [
        each for each in before.steps if each.step.number < place
    ]


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(st.one_of(some_answers(EDITION), complete_answers(EDITION)))
def test_reasons_alone_reproduce_the_verdict(answers: Answers) -> None:
    """A view that knows only the answers named in a finding's reasons comes to the same verdict."""
    assessed = assess(EDITION, answers, TODAY)
    full = view_of_route(EDITION, answers, TODAY)
    for finding in assessed.findings:
        if finding.verdict is Verdict.UNDETERMINED:
            continue  # names what is open, not what is known; the next property is about that
        assert _again(finding, full) is finding.verdict, finding.obligation


def _again(finding: Finding, full: View) -> Verdict:
    named = {each.question for each in finding.reasons}
    known = View(EDITION, {key: answer for key in named if (answer := full.answer(key)) is not None}, TODAY)
    for key in EDITION.questions:
        shown = True if key in full.asked else False if full.state(key) is AnswerState.NOT_ASKED else None
        known.settle(key, shown, is_home=True)
    return _decide(EDITION.obligations[finding.obligation], known)[0]


@cache
def _two_valued() -> frozenset[str]:
    """Questions that some fact or condition reads as answered or not: while unknown they keep scope open."""
    conditions = [
        *(each.condition for each in EDITION.facts.values()),
        *(each.shown_if for step in EDITION.steps for each in step.placements),
        *(
            condition
            for one in EDITION.obligations.values()
            for condition in (one.applies_if, one.needs_judgement_if, one.not_met_if, one.partly_met_if, one.met_if)
        ),
    ]
    return frozenset(
        part.question
        for condition in conditions
        for part in followed(condition, EDITION.facts)
        if isinstance(part, Answered)
    )


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(st.one_of(some_answers(EDITION), complete_answers(EDITION, sure=False)), st.data())
def test_filling_in_what_is_unknown_never_flips_a_decided_verdict(answers: Answers, data: st.DataObject) -> None:
    """Save not_met into needs_judgement. Questions that keep scope open while unknown are left out."""
    asked = plan_route(EDITION, answers).asked
    unknown = [key for key in asked if answers.get(key, UNSURE) is UNSURE and key not in _two_valued()]
    assume(unknown)
    key = data.draw(st.sampled_from(sorted(unknown)))
    filled = {**answers, key: data.draw(answers_to(EDITION.questions[key], sure=True))}
    before, after = (verdicts(assess(EDITION, each, TODAY)) for each in (answers, filled))
    flipped = {
        one: (before[one], after[one])
        for one in before
        if before[one] not in (Verdict.UNDETERMINED, after[one])
        and (before[one], after[one]) != (Verdict.NOT_MET, Verdict.NEEDS_JUDGEMENT)
    }
    assert flipped == {}, key


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(complete_answers(EDITION, sure=False), st.data())
def test_a_gate_that_closes_changes_only_verdicts_that_named_it_as_open(answers: Answers, data: st.DataObject) -> None:
    gate = data.draw(st.sampled_from(EDITION.gates))
    assume(gate in answers)
    before = assess(EDITION, {**answers, gate: UNSURE}, TODAY)
    after = verdicts(
        assess(EDITION, {**answers, gate: data.draw(answers_to(EDITION.questions[gate], sure=True))}, TODAY)
    )
    closed = {one for one, verdict in after.items() if verdict is Verdict.NOT_APPLICABLE}
    assert gate in before.scope_not_settled
    for finding in before.findings:
        decided = finding.verdict not in (Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE)
        if finding.obligation in closed and decided:
            assert gate in finding.open_gates, finding.obligation
