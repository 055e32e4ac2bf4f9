"""What an answer is, and which values are legal for each kind of question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import TypeAlias

from assessments.domain.catalogue import NOT_SURE, Question, QuestionKey, QuestionKind
from assessments.domain.characters import UnfitText, check_text


class NotSure(Enum):
    """The answer "not sure": given, but unknown to every rule."""

    NOT_SURE = "unknown"


@dataclass(frozen=True, slots=True)
class Several:
    """The choices of a multi question, in the order of the catalogue, without repeats, never empty."""

    choices: tuple[str, ...]


Answer: TypeAlias = str | Several | int | date | NotSure
"""single, yes_no: choice key; text: the text; multi: Several; number: int (not negative); date: date."""

Answers: TypeAlias = Mapping[str, Answer]
"""Answers by question key. A question without an entry was not answered."""


class AnswerProblem(StrEnum):
    """Why a value is not an answer to a question."""

    NOT_A_CHOICE = "is not a choice of this question"
    NOT_ALONE = "cannot stand beside other choices"
    EMPTY = "is empty; leave the question out instead"
    NOT_A_NUMBER = "is not a whole number"
    OUT_OF_RANGE = "is out of range"
    NOT_A_DATE = "is not a date such as 2026-11-02"
    NOT_A_TEXT = "is not a text"
    TOO_LONG = "is too long"
    UNFIT = "holds a character that cannot be kept"


@dataclass(eq=False)
class IllegalAnswer(Exception):
    """A value that is not legal for a question."""

    question: QuestionKey
    problem: AnswerProblem
    value: str
    """The value, or the part of it that is wrong, cut to a short length."""


LARGEST_NUMBER = 10**10
EARLIEST_DAY = date(1990, 1, 1)
LATEST_DAY = date(2100, 12, 31)
LONGEST_TEXT = 10_000
"""Code points."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # Python reads week dates as well

Raw: TypeAlias = str | int | date | Sequence[str]
"""A value before it is understood: from a form, a case file, or JSON."""


def parse_answer(question: Question, raw: Raw) -> Answer:
    """The answer that `raw` stands for. Raises IllegalAnswer.

    "unknown" alone is "not sure" for every kind. A multi question also takes a single choice key; its choices are
    put in the order of the catalogue. Dates may be written as ISO 8601, numbers as digits.
    """
    if raw == NOT_SURE or (isinstance(raw, (list, tuple)) and list(raw) == [NOT_SURE]):
        return NotSure.NOT_SURE
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.YES_NO:
            return _choice(question, raw)
        case QuestionKind.MULTI:
            return _several(question, raw)
        case QuestionKind.NUMBER:
            return _number(question, raw)
        case QuestionKind.DATE:
            return _day(question, raw)
        case _:
            return _text(question, raw)


def answer_to_json(answer: Answer) -> str | int | list[str]:
    """The answer as a JSON value; `answer_from_json` is the way back."""
    match answer:
        case NotSure():
            return str(NOT_SURE)
        case Several(choices):
            return list(choices)
        case date():
            return answer.isoformat()
    return answer


def answer_from_json(question: Question, value: Raw) -> Answer:
    """The answer stored as this JSON value. Raises IllegalAnswer."""
    return parse_answer(question, value)


def _illegal(question: Question, problem: AnswerProblem, value: object) -> IllegalAnswer:
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        value = "a number beyond all bounds"  # the digits of a huge number are not worth their price
    shown = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return IllegalAnswer(question.key, problem, shown[:60])


def _choice(question: Question, raw: Raw) -> str:
    if not isinstance(raw, str) or raw not in {choice.key for choice in question.choices}:
        raise _illegal(question, AnswerProblem.NOT_A_CHOICE, raw)
    return raw


def _several(question: Question, raw: Raw) -> Several:
    chosen = [raw] if isinstance(raw, str) else raw
    if isinstance(chosen, (int, date)):
        raise _illegal(question, AnswerProblem.NOT_A_CHOICE, raw)
    legal = {choice.key for choice in question.choices}
    for each in chosen:
        if each == NOT_SURE:
            raise _illegal(question, AnswerProblem.NOT_ALONE, each)
        if each not in legal:
            raise _illegal(question, AnswerProblem.NOT_A_CHOICE, each)
    if not chosen:
        raise _illegal(question, AnswerProblem.EMPTY, "")
    kept = tuple(choice for choice in question.choices if choice.key in chosen)
    for choice in kept:
        if choice.exclusive and len(kept) > 1:
            raise _illegal(question, AnswerProblem.NOT_ALONE, choice.key)
    return Several(tuple(str(choice.key) for choice in kept))


def _number(question: Question, raw: Raw) -> int:
    if isinstance(raw, str) and raw.isascii() and raw.isdecimal():
        raw = int(raw.lstrip("0")[:12] or "0")  # cut: a longer one is out of range all the same
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise _illegal(question, AnswerProblem.NOT_A_NUMBER, raw)
    if not 0 <= raw <= LARGEST_NUMBER:
        raise _illegal(question, AnswerProblem.OUT_OF_RANGE, raw)
    return raw


def _day(question: Question, raw: Raw) -> date:
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            raw = date.fromisoformat(raw)
        except ValueError:
            raise _illegal(question, AnswerProblem.NOT_A_DATE, raw) from None
    if not isinstance(raw, date) or isinstance(raw, datetime):
        raise _illegal(question, AnswerProblem.NOT_A_DATE, raw)
    if not EARLIEST_DAY <= raw <= LATEST_DAY:
        raise _illegal(question, AnswerProblem.OUT_OF_RANGE, raw.isoformat())
    return raw


def _text(question: Question, raw: Raw) -> str:
    if not isinstance(raw, str):
        raise _illegal(question, AnswerProblem.NOT_A_TEXT, raw)
    if len(raw) > LONGEST_TEXT:
        raise _illegal(question, AnswerProblem.TOO_LONG, f"{len(raw)} characters")
    try:
        check_text(raw)
    except UnfitText as unfit:
        raise _illegal(question, AnswerProblem.UNFIT, f"U+{ord(raw[unfit.position]):04X}") from None
    return raw
