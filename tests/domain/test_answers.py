"""Which values are legal for each kind of question, and how an answer is stored and read back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import (
    EARLIEST_DAY,
    LARGEST_NUMBER,
    LATEST_DAY,
    LONGEST_TEXT,
    Answer,
    AnswerProblem,
    IllegalAnswer,
    NotSure,
    Raw,
    Several,
    answer_from_json,
    answer_to_json,
    parse_answer,
)
from assessments.domain.catalogue import Catalogue, QuestionKey
from tests.domain.answering import answers_to

LEGAL: list[tuple[str, Raw, Answer]] = [
    ("q_kind", "a", "a"),
    ("q_sure", "no", "no"),
    ("q_use", ["y", "x"], Several(("x", "y"))),
    ("q_use", ("x", "x"), Several(("x",))),
    ("q_use", "none", Several(("none",))),
    ("q_count", 0, 0),
    ("q_count", LARGEST_NUMBER, LARGEST_NUMBER),
    ("q_count", "0128", 128),
    ("q_count", "0" * 50 + "7", 7),
    ("q_count", "000", 0),
    ("q_day", "2026-11-02", date(2026, 11, 2)),
    ("q_day", EARLIEST_DAY, EARLIEST_DAY),
    ("q_day", LATEST_DAY, LATEST_DAY),
    ("q_cite", "", ""),
    ("q_cite", "一\n二\t三\r", "一\n二\t三\r"),
    ("q_cite", "x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
]
ILLEGAL: list[tuple[str, Raw, AnswerProblem, str]] = [
    ("q_kind", "z", AnswerProblem.NOT_A_CHOICE, "z"),
    ("q_kind", "", AnswerProblem.NOT_A_CHOICE, ""),
    ("q_kind", ["a"], AnswerProblem.NOT_A_CHOICE, "a"),
    ("q_kind", 10**30, AnswerProblem.NOT_A_CHOICE, "a number beyond all bounds"),
    ("q_sure", "maybe", AnswerProblem.NOT_A_CHOICE, "maybe"),
    ("q_use", ["x", "z"], AnswerProblem.NOT_A_CHOICE, "z"),
    ("q_use", 5, AnswerProblem.NOT_A_CHOICE, "5"),
    ("q_use", date(2026, 1, 1), AnswerProblem.NOT_A_CHOICE, "2026-01-01"),
    ("q_use", [], AnswerProblem.EMPTY, ""),
    ("q_use", ["x", "none"], AnswerProblem.NOT_ALONE, "none"),
    ("q_use", ["unknown", "x"], AnswerProblem.NOT_ALONE, "unknown"),
    ("q_count", "many", AnswerProblem.NOT_A_NUMBER, "many"),
    ("q_count", "", AnswerProblem.NOT_A_NUMBER, ""),
    ("q_count", "１２", AnswerProblem.NOT_A_NUMBER, "１２"),
    ("q_count", "1e5", AnswerProblem.NOT_A_NUMBER, "1e5"),
    ("q_count", True, AnswerProblem.NOT_A_NUMBER, "True"),
    ("q_count", date(2026, 1, 1), AnswerProblem.NOT_A_NUMBER, "2026-01-01"),
    ("q_count", -1, AnswerProblem.OUT_OF_RANGE, "-1"),
    ("q_count", LARGEST_NUMBER + 1, AnswerProblem.OUT_OF_RANGE, "a number beyond all bounds"),
    ("q_count", "9" * 100_000, AnswerProblem.OUT_OF_RANGE, "a number beyond all bounds"),
    ("q_day", "2026-02-30", AnswerProblem.NOT_A_DATE, "2026-02-30"),
    ("q_day", "20261102", AnswerProblem.NOT_A_DATE, "20261102"),
    ("q_day", "2026-W10-1", AnswerProblem.NOT_A_DATE, "2026-W10-1"),
    ("q_day", 20261102, AnswerProblem.NOT_A_DATE, "20261102"),
    ("q_day", datetime(2026, 11, 2, tzinfo=UTC), AnswerProblem.NOT_A_DATE, "2026-11-02 00:00:00+00:00"),
    ("q_day", "1989-12-31", AnswerProblem.OUT_OF_RANGE, "1989-12-31"),
    ("q_day", date(2101, 1, 1), AnswerProblem.OUT_OF_RANGE, "2101-01-01"),
    ("q_cite", 5, AnswerProblem.NOT_A_TEXT, "5"),
    ("q_cite", ["a"], AnswerProblem.NOT_A_TEXT, "a"),
    ("q_cite", "x" * (LONGEST_TEXT + 1), AnswerProblem.TOO_LONG, "10001 characters"),
    ("q_cite", "a\0b", AnswerProblem.UNFIT, "U+0000"),
    ("q_cite", "a\ud800", AnswerProblem.UNFIT, "U+D800"),
    ("q_cite", "\x1b[31m", AnswerProblem.UNFIT, "U+001B"),
]


@pytest.mark.parametrize(("key", "raw", "answer"), LEGAL)
def test_a_legal_value_is_an_answer(small: Catalogue, key: str, raw: Raw, answer: Answer) -> None:
    assert parse_answer(small.questions[QuestionKey(key)], raw) == answer


@pytest.mark.parametrize(("key", "raw", "problem", "value"), ILLEGAL)
def test_an_illegal_value_is_refused_with_its_problem(
    small: Catalogue, key: str, raw: Raw, problem: AnswerProblem, value: str
) -> None:
    with pytest.raises(IllegalAnswer) as caught:
        parse_answer(small.questions[QuestionKey(key)], raw)
    assert (caught.value.question, caught.value.problem, caught.value.value) == (key, problem, value)


def test_not_sure_is_legal_everywhere(small: Catalogue) -> None:
    for question in small.questions.values():
        assert parse_answer(question, "unknown") is NotSure.NOT_SURE
        assert parse_answer(question, ["unknown"]) is NotSure.NOT_SURE


def test_a_long_value_is_shown_cut(small: Catalogue) -> None:
    with pytest.raises(IllegalAnswer) as caught:
        parse_answer(small.questions[QuestionKey("q_kind")], "x" * 500)
    assert caught.value.value == "x" * 60


@given(st.data())
def test_an_answer_that_was_stored_is_read_back_the_same(small: Catalogue, data: st.DataObject) -> None:
    for question in small.questions.values():
        answer = data.draw(answers_to(question))
        assert answer_from_json(question, answer_to_json(answer)) == answer


def test_a_number_of_many_digits_is_refused_without_writing_it_out(small: Catalogue) -> None:
    with pytest.raises(IllegalAnswer) as caught:
        parse_answer(small.questions[QuestionKey("q_count")], 10**5000)
    assert caught.value.value == "a number beyond all bounds"
