"""One sentence for one reason, whatever was read."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.conditions import AS_OF
from assessments.domain.findings import AnswerState, Branch, Reason
from assessments.domain.reason_sentences import reason_sentence


def reason(state: AnswerState, answer: Answer | None = None, question: str = "q_kind") -> Reason:
    return Reason(Branch.MET, None, QuestionKey(question), state, answer, (), decisive=True)


@pytest.mark.parametrize(
    ("read", "english", "chinese"),
    [
        (
            reason(AnswerState.GIVEN, "a"),
            "To question 1.1, “What about q_kind?”, you answered: Choice a.",
            "第1.1题“关于q_kind？”的回答是：选项a。",
        ),
        (
            reason(AnswerState.NOT_SURE),
            "Question 1.1, “What about q_kind?”, was answered “Not sure”.",
            "第1.1题“关于q_kind？”的回答是“不清楚”。",
        ),
        (
            reason(AnswerState.MISSING),
            "Question 1.1, “What about q_kind?”, has no answer yet.",
            "第1.1题“关于q_kind？”尚未回答。",
        ),
        (
            reason(AnswerState.NOT_ASKED),
            "Question 1.1, “What about q_kind?”, was not asked, because earlier answers rule it out.",
            "第1.1题“关于q_kind？”未提问，因为先前的回答已将其排除。",
        ),
        (
            reason(AnswerState.GIVEN, date(2026, 11, 2), AS_OF),
            "The day of the assessment is 2 November 2026.",
            "评估日为2026年11月2日。",
        ),
    ],
    ids=["given", "not sure", "missing", "not asked", "the day"],
)
def test_what_was_read_is_said(small: Catalogue, read: Reason, english: str, chinese: str) -> None:
    assert reason_sentence(read, small, "en") == english
    assert reason_sentence(read, small, "zh-hans") == chinese
