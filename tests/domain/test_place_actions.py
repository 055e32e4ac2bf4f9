"""What has to be done at places: every gap of a place is in exactly one action, and each action says where."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.domain.answers import Answers, NotSure
from assessments.domain.place_actions import plan_everywhere
from assessments.domain.places import Common, PlaceResult, find_common, judge_places
from assessments.domain.remediation import Action, Doing, plan_actions
from tests.domain.answering import some_answers
from tests.domain.test_places import EDITION, TODAY, lounges, some_exceptions, thorough

KEYS = tuple(UUID(int=number) for number in range(1, 61))
ROOM: Answers = {"q_private_room": "yes"}
VIDEO: Answers = {"q_cctv": "yes", "q_listed": "yes", "q_police_filing": "no", "q_in_use_date": date(2026, 10, 10)}
BAN, FILING = "M13-private-space", "V14-police-filing"


def judged(*places: Answers, answers: Answers | None = None) -> tuple[Common, dict[UUID, PlaceResult]]:
    common = find_common(EDITION, lounges() if answers is None else answers, TODAY)
    return common, judge_places(common, dict(zip(KEYS, places, strict=False)))


def plan(*places: Answers) -> dict[str, Action]:
    planned = plan_everywhere(*judged(*places))
    assert len({each.key for each in planned}) == len(planned)
    return {each.key: each for each in planned}


def places_of(action: Action) -> list[tuple[UUID, ...]]:
    return [each.places for each in action.at]


def test_a_gap_of_sixty_places_is_one_action_that_names_them_all() -> None:
    (first, *_) = plan_everywhere(*judged(*[ROOM] * 60))
    assert (first.key, first.doing, first.in_common, first.is_red_line) == (BAN, Doing.CLOSE, False, True)
    assert places_of(first) == [KEYS]
    assert first.questions == ("q_private_room",)


def test_places_with_other_days_stand_apart_and_the_earliest_counts() -> None:
    action = plan({}, VIDEO, {**VIDEO, "q_in_use_date": date(2026, 9, 1)}, VIDEO)[FILING]
    assert [(each.places, each.due) for each in action.at] == [
        ((KEYS[1], KEYS[3]), date(2026, 11, 9)),
        ((KEYS[2],), date(2026, 10, 1)),
    ]
    assert (action.due, action.is_overdue) == (date(2026, 10, 1), True)
    assert action.at[0].answers["q_listed"] == "yes"


def test_a_common_gap_says_where_it_is_otherwise() -> None:
    action = plan({}, {"q_accessible": "yes"}, {"q_accessible": "no"})["M05-barrier-free"]
    assert (action.in_common, action.not_at, places_of(action)) == (True, (KEYS[1],), [(KEYS[2],)])
    assert [each.verdict.value for each in action.findings] == ["not_met", "partly_met"]


def test_what_nobody_knows_at_a_place_is_found_out_there() -> None:
    actions = plan({"q_sign": NotSure.NOT_SURE}, {"q_staff_rules": NotSure.NOT_SURE}, {"q_staff_rules": "yes"})
    assert (actions["q_sign"].doing, actions["q_sign"].in_common) == (Doing.FIND_OUT, False)
    assert places_of(actions["q_sign"]) == [(KEYS[0],)]
    assert (actions["q_staff_rules"].in_common, actions["q_staff_rules"].at) == (True, ())


def test_without_places_nothing_is_otherwise() -> None:
    common, _ = judged()
    assert plan_everywhere(common, {}) == plan_actions(common.assessed, common.answers, common.route.asked, EDITION)


@settings(thorough, max_examples=15)
@pytest.mark.no_cover
@given(some_answers(EDITION), st.lists(some_exceptions(), max_size=4))
def test_no_gap_of_a_place_is_left_out_and_none_is_invented(answers: Answers, places: list[Answers]) -> None:
    common, results = judged(*places, answers=answers)
    planned = {each.key: each for each in plan_everywhere(common, results)}
    plain = {each.key for each in plan_actions(common.assessed, answers, common.route.asked, EDITION)}
    assert {key for key, each in planned.items() if each.in_common} == plain
    for key, result in results.items():
        gaps = {str(each.obligation) for each in result.own if each.is_gap}
        named = {each.key for each in planned.values() for at in each.at if key in at.places}
        assert gaps <= named
        assert all(planned[each].doing is Doing.CLOSE for each in gaps)
    closing = {each.key for each in planned.values() if each.doing is Doing.CLOSE}
    findings = [*common.assessed.findings, *(one for each in results.values() for one in each.own)]
    assert closing == {str(one.obligation) for one in findings if one.is_gap}
