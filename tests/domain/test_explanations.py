"""The sentences that explain a finding and the whole, word for word, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.engine import assess
from assessments.domain.explanations import Explanation, answer_words, explain, overall_sentence, overall_words
from assessments.domain.findings import Overall
from assessments.domain.texts import LANGUAGES

UNSURE = NotSure.NOT_SURE
TODAY = date(2026, 11, 2)


def explained(small: Catalogue, key: str, language: str, answers: dict[str, Answer]) -> Explanation:
    found = next(each for each in assess(small, answers, TODAY).findings if each.obligation == key)
    return explain(found, small, language)


def test_a_duty_that_is_met(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes"}
    assert explained(small, "O1-duty", "en", answers) == Explanation(
        headline="Met on the answers given.",
        because=("To question 1.1, “What about q_kind?”, you answered: Choice a.",),
        ruled_out=("To question 1.3, “What about q_sure?”, you answered: Choice yes.",),
        missing=(),
        scope=("The law applies.",),
    )
    assert explained(small, "O1-duty", "zh-hans", answers) == Explanation(
        headline="依现有回答，满足。",
        because=("第 1.1 题“关于q_kind？”的回答是：选项a。",),
        ruled_out=("第 1.3 题“关于q_sure？”的回答是：选项yes。",),
        missing=(),
        scope=("适用本法。",),
    )


def test_a_duty_that_does_not_apply(small: Catalogue) -> None:
    assert explained(small, "O1-duty", "en", {"q_kind": "c"}) == Explanation(
        headline="Does not apply.",
        because=("To question 1.1, “What about q_kind?”, you answered: Choice c.",),
        ruled_out=(),
        missing=(),
        scope=("The law does not apply.",),
    )
    assert explained(small, "O1-duty", "zh-hans", {"q_kind": "c"}).scope == ("不适用本法。",)


def test_a_duty_that_cannot_be_determined_yet(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": UNSURE}
    assert explained(small, "O1-duty", "en", answers) == Explanation(
        headline="Cannot be determined yet.",
        because=("Question 1.3, “What about q_sure?”, was answered “Not sure”.",),
        ruled_out=("To question 1.1, “What about q_kind?”, you answered: Choice a.",),
        missing=("Question 1.3, “What about q_sure?”, was answered “Not sure”.",),
        scope=("The law applies.",),
    )
    assert explained(small, "O1-duty", "zh-hans", {"q_kind": "a"}).missing == ("第 1.3 题“关于q_sure？”尚未回答。",)
    assert explained(small, "O1-duty", "zh-hans", answers).missing == ("第 1.3 题“关于q_sure？”的回答是“不清楚”。",)


def test_a_ban_that_is_not_met_and_an_answer_that_was_not_asked_for(small: Catalogue) -> None:
    both = Several(("x", "y"))
    assert explained(small, "O2-ban", "en", {"q_use": both}).because == (
        "To question 1.2, “What about q_use?”, you answered: Choice x; Choice y.",
    )
    assert explained(small, "O2-ban", "zh-hans", {"q_use": both}).because == (
        "第 1.2 题“关于q_use？”的回答是：选项x；选项y。",
    )
    hidden = explained(small, "O3-advice", "en", {"q_kind": "c"})
    not_asked = "Question 1.3, “What about q_sure?”, was not asked, because earlier answers rule it out."
    assert not_asked in hidden.because + hidden.ruled_out
    chinese = explained(small, "O3-advice", "zh-hans", {"q_kind": "c"})
    assert "第 1.3 题“关于q_sure？”未提问，因为先前的回答已将其排除。" in chinese.because + chinese.ruled_out


def test_a_limit_that_has_passed(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "b", "q_sure": "yes", "q_count": 128_400, "q_day": date(2026, 9, 1)}
    assert explained(small, "O4-filing", "en", answers) == Explanation(
        headline="Not met on the answers given.",
        because=(
            "The day of the assessment is 2 November 2026.",
            "To question 2.3, “What about q_day?”, you answered: 1 September 2026.",
        ),
        ruled_out=(),
        missing=(),
        scope=("There are many people.", "The law applies."),
    )
    assert explained(small, "O4-filing", "zh-hans", answers).because == (
        "评估日为2026年11月2日。",
        "第 2.3 题“关于q_day？”的回答是：2026年9月1日。",
    )


def test_scope_is_told_by_the_answers_where_no_fact_settles_it(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "b", "q_sure": "yes"}
    assert explained(small, "O4-filing", "en", answers).scope == (
        "Question 2.1, “What about q_count?”, has no answer yet.",
    )
    assert explained(small, "O3-advice", "en", answers).scope == ()


def test_a_sentence_that_ends_is_not_ended_twice(small: Catalogue) -> None:
    found = explained(small, "O4-filing", "en", {"q_kind": "b", "q_sure": "yes", "q_count": 1})
    assert found.scope == ("There are few people.",)


@pytest.mark.parametrize(
    ("key", "answer", "english", "chinese"),
    [
        ("q_kind", "a", "Choice a", "选项a"),
        ("q_kind", "gone", "gone", "gone"),
        ("q_sure", "no", "Choice no", "选项no"),
        ("q_use", Several(("x", "y")), "Choice x; Choice y", "选项x；选项y"),
        ("q_count", 128_400, "128,400 people", "128,400 人"),
        ("q_day", date(2026, 9, 1), "1 September 2026", "2026年9月1日"),
        ("q_cite", "art. {5}", "art. {5}", "art. {5}"),
        ("q_cite", "", "No rule to name", "没有可列明的规定"),
        ("q_cite", UNSURE, "Not sure", "不清楚"),
    ],
)
def test_an_answer_is_written_as_a_person_reads_it(
    small: Catalogue, key: str, answer: Answer, english: str, chinese: str
) -> None:
    question = small.questions[QuestionKey(key)]
    assert answer_words(question, answer, "en") == english
    assert answer_words(question, answer, "zh-hans") == chinese


def test_a_number_without_a_unit_stands_alone(small: Catalogue) -> None:
    assert answer_words(small.questions[QuestionKey("q_kind")], 5, "en") == "5"


WHOLE: list[tuple[dict[str, Answer], str, str]] = [
    (
        {"q_kind": "b", "q_use": Several(("x", "y")), "q_sure": "yes", "q_count": 1},
        "A prohibition is not met. Gaps over something the law forbids: 1 of 2.",
        "触及禁止性规定：2 项差距中有 1 项涉及法律明令禁止的事项。",
    ),
    (
        {"q_kind": "b", "q_use": Several(("x",)), "q_sure": "yes", "q_count": 1},
        "Gaps found: 1 of 3 obligations that apply.",
        "存在差距：适用的 3 项义务中有 1 项。",
    ),
    (
        {"q_kind": "b", "q_use": Several(("none",)), "q_sure": "yes"},
        "Gaps found: 1 of 4 obligations that apply. 1 more cannot be determined yet and can make the result worse. "
        "Left to the judgement of a lawyer: 1.",
        "存在差距：适用的 4 项义务中有 1 项。另有 1 项暂无法判定，可能使结果变差。有 1 项须由法律人员判断。",
    ),
    (
        {},
        "Incomplete. No gap found so far; obligations that cannot be determined yet: 4.",
        "尚不完整：目前未发现差距，但有 4 项义务暂无法判定。",
    ),
    (
        {"q_kind": "a", "q_use": Several(("x",)), "q_sure": "no", "q_count": 1, "q_cite": ""},
        "No gap found on the answers given. Obligations that apply: 3. Left to the judgement of a lawyer: 2.",
        "依现有回答未发现差距（适用的义务共 3 项）。有 2 项须由法律人员判断。",
    ),
]


@pytest.mark.parametrize(("answers", "english", "chinese"), WHOLE)
def test_the_whole_is_told_in_a_sentence_that_never_hides_what_is_open(
    small: Catalogue, answers: dict[str, Answer], english: str, chinese: str
) -> None:
    assessed = assess(small, answers, TODAY)
    assert overall_sentence(assessed, small, "en") == english
    assert overall_sentence(assessed, small, "zh-hans") == chinese


def test_where_nothing_applies_it_says_so(small: Catalogue) -> None:
    assessed = assess(small, {"q_kind": "c"}, TODAY)
    only = type(assessed)(assessed.edition, TODAY, assessed.overall, (), tuple(each for each in assessed.findings[:1]))
    assert overall_sentence(only, small, "en").startswith("Nothing in this edition applies")
    assert overall_sentence(only, small, "zh-hans").startswith("依现有回答，本版所列义务均不适用")


def test_the_overall_result_has_words(small: Catalogue) -> None:
    for language in LANGUAGES:
        assert len({overall_words(each, language) for each in Overall}) == len(Overall)
