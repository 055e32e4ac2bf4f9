"""One sentence for one reason, for readers of data: what was read, whatever it was read for."""

from __future__ import annotations

from datetime import date

from assessments.domain.answer_wording import answer_words
from assessments.domain.catalogue import Catalogue
from assessments.domain.conditions import AS_OF
from assessments.domain.dates import day_in_words
from assessments.domain.findings import AnswerState, Reason
from assessments.domain.texts import Text

_GIVEN = Text(
    "To question {number}, “{question}”, you answered: {answer}.",
    "第{number}题“{question}”的回答是：{answer}。",
)
_NOT_SURE = Text(
    "Question {number}, “{question}”, was answered “Not sure”.",
    "第{number}题“{question}”的回答是“不清楚”。",
)
_MISSING = Text("Question {number}, “{question}”, has no answer yet.", "第{number}题“{question}”尚未回答。")
_NOT_ASKED = Text(
    "Question {number}, “{question}”, was not asked, because earlier answers rule it out.",
    "第{number}题“{question}”未提问，因为先前的回答已将其排除。",
)
_AS_OF = Text("The day of the assessment is {day}.", "评估日为{day}。")


def reason_sentence(reason: Reason, catalogue: Catalogue, language: str) -> str:
    """What was read for one reason: the answer given, or why there is none."""
    if reason.question == AS_OF:
        day = reason.answer if isinstance(reason.answer, date) else None
        return _AS_OF.in_language(language).format(day=day_in_words(day, language) if day else "")
    question = catalogue.questions[reason.question]
    words = {"number": question.number, "question": question.text.in_language(language)}
    match reason.state:
        case AnswerState.NOT_ASKED:
            return _NOT_ASKED.in_language(language).format(**words)
        case AnswerState.NOT_SURE:
            return _NOT_SURE.in_language(language).format(**words)
    if reason.answer is None:
        return _MISSING.in_language(language).format(**words)
    return _GIVEN.in_language(language).format(answer=answer_words(question, reason.answer, language), **words)
