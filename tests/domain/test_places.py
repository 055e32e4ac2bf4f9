"""Places: no exception changes nothing, an exception changes its place alone, and the worst of all is the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer, Answers, NotSure
from assessments.domain.catalogue import ObligationKey, QuestionKey, QuestionKind, UncertainPointKey
from assessments.domain.engine import assess
from assessments.domain.findings import Overall, Verdict
from assessments.domain.places import (
    STEPS_AT_A_PLACE,
    Common,
    PlaceResult,
    answerable,
    counting_exceptions,
    find_common,
    judge_places,
    may_differ,
    worst_of,
)
from assessments.domain.route import plan_route
from tests.domain.answering import answers_to, complete_answers, some_answers

EDITION = current_edition()
TODAY = date(2026, 11, 2)
DIFFERING = [key for key, each in EDITION.questions.items() if may_differ(each)]
thorough = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
Exceptions = Callable[[], st.SearchStrategy[Answers]]


@st.composite
def some_exceptions(draw: st.DrawFn) -> Answers:
    keys = draw(st.lists(st.sampled_from(DIFFERING), max_size=6, unique=True))
    return {key: draw(answers_to(EDITION.questions[key])) for key in keys}


@cache
def lounges() -> Answers:
    """Complete answers with a gap and without a prohibition that is not met."""
    folder = Path(__file__).parents[2] / "assessments" / "catalogues" / "demo"
    return read_case(folder / "sealed.yaml", EDITION).answers


def at_one(exceptions: Answers, common: Common | None = None) -> PlaceResult:
    return judge_places(common or find_common(EDITION, lounges(), TODAY), {"here": exceptions})["here"]


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(some_answers(EDITION))
def test_what_holds_everywhere_is_what_the_engine_says(answers: Answers) -> None:
    common = find_common(EDITION, answers, TODAY)
    assert common.assessed == assess(EDITION, answers, TODAY)
    assert common.route == plan_route(EDITION, answers)


@thorough
@given(some_answers(EDITION))
def test_without_exceptions_a_place_is_like_all(answers: Answers) -> None:
    common = find_common(EDITION, answers, TODAY)
    found = at_one({}, common)
    assert found.assessed == common.assessed
    assert found.route == common.route
    assert (found.own, found.opened, found.open, found.closed) == ((), (), (), ())


@thorough
@given(complete_answers(EDITION), st.data())
def test_an_exception_equal_to_the_common_answer_changes_nothing(answers: Answers, data: st.DataObject) -> None:
    same = [key for key in DIFFERING if key in answers]
    chosen = data.draw(st.lists(st.sampled_from(same), unique=True) if same else st.just([]))
    common = find_common(EDITION, answers, TODAY)
    assert at_one({key: answers[key] for key in chosen}, common) == at_one({}, common)


@thorough
@given(some_answers(EDITION), some_exceptions(), st.sampled_from([(), (UncertainPointKey("U10"),)]))
def test_a_place_is_judged_as_the_engine_judges_its_answers(
    answers: Answers, exceptions: Answers, counsel: tuple[UncertainPointKey, ...]
) -> None:
    common = find_common(EDITION, answers, TODAY, counsel)
    found = at_one(exceptions, common)
    assert found.assessed == assess(EDITION, found.answers, TODAY, counsel)
    assert found.route == plan_route(EDITION, found.answers)
    there = {each.obligation: each for each in common.assessed.findings}
    own = {each.obligation for each in found.own}
    for finding in found.assessed.findings:
        if finding.obligation not in own:
            assert finding.verdict is there[finding.obligation].verdict


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(complete_answers(EDITION), st.lists(some_exceptions(), max_size=4), st.randoms())
def test_the_order_of_places_is_irrelevant(answers: Answers, places: list[Answers], random: object) -> None:
    common = find_common(EDITION, answers, TODAY)
    named = dict(enumerate(places))
    turned = dict(reversed(named.items()))
    assert judge_places(common, named) == judge_places(common, turned)
    assert judge_places(common, named) == {key: at_one(each, common) for key, each in named.items()}


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@thorough
@given(complete_answers(EDITION), some_exceptions())
def test_answering_what_a_place_opens_leaves_nothing_open_there(answers: Answers, exceptions: Answers) -> None:
    common = find_common(EDITION, answers, TODAY)
    filled: dict[str, Answer] = dict(exceptions)
    while still_open := at_one(filled, common).open:
        assert set(still_open) <= set(answerable(common, at_one(filled, common)))
        filled |= {str(key): NotSure.NOT_SURE for key in still_open}
    found = at_one(filled, common)
    assert found.route.open_count == 0


def test_an_unlawful_room_at_one_place_does_not_disappear() -> None:
    common = find_common(EDITION, lounges(), TODAY)
    assert common.assessed.overall is Overall.GAPS
    found = judge_places(common, {1: {}, 2: {"q_private_room": "yes"}, 3: {}})
    assert [each.assessed.overall for each in found.values()] == [Overall.GAPS, Overall.RED_LINE, Overall.GAPS]
    assert worst_of(each.assessed.overall for each in found.values()) is Overall.RED_LINE
    (own,) = found[2].own
    assert (own.obligation, own.verdict) == ("M13-private-space", Verdict.NOT_MET)
    assert any(each.question == "q_private_room" and each.answer == "yes" and each.decisive for each in own.reasons)


def test_the_same_verdict_for_another_reason_is_told() -> None:
    common = find_common(EDITION, {**lounges(), "q_consent": "no"}, TODAY)
    there = {each.obligation: each.verdict for each in common.assessed.findings}
    found = at_one({"q_consent": "bundled"}, common)
    again = [each for each in found.own if each.verdict is there[each.obligation]]
    assert again, "two wrong kinds of consent are both short of what is asked, and not for the same reason"


def test_what_a_place_opens_is_asked_there_and_is_not_answered_by_what_no_longer_counts() -> None:
    stale: Answers = {**lounges(), "q_listed": "no", "q_guardduty": "yes"}
    common = find_common(EDITION, stale, TODAY)
    assert "q_listed" not in common.route.asked
    found = at_one({"q_cctv": "yes"}, common)
    assert {"q_listed", "q_guardduty"} <= set(found.open) == set(found.opened)
    assert {"q_listed", "q_cctv"} <= set(answerable(common, found))


def test_what_a_place_need_not_answer_is_closed_there() -> None:
    found = at_one({"q_public": "no"})
    assert "q_sign" in found.closed
    assert found.open == ()


def test_only_what_can_differ_between_places_counts_or_what_the_place_alone_is_asked() -> None:
    common = find_common(EDITION, lounges(), TODAY)
    sent: Answers = {"q_orgkind": "agency", "q_total_people": 5, "q_sign": "no"}
    assert counting_exceptions(common, sent) == {"q_sign": "no"}
    assert at_one(sent, common) == at_one({"q_sign": "no"}, common)
    off_route = next(key for key, each in EDITION.questions.items() if not may_differ(each) and key not in lounges())
    assert str(off_route) in counting_exceptions(common, {str(off_route): NotSure.NOT_SURE})


def test_which_questions_may_differ_follows_from_step_and_kind_alone() -> None:
    assert {EDITION.questions[key].step for key in DIFFERING} == STEPS_AT_A_PLACE
    numbers = [key for key in DIFFERING if EDITION.questions[key].kind is QuestionKind.NUMBER]
    assert numbers == ["q_video_days"]
    assert not {"q_total_people", "q_peak", "q_orgkind", "q_basis", "q_filed"} & set(DIFFERING)


@pytest.mark.parametrize("overall", Overall)
def test_the_worst_speaks(overall: Overall) -> None:
    rank = list(Overall)
    for other in Overall:
        assert worst_of((overall, other)) is rank[min(rank.index(overall), rank.index(other))]


def test_keys_of_places_can_be_anything() -> None:
    common = find_common(EDITION, lounges(), TODAY)
    assert judge_places(common, {}) == {}
    found = judge_places(common, {("a", 1): {"q_zone": "no"}, ("a", 2): {"q_zone": "no"}})
    assert found[("a", 1)] is found[("a", 2)], "equal exceptions are judged once"
    assert isinstance(found[("a", 1)].own[0].obligation, str)
    assert ObligationKey("M13-zone") in {each.obligation for each in found[("a", 1)].own}
    assert QuestionKey("q_zone") in found[("a", 1)].route.asked
