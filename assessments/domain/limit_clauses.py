"""Clauses about numbers and dates that decided: the value, the threshold or the last day, and on which side it lies."""

from __future__ import annotations

from datetime import date

from assessments.domain.answer_wording import answer_clause, answer_words, state_clause
from assessments.domain.catalogue import Catalogue, Question
from assessments.domain.conditions import AS_OF, Amount, Moment
from assessments.domain.dates import day_in_words
from assessments.domain.findings import AnswerState, Deadline
from assessments.domain.joining import numbers_of
from assessments.domain.statements import Statement
from assessments.domain.texts import Text

ROUND = 1_000
"""A bound one above a multiple of this is said as "more than" the multiple."""

_REACHES = Text(", which reaches the threshold of {bound}", "，已达到{bound}的标准")
_BELOW = Text(", which is below the threshold of {bound}", "，未达到{bound}的标准")
_EXCEEDS = Text(", which is more than {bound}", "，超过{bound}")
_WITHIN = Text(", which is not more than {bound}", "，未超过{bound}")

_COUNTED = Text("{due} (counted from {start}, {number})", "{due}（自{start}起算，{number}）")
_DAY_PASSED = Text(
    "the last day, {due}, had passed on the day of the assessment, {day}",
    "期限最后一日为{due}，至评估日{day}已经届满",
)
_DAY_LEFT = Text(
    "the last day, {due}, had not passed on the day of the assessment, {day}",
    "期限最后一日为{due}，至评估日{day}尚未届满",
)
_LATER = Text(", later than the last day, {due}", "，晚于期限最后一日{due}")
_IN_TIME = Text(", not later than the last day, {due}", "，不晚于期限最后一日{due}")
_EARLIER = Text(", earlier than the last day, {due}", "，早于期限最后一日{due}")
_NOT_EARLIER = Text(", not earlier than the last day, {due}", "，不早于期限最后一日{due}")
_ASSESSED_ON = Text("the day of the assessment is {day}", "评估日为{day}")
_NOT_COMPUTED = Text(
    "the last day counted from {start} ({number}) cannot be computed yet",
    "自{start}起算（{number}）的期限最后一日尚无法算出",
)
_SIDES = {
    ("after", True): (_LATER, Text(", which is after {due}", "，晚于{due}")),
    ("after", False): (_IN_TIME, Text(", which is not after {due}", "，不晚于{due}")),
    ("before", True): (_EARLIER, Text(", which is before {due}", "，早于{due}")),
    ("before", False): (_NOT_EARLIER, Text(", which is not before {due}", "，不早于{due}")),
}


def amount_clause(reading: Amount, question: Question, answer: int, language: str) -> str:
    """A number and the bound that decided: "… was answered “128,400 people”, which reaches the threshold of …"."""
    bound, reached = _bound(reading, answer)
    if bound > 1 and (bound - 1) % ROUND == 0:
        side, said = (_EXCEEDS if reached else _WITHIN), bound - 1
    else:
        side, said = (_REACHES if reached else _BELOW), bound
    words = answer_words(question, said, language)
    return answer_clause(question, answer, language) + side.in_language(language).format(bound=words)


def _bound(reading: Amount, answer: int) -> tuple[int, bool]:
    """The bound that the number has to reach, and whether it does: at most 29 means below 30."""
    low = reading.at_least
    if low is not None and (answer < low or reading.at_most is None):
        return low, answer >= low
    high = (reading.at_most or 0) + 1
    return high, answer >= high


def moment_clause(said: Statement, reading: Moment, catalogue: Catalogue, language: str) -> str:
    """A day and the day that it was compared with, which is often the last day of a limit."""
    lacking = _lacking(said, catalogue, language)
    if lacking:
        return lacking
    due = _last_day(said, reading, catalogue, language)
    day = said.answer if isinstance(said.answer, date) else None
    if day is None or not due:
        return _not_computed(said, catalogue, language)
    with_limit, with_day = _SIDES[reading.relation, bool(said.holds)]
    if reading.question != AS_OF:
        question = catalogue.questions[said.questions[0]]
        side = with_limit if said.limit else with_day
        return answer_clause(question, day, language) + side.in_language(language).format(due=due)
    words = day_in_words(day, language)
    if said.limit is None or reading.relation == "before":
        side = with_limit if said.limit else with_day
        return (_ASSESSED_ON.in_language(language) + side.in_language(language)).format(day=words, due=due)
    return (_DAY_PASSED if said.holds else _DAY_LEFT).in_language(language).format(due=due, day=words)


def _lacking(said: Statement, catalogue: Catalogue, language: str) -> str:
    """The answer that is lacking for the comparison, if one is."""
    for question in said.questions:
        state = said.start_state if question == said.start else said.state
        if state is not None and state is not AnswerState.GIVEN:
            return state_clause((catalogue.questions[question],), state, language)
    return ""


def _last_day(said: Statement, reading: Moment, catalogue: Catalogue, language: str) -> str:
    if said.limit is None:
        return day_in_words(reading.day, language) if reading.day else ""
    if said.limit.due is None:
        return ""
    due = day_in_words(said.limit.due, language)
    if said.start is None or said.limit.start is None:
        return due
    return _COUNTED.in_language(language).format(due=due, **_start(said, said.limit, catalogue, language))


def _not_computed(said: Statement, catalogue: Catalogue, language: str) -> str:
    if said.limit is None or said.start is None:
        return ""
    return _NOT_COMPUTED.in_language(language).format(**_start(said, said.limit, catalogue, language))


def _start(said: Statement, limit: Deadline, catalogue: Catalogue, language: str) -> dict[str, str]:
    start = day_in_words(limit.start, language) if limit.start else ""
    number = numbers_of((said.start,), catalogue, language) if said.start else ""
    return {"start": start, "number": number}
