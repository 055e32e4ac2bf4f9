"""Conditions in words: every form in both languages, and its contrary; nothing of the tree is lost."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.catalogues import current_edition
from assessments.domain.catalogue import Catalogue
from assessments.domain.condition_words import Clause, say_condition
from assessments.domain.conditions import (
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
from assessments.domain.reading import all_conditions, conditions_in
from assessments.domain.texts import LANGUAGES

DAY = date(2025, 6, 1)
SPOKEN: list[tuple[Condition, str, str]] = [
    (Constant(True), "always", "始终"),
    (Constant(False), "never", "从不"),
    (Not(Constant(True)), "never", "从不"),
    (FactHolds("LARGE"), "fact LARGE holds – There are many people", "事实LARGE成立——人数众多"),
    (Not(FactHolds("LARGE")), "fact LARGE does not hold – There are few people", "事实LARGE不成立——人数不多"),
    (Is("q_kind", ("a",)), "question 1.1 is answered “Choice a”", "第1.1题的回答是“选项a”"),
    (Is("q_kind", ("a", "b", "c")), "question 1.1 is answered “Choice a”, “Choice b” or “Choice c”",
     "第1.1题的回答是“选项a”“选项b”或“选项c”"),
    (Not(Is("q_kind", ("a",))), "question 1.1 is answered otherwise than “Choice a”", "第1.1题的回答不是“选项a”"),
    (Is("q_cite", ("",)), "question 2.2 is answered “No rule to name”", "第2.2题的回答是“没有可列明的规定”"),
    (Has("q_use", ("x",)), "the answer to question 1.2 includes “Choice x”", "第1.2题选择了“选项x”"),
    (Not(Has("q_use", ("x", "y"))), "the answer to question 1.2 does not include “Choice x” or “Choice y”",
     "第1.2题没有选择“选项x”或“选项y”"),
    (Only("q_use", ("x", "y")), "the answer to question 1.2 holds nothing but “Choice x” and “Choice y”",
     "第1.2题仅选择了“选项x”和“选项y”"),
    (Not(Only("q_use", ("x",))), "the answer to question 1.2 holds something besides “Choice x”",
     "第1.2题选择了“选项x”以外的选项"),
    (Counts("q_use", ("x", "y"), 2, None), "in question 1.2, at least 2 of “Choice x” and “Choice y” are chosen",
     "第1.2题在“选项x”和“选项y”中选择了不少于2项"),
    (Not(Counts("q_use", ("x", "y"), 2, None)), "in question 1.2, fewer than 2 of “Choice x” and “Choice y” are chosen",
     "第1.2题在“选项x”和“选项y”中选择了少于2项"),
    (Counts("q_use", ("x", "y"), 1, 1), "in question 1.2, exactly 1 of “Choice x” and “Choice y” are chosen",
     "第1.2题在“选项x”和“选项y”中选择了恰好1项"),
    (Amount("q_count", 1000, None), "the number in question 2.1 is at least 1,000 people",
     "第2.1题的数值不少于1,000人"),
    (Amount("q_count", None, 99), "the number in question 2.1 is at most 99 people", "第2.1题的数值不超过99人"),
    (Not(Amount("q_count", None, 99)), "the number in question 2.1 is more than 99 people", "第2.1题的数值超过99人"),
    (Amount("q_count", 1, 99), "the number in question 2.1 is 1 to 99 people", "第2.1题的数值介于1至99人"),
    (Not(Amount("q_count", 1, 99)), "the number in question 2.1 is below 1 or above 99 people",
     "第2.1题的数值低于1或高于99人"),
    (Moment("q_day", "before", DAY, None), "the date in question 2.3 is before 1 June 2025",
     "第2.3题的日期早于2025年6月1日"),
    (Not(Moment("q_day", "after", DAY, None)), "the date in question 2.3 is not after 1 June 2025",
     "第2.3题的日期不晚于2025年6月1日"),
    (Moment("as_of", "after", None, "D1"),
     "the day of the assessment is after the last day of the deadline “Some words”",
     "评估日晚于“一些文字”期限的最后一日"),
    (Answered("q_day"), "question 2.3 is answered", "第2.3题已回答"),
    (Not(Answered("q_day")), "question 2.3 has no answer, or “Not sure”", "第2.3题未回答或者回答“不清楚”"),
    (Not(Not(Answered("q_day"))), "question 2.3 is answered", "第2.3题已回答"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "english", "chinese"), SPOKEN)
def test_each_form_has_its_words(small: Catalogue, condition: Condition, english: str, chinese: str) -> None:
    assert say_condition(condition, small, "en") == Clause(english)
    assert say_condition(condition, small, "zh-hans") == Clause(chinese)


KIND, DAY_KNOWN = Is("q_kind", ("a",)), Answered("q_day")
BOTH = (Clause("question 1.1 is answered “Choice a”"), Clause("question 2.3 is answered"))


@pytest.mark.parametrize(
    ("condition", "heading"),
    [
        (All((KIND, DAY_KNOWN)), "all of these hold:"),
        (Any_((KIND, DAY_KNOWN)), "at least one of these holds:"),
        (Not(All((KIND, DAY_KNOWN))), "not all of these hold:"),
        (Not(Any_((KIND, DAY_KNOWN))), "none of these holds:"),
    ],
)
def test_a_group_is_a_heading_over_its_parts(small: Catalogue, condition: Condition, heading: str) -> None:
    assert say_condition(condition, small, "en") == Clause(heading, BOTH)


def test_a_group_of_one_is_that_one(small: Catalogue) -> None:
    assert say_condition(All((KIND,)), small, "en") == BOTH[0]
    assert say_condition(Not(Any_((DAY_KNOWN,))), small, "en") == Clause("question 2.3 has no answer, or “Not sure”")


def _leaves(clause: Clause) -> int:
    return sum(_leaves(part) for part in clause.parts) if clause.parts else 1


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_of_the_edition_can_be_said_without_losing_a_part(language: str) -> None:
    catalogue = current_edition()
    for key, condition in all_conditions(catalogue):
        clause = say_condition(condition, catalogue, language)
        assert clause.words
        assert _leaves(clause) >= len(tuple(conditions_in(condition))), key
