"""Truth tables of every form of condition: true, false, unknown; and the answers that settled it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.conditions import (
    AS_OF,
    All,
    Amount,
    Answered,
    Any_,
    Condition,
    Constant,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Not,
    Only,
)
from assessments.domain.evaluation import View, evaluate
from assessments.domain.findings import AnswerState, ReadFact
from assessments.domain.reading import conditions_in, facts_reading, openers_of, questions_read

UNSURE = NotSure.NOT_SURE
TODAY = date(2026, 11, 2)


def view(small: Catalogue, answers: dict[str, Answer], *, hidden: tuple[str, ...] = ()) -> View:
    """A view in which every question is asked, save those that are hidden."""
    found = View(small, answers, TODAY)
    for key in small.questions:
        found.settle(key, key not in hidden, is_home=True)
    return found


def truth(small: Catalogue, condition: Condition, hidden: tuple[str, ...] = (), **answers: Answer) -> bool | None:
    return evaluate(condition, view(small, answers, hidden=hidden)).truth


def parts(*truths: bool | None) -> Iterator[Condition]:
    """Conditions with these truths; the unknown one reads a question that has no answer."""
    for each in truths:
        yield Is("q_kind", ("a",)) if each is None else Constant(each)


KLEENE = (True, False, None)


@pytest.mark.parametrize(("one", "other"), list(product(KLEENE, KLEENE)))
def test_all_is_the_least_and_any_the_greatest_of_its_parts(
    small: Catalogue, one: bool | None, other: bool | None
) -> None:
    least = False if False in (one, other) else None if None in (one, other) else True
    greatest = True if True in (one, other) else None if None in (one, other) else False
    assert truth(small, All(tuple(parts(one, other)))) is least
    assert truth(small, Any_(tuple(parts(one, other)))) is greatest


@pytest.mark.parametrize(("part", "contrary"), [(True, False), (False, True), (None, None)])
def test_not_turns_truth_round_and_leaves_the_unknown(
    small: Catalogue, part: bool | None, contrary: bool | None
) -> None:
    assert truth(small, Not(next(parts(part)))) is contrary


ABOUT_ANSWERS: list[tuple[Condition, Answer, bool]] = [
    (Is("q_kind", ("a", "b")), "a", True),
    (Is("q_kind", ("a", "b")), "c", False),
    (Is("q_cite", ("",)), "", True),
    (Is("q_cite", ("",)), "art. 5", False),
    (Has("q_use", ("x", "none")), Several(("x", "y")), True),
    (Has("q_use", ("none",)), Several(("x", "y")), False),
    (Only("q_use", ("x", "y")), Several(("x",)), True),
    (Only("q_use", ("x",)), Several(("x", "y")), False),
    (Counts("q_use", ("x", "y"), 2, None), Several(("x", "y")), True),
    (Counts("q_use", ("x", "y"), 2, None), Several(("x",)), False),
    (Counts("q_use", ("x", "y"), None, 0), Several(("none",)), True),
    (Counts("q_use", ("x", "y"), 1, 1), Several(("x", "y")), False),
    (Amount("q_count", 100, None), 100, True),
    (Amount("q_count", 100, None), 99, False),
    (Amount("q_count", None, 100), 100, True),
    (Amount("q_count", None, 100), 101, False),
    (Amount("q_count", 5, 7), 6, True),
    (Moment("q_day", "before", date(2026, 1, 2), None), date(2026, 1, 1), True),
    (Moment("q_day", "before", date(2026, 1, 2), None), date(2026, 1, 2), False),
    (Moment("q_day", "after", date(2026, 1, 2), None), date(2026, 1, 3), True),
    (Moment("q_day", "after", date(2026, 1, 2), None), date(2026, 1, 2), False),
]


@pytest.mark.parametrize(("condition", "answer", "expected"), ABOUT_ANSWERS)
def test_a_condition_reads_an_answer(
    small: Catalogue, condition: Is | Has | Only | Counts | Amount | Moment, answer: Answer, expected: bool
) -> None:
    key = condition.question
    assert truth(small, condition, (), **{key: answer}) is expected
    assert truth(small, condition, (), **{key: UNSURE}) is None
    assert truth(small, condition) is None
    assert truth(small, condition, (key,), **{key: answer}) is False


@pytest.mark.parametrize(
    "condition",
    [Has("q_kind", ("a",)), Only("q_kind", ("a",)), Counts("q_kind", ("a",), 1, None), Amount("q_kind", 0, None)],
)
def test_a_form_that_does_not_fit_the_answer_is_false(small: Catalogue, condition: Condition) -> None:
    assert truth(small, condition, q_kind="a") is False


def test_answered_is_never_unknown(small: Catalogue) -> None:
    assert truth(small, Answered("q_kind"), q_kind="a") is True
    assert truth(small, Answered("q_kind"), q_kind=UNSURE) is False
    assert truth(small, Answered("q_kind")) is False
    assert truth(small, Answered("q_kind"), ("q_kind",), q_kind="a") is False


def test_the_day_of_the_assessment_is_compared_with_a_deadline(small: Catalogue) -> None:
    late, early = (Moment(AS_OF, each, None, "D1") for each in ("after", "before"))
    # 30 working days from 1 September end on 16 October in the small calendar.
    assert truth(small, late, q_day=date(2026, 9, 1)) is True
    assert truth(small, early, q_day=date(2026, 9, 1)) is False
    assert truth(small, late, q_day=date(2026, 10, 12)) is False
    assert truth(small, early, q_day=date(2026, 10, 12)) is True
    assert truth(small, late) is None
    assert truth(small, late, q_day=date(2026, 12, 28)) is None, "the calendar of 2027 is not known"


def test_a_comparison_with_a_deadline_names_both_days(small: Catalogue) -> None:
    found = evaluate(Moment(AS_OF, "after", None, "D1"), view(small, {"q_day": date(2026, 9, 1)}))
    assert [(leaf.question, leaf.answer, leaf.holds) for leaf in found.leaves] == [
        (AS_OF, TODAY, True),
        ("q_day", date(2026, 9, 1), True),
    ]


def test_without_a_day_of_assessment_a_comparison_is_unknown(small: Catalogue) -> None:
    found = View(small, {}, None)
    assert evaluate(Moment(AS_OF, "after", date(2026, 1, 1), None), found).truth is None


def test_a_fact_marks_the_answers_it_was_read_from(small: Catalogue) -> None:
    found = evaluate(FactHolds("LARGE_IN_SCOPE"), view(small, {"q_count": 5, "q_kind": "a"}))
    assert found.truth is False
    (leaf,) = found.leaves
    assert leaf.question == "q_count"
    assert leaf.facts == (ReadFact("LARGE_IN_SCOPE", False), ReadFact("LARGE", False))  # type: ignore[arg-type]


def test_the_shortest_set_of_answers_that_settles_is_named(small: Catalogue) -> None:
    short, long = Is("q_kind", ("b",)), All((Is("q_sure", ("no",)), Amount("q_count", 1, None)))
    answers: dict[str, Answer] = {"q_kind": "b", "q_sure": "no", "q_count": 5}
    found = evaluate(Any_((long, short)), view(small, answers))
    assert [leaf.question for leaf in found.leaves] == ["q_kind"]


def test_an_open_condition_names_only_what_is_open(small: Catalogue) -> None:
    found = evaluate(All((Is("q_kind", ("a",)), Is("q_sure", ("yes",)))), view(small, {"q_kind": "a"}))
    assert [(leaf.question, leaf.state) for leaf in found.leaves] == [("q_sure", AnswerState.MISSING)]


def test_a_question_shown_again_is_asked_after_all(small: Catalogue) -> None:
    key = QuestionKey("q_cite")
    found = View(small, {"q_cite": "art. 5"}, TODAY)
    found.settle(key, False, is_home=True)
    assert found.state(key) is AnswerState.NOT_ASKED
    found.settle(key, None, is_home=False)
    assert found.state(key) is AnswerState.MISSING
    found.settle(key, True, is_home=False)
    assert found.state(key) is AnswerState.GIVEN
    found.settle(key, False, is_home=False)
    assert found.answer(key) == "art. 5"


def test_a_later_place_that_is_still_open_takes_nothing_back(small: Catalogue) -> None:
    key = QuestionKey("q_cite")
    found = View(small, {"q_cite": "art. 5"}, TODAY)
    found.settle(key, True, is_home=True)
    found.settle(key, None, is_home=False)
    assert found.state(key) is AnswerState.GIVEN


def test_a_fact_is_read_anew_once_an_answer_behind_it_is_settled(small: Catalogue) -> None:
    found = View(small, {"q_count": 500}, TODAY)
    assert evaluate(FactHolds("LARGE"), found).truth is None
    found.settle(QuestionKey("q_count"), True, is_home=True)
    assert evaluate(FactHolds("LARGE"), found).truth is True


def test_what_a_condition_reads_can_be_told_without_evaluating_it(small: Catalogue) -> None:
    condition = All((FactHolds("LARGE_IN_SCOPE"), Not(Has("q_use", ("x",))), Moment(AS_OF, "after", TODAY, None)))
    assert len(list(conditions_in(Any_((condition, Constant(True)))))) == 3
    assert questions_read(condition, small.facts) == {"q_count", "q_kind", "q_use"}
    assert openers_of(small)[QuestionKey("q_cite")] == {"q_kind", "q_use"}
    assert set(facts_reading(small)[QuestionKey("q_count")]) == {"LARGE", "LARGE_IN_SCOPE"}
