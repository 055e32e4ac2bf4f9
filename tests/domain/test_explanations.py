"""The sentences that explain a finding and the whole, word for word, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, QuestionKey, UncertainPointKey
from assessments.domain.engine import assess
from assessments.domain.explanations import Explanation, answer_words, explain, overall_sentence, overall_words
from assessments.domain.findings import Overall, Verdict
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
        sentences=("Met, because question 1.1 (“What about q_kind?”) was answered “Choice a”.",),
        scope=("Applies, because the law applies (question 1.1).",),
        outside=(),
        also_read="Question 1.3 was read as well, but did not decide.",
        missing=(),
    )
    assert explained(small, "O1-duty", "zh-hans", answers) == Explanation(
        headline="依现有回答，满足。",
        sentences=("满足，因为第1.1题“关于q_kind？”的回答是“选项a”。",),
        scope=("适用，因为适用本法（第1.1题）。",),
        outside=(),
        also_read="另查看了第1.3题，其回答不影响上述结论。",
        missing=(),
    )


def test_a_duty_that_does_not_apply(small: Catalogue) -> None:
    found = explained(small, "O1-duty", "en", {"q_kind": "c"})
    assert found == Explanation(
        headline="Does not apply.",
        sentences=("Does not apply, because the law does not apply (question 1.1).",),
        scope=(),
        outside=("The law does not apply (question 1.1).",),
        also_read="",
        missing=(),
    )
    assert found.in_full == found.sentences
    assert explained(small, "O1-duty", "zh-hans", {"q_kind": "c"}).in_full == ("不适用，因为不适用本法（第1.1题）。",)


def test_a_duty_that_cannot_be_determined_yet_names_what_can_come_out(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "a", "q_sure": UNSURE}
    assert explained(small, "O1-duty", "en", answers).sentences == (
        "Cannot be determined yet, because question 1.3 (“What about q_sure?”) was answered “Not sure”.",
        "Depending on that answer it comes out met or a matter for a person to judge.",
    )
    assert explained(small, "O1-duty", "zh-hans", {"q_kind": "a"}).sentences == (
        "暂无法判定，因为第1.3题“关于q_sure？”尚未回答。",
        "该题明确后，结论可能为满足或者须由专业人员判断。",
    )


def test_a_gate_that_is_not_known_is_said_not_to_be_ruled_out(small: Catalogue) -> None:
    found = explained(small, "O1-duty", "en", {"q_kind": UNSURE, "q_sure": "no"})
    assert found.in_full == (
        "A person has to judge this, because question 1.3 (“What about q_sure?”) was answered “Choice no”.",
        "Applies, because it has not been ruled out that the law applies (question 1.1 was answered “Not sure”).",
    )
    chinese = explained(small, "O1-duty", "zh-hans", {"q_kind": UNSURE, "q_sure": "no"})
    assert chinese.scope == ("适用，因为尚不能排除适用本法（第1.1题的回答是“不清楚”）。",)


def test_several_lacking_answers_are_named_together(small: Catalogue) -> None:
    found = explained(small, "O1-duty", "en", {})
    assert found.in_full == (
        "Cannot be determined yet, because questions 1.1 (“What about q_kind?”) and 1.3 (“What about q_sure?”) "
        "have not been answered yet.",
        "Depending on these answers it comes out met, not met, not applicable or a matter for a person to judge.",
        "Applies, because it has not been ruled out that the law applies (question 1.1 has not been answered yet).",
    )
    unsure = explained(small, "O1-duty", "zh-hans", {"q_kind": UNSURE, "q_sure": UNSURE})
    assert unsure.sentences[0] == ("暂无法判定，因为第1.1题“关于q_kind？”和第1.3题“关于q_sure？”的回答均为“不清楚”。")
    assert unsure.sentences[1] == "上述各题明确后，结论可能为满足、不满足、不适用或者须由专业人员判断。"


def test_a_verdict_that_stands_beside_an_open_matter_of_judgement_says_so(small: Catalogue) -> None:
    found = explained(small, "O1-duty", "en", {"q_kind": "b"})
    assert found.in_full[:2] == (
        "Not met, because question 1.1 (“What about q_kind?”) was answered “Choice b”.",
        "This verdict stands although question 1.3 (“What about q_sure?”) has not been answered yet; with that answer "
        "the obligation may be left to a person's judgement instead.",
    )
    assert explained(small, "O1-duty", "zh-hans", {"q_kind": "b"}).missing == (
        "第1.3题“关于q_sure？”尚未回答，但不影响上述结论；该题明确后，本项可能转为须由专业人员判断。",
    )


def test_a_ban_that_is_not_met_and_an_answer_that_was_not_asked_for(small: Catalogue) -> None:
    both = Several(("x", "y"))
    assert explained(small, "O2-ban", "en", {"q_use": both}).sentences == (
        "Not met, because the answer to question 1.2 (“What about q_use?”) names all 2 items that count.",
    )
    hidden = explained(small, "O3-advice", "en", {"q_kind": "c"})
    assert hidden.in_full == (
        "Cannot be determined yet.",
        "Questions 1.3 and 2.2 were read as well, but cannot settle it alone.",
    )


def test_a_ban_that_is_partly_met_or_met(small: Catalogue) -> None:
    assert explained(small, "O2-ban", "en", {"q_use": Several(("y",))}).sentences == (
        "Only partly met, because question 1.2 (“What about q_use?”) was answered “Choice y”.",
    )
    assert explained(small, "O2-ban", "zh-hans", {"q_use": Several(("y",))}).sentences == (
        "仅部分满足，因为第1.2题“关于q_use？”的回答是“选项y”。",
    )
    assert explained(small, "O2-ban", "en", {"q_use": Several(("x",))}).sentences == (
        "Met, because question 1.2 (“What about q_use?”) was answered with “Choice x” and nothing else.",
    )


def test_a_limit_that_has_passed(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "b", "q_sure": "yes", "q_count": 128_400, "q_day": date(2026, 9, 1)}
    assert explained(small, "O4-filing", "en", answers).in_full == (
        "Not met, because the last day, 19 October 2026 (counted from 1 September 2026, question 2.3), had passed on "
        "the day of the assessment, 2 November 2026.",
        "Applies, because question 2.1 (“What about q_count?”) was answered “128,400 people”, which reaches the "
        "threshold of 100 people, and the law applies (question 1.1).",
    )
    assert explained(small, "O4-filing", "zh-hans", answers).in_full == (
        "不满足，因为期限最后一日为2026年10月19日（自2026年9月1日起算，第2.3题），至评估日2026年11月2日已经届满。",
        "适用，因为第2.1题“关于q_count？”的回答是“128,400人”，已达到100人的标准，且适用本法（第1.1题）。",
    )


def test_scope_that_is_not_known_is_told_by_what_is_lacking(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "b", "q_sure": "yes"}
    found = explained(small, "O4-filing", "en", answers)
    assert found.in_full == (
        "Cannot be determined yet, because question 2.1 (“What about q_count?”) has not been answered yet.",
    )
    assert explained(small, "O3-advice", "en", answers).scope == ()


def test_what_was_not_yet_in_force_says_since_when_it_binds(small: Catalogue) -> None:
    day = date(2025, 5, 31)
    found = next(each for each in assess(small, {"q_kind": "a"}, day).findings if each.obligation == "O1-duty")
    assert explain(found, small, "en").in_full == (
        "Does not apply, because the obligation binds only from 1 June 2025 and the day of the assessment is "
        "31 May 2025.",
    )
    assert explain(found, small, "zh-hans").in_full == (
        "不适用，因为该项规定自2025年6月1日起施行，而评估日为2025年5月31日。",
    )


def test_where_counsel_holds_another_view_both_readings_are_told(small: Catalogue) -> None:
    found = next(
        each
        for each in assess(small, {"q_use": Several(("x",))}, TODAY, [UncertainPointKey("U1")]).findings
        if each.obligation == "O2-ban"
    )
    assert explain(found, small, "en").sentences == (
        "By this edition’s reading: met. Counsel takes another view on U1; therefore left to judgement.",
        "The edition reads it so because question 1.2 (“What about q_use?”) was answered with “Choice x” and nothing "
        "else.",
    )
    assert explain(found, small, "zh-hans").sentences == (
        "按本版题库的理解：满足。律师对U1持不同意见，故留待专业判断。",
        "本版题库如此理解，是因为第1.2题“关于q_use？”的回答仅为“选项x”。",
    )


def test_a_finding_without_reasons_is_told_by_its_verdict(small: Catalogue) -> None:
    found = next(each for each in assess(small, {"q_kind": "a"}, TODAY).findings if each.obligation == "O1-duty")
    for verdict in Verdict:
        bare = replace(found, verdict=verdict, reasons=(), missing=())
        assert len(explain(bare, small, "en").sentences) == 1
    unknown = replace(found, verdict=Verdict.UNDETERMINED, reasons=(), missing=())
    assert explain(unknown, small, "zh-hans").sentences == ("暂无法判定。",)


@pytest.mark.parametrize(
    ("key", "answer", "english", "chinese"),
    [
        ("q_kind", "a", "Choice a", "选项a"),
        ("q_kind", "gone", "gone", "gone"),
        ("q_sure", "no", "Choice no", "选项no"),
        ("q_use", Several(("x", "y")), "Choice x; Choice y", "选项x；选项y"),
        ("q_count", 128_400, "128,400 people", "128,400人"),
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
        "Gaps in 2 of 3 obligations that apply, 1 of them over something the law forbids.",
        "适用的3项义务中有2项存在差距，其中1项涉及法律明令禁止的事项。",
    ),
    (
        {"q_kind": "b", "q_use": Several(("x",)), "q_sure": "yes", "q_count": 1},
        "Gaps in 1 of 3 obligations that apply.",
        "适用的3项义务中有1项存在差距。",
    ),
    (
        {"q_kind": "b", "q_use": Several(("none",)), "q_sure": "yes"},
        "Gaps in 1 of 4 obligations that apply. 1 more cannot be determined yet and can make the result worse. "
        "Left to the judgement of a lawyer: 1.",
        "适用的4项义务中有1项存在差距。另有1项暂无法判定，可能使结果变差。有1项须由法律人员判断。",
    ),
    (
        {},
        "No gap found so far; obligations that cannot be determined yet: 4.",
        "目前未发现差距，但有4项义务暂无法判定。",
    ),
    (
        {"q_kind": "a", "q_use": Several(("x",)), "q_sure": "no", "q_count": 1, "q_cite": ""},
        "No gap found on the answers given. Obligations that apply: 3. Left to the judgement of a lawyer: 2.",
        "依现有回答未发现差距（适用的义务共3项）。有2项须由法律人员判断。",
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
    assessed = assess(small, {"q_kind": "a"}, TODAY)
    for language in LANGUAGES:
        words = {overall_words(replace(assessed, overall=each), language) for each in Overall}
        assert len(words) == len(Overall)
        nothing = overall_words(replace(assessed, findings=()), language)
        assert nothing not in words
