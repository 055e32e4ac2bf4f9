"""The route: follow-ups, questions shown again, what stays open, and answers that no longer count."""

from __future__ import annotations

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.route import plan_route

UNSURE = NotSure.NOT_SURE


def shown(small: Catalogue, **answers: Answer) -> list[list[str]]:
    return [[str(key) for key in step.shown] for step in plan_route(small, answers).steps]


def test_at_the_start_only_what_hangs_on_nothing_is_shown(small: Catalogue) -> None:
    route = plan_route(small, {})
    # q_sure is shown, because the gate before it stays open while it is unknown.
    assert shown(small) == [["q_kind", "q_use", "q_sure"]]
    assert route.first_open() == "first"
    assert route.open_count == 3
    assert route.answered_count == 0


def test_an_answer_opens_its_follow_up_and_no_other(small: Catalogue) -> None:
    assert shown(small, q_sure="yes") == [["q_kind", "q_use", "q_sure"], ["q_count"]]
    assert shown(small, q_sure="yes", q_count=100)[1] == ["q_count", "q_day"]
    assert shown(small, q_sure="yes", q_count=99)[1] == ["q_count"]


def test_a_gate_that_closes_takes_what_stands_behind_it(small: Catalogue) -> None:
    assert shown(small, q_kind="c") == [["q_kind", "q_use"]]
    assert shown(small, q_kind="c", q_sure="yes", q_count=500) == [["q_kind", "q_use"]]


def test_not_sure_keeps_the_way_open_where_a_missing_answer_does_not_yet(small: Catalogue) -> None:
    assert shown(small, q_sure=UNSURE)[1] == ["q_count"]
    assert shown(small, q_sure=UNSURE, q_count=UNSURE)[1] == ["q_count", "q_day"]
    assert shown(small, q_kind=UNSURE)[1] == ["q_cite"]


def test_a_question_in_two_places_of_a_step_is_shown_once(small: Catalogue) -> None:
    assert shown(small, q_kind="a", q_use=Several(("x",))) == [["q_kind", "q_use", "q_sure"], ["q_cite"]]
    assert shown(small, q_kind="b", q_use=Several(("x",)))[1] == ["q_cite"]


def test_an_answered_step_is_not_open_and_not_sure_is_an_answer(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": UNSURE, "q_use": UNSURE, "q_sure": "no", "q_cite": ""}
    route = plan_route(small, answers)
    assert route.first_open() is None
    assert route.open_count == 0
    assert route.answered_count == 4


def test_a_step_is_found_by_its_key(small: Catalogue) -> None:
    route = plan_route(small, {"q_sure": "yes"})
    step = route.step("second")
    assert step is not None
    assert step.open == ("q_count",)
    assert route.step("third") is None


def test_the_route_says_which_questions_open_a_question(small: Catalogue) -> None:
    route = plan_route(small, {})
    assert route.opened_by(QuestionKey("q_cite")) == ("q_kind", "q_use")
    assert route.opened_by(QuestionKey("q_kind")) == ()
