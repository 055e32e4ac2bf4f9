"""Every form of condition in words, in both languages, true and false, and where an answer is lacking."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.engine import assess
from assessments.domain.explanations import explain
from assessments.domain.findings import Verdict
from tests.small import DUTY, EDITION, FIRST, Files, load, put, question, text

UNSURE = NotSure.NOT_SURE
TODAY = date(2026, 11, 2)
ITEMS = [*"klmnop"]
MANY: dict[str, Answer] = {"q_kind": "a", "q_sure": "yes", "q_count": 128_400}
SINCE = MANY | {"q_day": date(2026, 9, 1)}


def _edition_to_read(files: Files) -> None:
    """A question with many choices, and a duty without anything but the condition that is put into it."""
    files[f"{FIRST}.yaml"]["questions"].append(question("q_items", "multi", *ITEMS, "none"))
    duty = files[f"{DUTY[0]}.yaml"]["obligations"][0]
    duty |= {"needs_judgement_if": False, "not_met_if": False}
    duty["never"] = [{"verdict": each, "why": text()} for each in ("needs_judgement", "not_met", "partly_met")]
    every_choice = {"any": [{"has": {"q_items": [*ITEMS, "none"]}}, {"is": {"q_kind": ["a", "b", "c"]}}]}
    duty["notes"] = [{"when": every_choice, "text": text()}]


def told(folder: Path, condition: object, answers: dict[str, Answer], language: str, as_of: date = TODAY) -> str:
    """The sentence for a duty that is met if `condition` holds."""
    catalogue = load(folder, _edition_to_read, put(True, *DUTY, "applies_if"), put(condition, *DUTY, "met_if"))
    found = assess(catalogue, answers, as_of).findings[0]
    assert found.verdict in (Verdict.MET, Verdict.UNDETERMINED)
    return " ".join(explain(found, catalogue, language).sentences)


def several(*choices: str) -> Several:
    return Several(choices)


ITEM = "question 1.4 (“What about q_items?”)"
COUNT = "question 2.1 (“What about q_count?”) was answered “128,400 people”"
DAY = "question 2.3 (“What about q_day?”) was answered “1 September 2026”"
ZH_ITEM = "第1.4题“关于q_items？”的回答"
ZH_COUNT = "第2.1题“关于q_count？”的回答是“128,400人”"
ZH_DAY = "第2.3题“关于q_day？”的回答是“2026年9月1日”"
LAST = "19 October 2026 (counted from 1 September 2026, question 2.3)"
ZH_LAST = "2026年10月19日（自2026年9月1日起算，第2.3题）"
D1 = {"deadline": "D1"}

FORMS: list[tuple[object, dict[str, Answer], str, str]] = [
    (
        {"is": {"q_kind": ["a", "b"]}},
        {"q_kind": "b"},
        "question 1.1 (“What about q_kind?”) was answered “Choice b”",
        "第1.1题“关于q_kind？”的回答是“选项b”",
    ),
    (
        {"not": {"is": {"q_kind": "a"}}},
        {"q_kind": "b"},
        "question 1.1 (“What about q_kind?”) was answered “Choice b”",
        "第1.1题“关于q_kind？”的回答是“选项b”",
    ),
    (
        {"is": {"q_cite": ""}},
        {"q_kind": "a", "q_cite": ""},
        "question 2.2 (“What about q_cite?”) was answered “No rule to name”",
        "第2.2题“关于q_cite？”的回答是“没有可列明的规定”",
    ),
    (
        {"not": {"is": {"q_cite": ""}}},
        {"q_kind": "a", "q_cite": "the “Act”,\n art. 7 " + "and so on " * 20},
        "question 2.2 (“What about q_cite?”) was answered “the ‘Act’, art. 7 and so on and so on and so on and so on "
        "and so on and so on a…”",
        "第2.2题“关于q_cite？”的回答是“the ‘Act’, art. 7 and so on and so on and so on and so on "
        "and so on and so on a…”",
    ),
    (
        {"has": {"q_items": ["k", "l"]}},
        {"q_items": several("k")},
        f"{ITEM} was answered “Choice k”",
        f"{ZH_ITEM}是“选项k”",
    ),
    (
        {"has": {"q_items": ["k", "l", "m"]}},
        {"q_items": several("l", "k", "p")},
        f"the answer to {ITEM} includes “Choice l” and “Choice k”",
        f"{ZH_ITEM}包括“选项l”“选项k”",
    ),
    (
        {"not": {"has": {"q_items": ["k"]}}},
        {"q_items": several("p")},
        f"the answer to {ITEM} does not include “Choice k”",
        f"{ZH_ITEM}不包括“选项k”",
    ),
    (
        {"not": {"has": {"q_items": ["k", "l"]}}},
        {"q_items": several("p")},
        f"the answer to {ITEM} includes neither “Choice k” nor “Choice l”",
        f"{ZH_ITEM}不包括“选项k”“选项l”",
    ),
    (
        {"not": {"has": {"q_items": ["k", "l", "m"]}}},
        {"q_items": several("p")},
        f"the answer to {ITEM} includes none of “Choice k”, “Choice l” and “Choice m”",
        f"{ZH_ITEM}不包括“选项k”“选项l”“选项m”",
    ),
    (
        {"not": {"has": {"q_items": ["k", "l", "m", "n", "o"]}}},
        {"q_items": several("p")},
        f"{ITEM} was answered with “Choice p” and nothing else",
        f"{ZH_ITEM}仅为“选项p”",
    ),
    (
        {"not": {"has": {"q_items": ["k", "l"]}}},
        {"q_items": several("none")},
        f"{ITEM} was answered “Choice none”",
        f"{ZH_ITEM}是“选项none”",
    ),
    (
        {"not": {"has": {"q_items": ["none"]}}},
        {"q_items": several("k", "p")},
        f"{ITEM} was answered “Choice k” and “Choice p”",
        f"{ZH_ITEM}是“选项k”“选项p”",
    ),
    (
        {"all": [{"has": {"q_items": ["k"]}}, {"not": {"has": {"q_items": ["l"]}}}]},
        {"q_items": several("k", "p")},
        f"the answer to {ITEM} includes “Choice k” but not “Choice l”",
        f"{ZH_ITEM}包括“选项k”，但不包括“选项l”",
    ),
    (
        {"only": {"q_items": ["k", "l", "m"]}},
        {"q_items": several("k", "l")},
        f"{ITEM} was answered with “Choice k” and “Choice l” and nothing else",
        f"{ZH_ITEM}仅为“选项k”“选项l”",
    ),
    (
        {"not": {"only": {"q_items": ["k", "l"]}}},
        {"q_items": several("k", "o", "p")},
        f"the answer to {ITEM} includes “Choice o” and “Choice p”",
        f"{ZH_ITEM}包括“选项o”“选项p”",
    ),
    (
        {"counts": {"q_items": {"of": ["k", "l", "m"], "at_least": 3}}},
        {"q_items": several("k", "l", "m", "p")},
        f"the answer to {ITEM} names all 3 items that count",
        f"{ZH_ITEM}涵盖所列全部3项",
    ),
    (
        {"counts": {"q_items": {"of": ["k", "l", "m"], "at_most": 2}}},
        {"q_items": several("k", "p")},
        f"the answer to {ITEM} names 1 of the 3 items that count (missing: “Choice l” and “Choice m”)",
        f"{ZH_ITEM}仅涵盖所列3项中的1项（缺“选项l”“选项m”）",
    ),
    (
        {"counts": {"q_items": {"of": ["k", "l", "m"], "at_most": 2}}},
        {"q_items": several("p")},
        f"the answer to {ITEM} names none of the 3 items that count",
        f"{ZH_ITEM}未涵盖所列3项中的任何一项",
    ),
    (
        {"amount": {"q_count": {"at_least": 100_000}}},
        MANY,
        f"{COUNT}, which reaches the threshold of 100,000 people",
        f"{ZH_COUNT}，已达到100,000人的标准",
    ),
    (
        {"not": {"amount": {"q_count": {"at_least": 200_000}}}},
        MANY,
        f"{COUNT}, which is below the threshold of 200,000 people",
        f"{ZH_COUNT}，未达到200,000人的标准",
    ),
    (
        {"amount": {"q_count": {"at_most": 199_999}}},
        MANY,
        f"{COUNT}, which is below the threshold of 200,000 people",
        f"{ZH_COUNT}，未达到200,000人的标准",
    ),
    (
        {"amount": {"q_count": {"at_least": 100_001}}},
        MANY,
        f"{COUNT}, which is more than 100,000 people",
        f"{ZH_COUNT}，超过100,000人",
    ),
    (
        {"amount": {"q_count": {"at_most": 200_000}}},
        MANY,
        f"{COUNT}, which is not more than 200,000 people",
        f"{ZH_COUNT}，未超过200,000人",
    ),
    (
        {"not": {"amount": {"q_count": {"at_least": 200_000, "at_most": 300_000}}}},
        MANY,
        f"{COUNT}, which is below the threshold of 200,000 people",
        f"{ZH_COUNT}，未达到200,000人的标准",
    ),
    (
        {"not": {"after": {"as_of": {"deadline": "D1"}}}},
        MANY | {"q_day": date(2026, 9, 28)},
        "the last day, 13 November 2026 (counted from 28 September 2026, question 2.3), had not passed on the day of "
        "the assessment, 2 November 2026",
        "期限最后一日为2026年11月13日（自2026年9月28日起算，第2.3题），至评估日2026年11月2日尚未届满",
    ),
    (
        {"not": {"before": {"as_of": D1}}},
        SINCE,
        f"the day of the assessment is 2 November 2026, not earlier than the last day, {LAST}",
        f"评估日为2026年11月2日，不早于期限最后一日{ZH_LAST}",
    ),
    (
        {"before": {"q_day": D1}},
        SINCE,
        f"{DAY}, earlier than the last day, {LAST}",
        f"{ZH_DAY}，早于期限最后一日{ZH_LAST}",
    ),
    (
        {"not": {"after": {"q_day": D1}}},
        SINCE,
        f"{DAY}, not later than the last day, {LAST}",
        f"{ZH_DAY}，不晚于期限最后一日{ZH_LAST}",
    ),
    (
        {"after": {"q_day": date(2026, 6, 1)}},
        SINCE,
        f"{DAY}, which is after 1 June 2026",
        f"{ZH_DAY}，晚于2026年6月1日",
    ),
    (
        {"not": {"before": {"q_day": date(2026, 6, 1)}}},
        SINCE,
        f"{DAY}, which is not before 1 June 2026",
        f"{ZH_DAY}，不早于2026年6月1日",
    ),
    (
        {"after": {"as_of": date(2026, 6, 1)}},
        {},
        "the day of the assessment is 2 November 2026, which is after 1 June 2026",
        "评估日为2026年11月2日，晚于2026年6月1日",
    ),
    (
        {"answered": "q_kind"},
        {"q_kind": "b"},
        "question 1.1 (“What about q_kind?”) was answered “Choice b”",
        "第1.1题“关于q_kind？”的回答是“选项b”",
    ),
    (
        {"unknown": "q_kind"},
        {"q_kind": UNSURE},
        "question 1.1 (“What about q_kind?”) was answered “Not sure”",
        "第1.1题“关于q_kind？”的回答是“不清楚”",
    ),
    (
        {"not": {"is": {"q_sure": "yes"}}},
        {"q_kind": "c"},
        "question 1.3 (“What about q_sure?”) was not asked, as earlier answers ruled it out",
        "第1.3题“关于q_sure？”依先前的回答未予提问",
    ),
    (
        {"not": {"after": {"q_day": D1}}},
        MANY | {"q_count": 5},
        "question 2.3 (“What about q_day?”) was not asked, as earlier answers ruled it out",
        "第2.3题“关于q_day？”依先前的回答未予提问",
    ),
    (
        {"fact": "IN_SCOPE"},
        {"q_kind": "a"},
        "the law applies (question 1.1)",
        "适用本法（第1.1题）",
    ),
    (
        {"not": {"fact": "IN_SCOPE"}},
        {"q_kind": "c"},
        "the law does not apply (question 1.1)",
        "不适用本法（第1.1题）",
    ),
    (
        {"not": {"fact": "LARGE_IN_SCOPE"}},
        MANY | {"q_count": 5},
        "question 2.1 (“What about q_count?”) was answered “5 people”, which is below the threshold of 100 people",
        "第2.1题“关于q_count？”的回答是“5人”，未达到100人的标准",
    ),
    (
        {"answered": "q_items"},
        {"q_items": several("k", "p")},
        f"{ITEM} was answered “Choice k” and “Choice p”",
        f"{ZH_ITEM}是“选项k”“选项p”",
    ),
]


@pytest.mark.parametrize(("condition", "answers", "english", "chinese"), FORMS)
def test_each_form_is_told_in_both_languages(
    tmp_path: Path, condition: object, answers: dict[str, Answer], english: str, chinese: str
) -> None:
    assert told(tmp_path / "en", condition, answers, "en") == f"Met, because {english}."
    assert told(tmp_path / "zh", condition, answers, "zh-hans") == f"满足，因为{chinese}。"


def test_a_limit_whose_year_is_not_published_cannot_be_computed(tmp_path: Path) -> None:
    answers = MANY | {"q_day": date(2026, 12, 10)}
    late = {"after": {"as_of": D1}}
    assert told(tmp_path / "en", late, answers, "en", date(2026, 12, 11)) == (
        "Cannot be determined yet, because the last day counted from 10 December 2026 (question 2.3) cannot be "
        "computed yet."
    )
    assert told(tmp_path / "zh", late, answers, "zh-hans", date(2026, 12, 11)) == (
        "暂无法判定，因为自2026年12月10日起算（第2.3题）的期限最后一日尚无法算出。"
    )


def without_a_start(folder: Path, **rule: object) -> tuple[str, ...]:
    """The sentences for a duty that is met once a deadline has passed that no answer starts."""

    def change(files: Files) -> None:
        kept = {key: each for key, each in files[f"{EDITION}.yaml"]["deadlines"][0].items() if key != "starts_with"}
        del kept["limit"]
        files[f"{EDITION}.yaml"]["deadlines"][0] = kept | rule

    catalogue = load(
        folder, _edition_to_read, change, put(True, *DUTY, "applies_if"), put({"after": {"as_of": D1}}, *DUTY, "met_if")
    )
    return explain(assess(catalogue, {}, TODAY).findings[0], catalogue, "en").sentences


def test_a_limit_that_no_answer_starts_is_told_by_its_last_day_alone(tmp_path: Path) -> None:
    assert without_a_start(tmp_path, kind="yearly", month=1, day=31) == (
        "Met, because the last day, 31 January 2026, had passed on the day of the assessment, 2 November 2026.",
    )


def test_of_a_limit_without_a_last_day_nothing_is_said(tmp_path: Path) -> None:
    assert without_a_start(tmp_path, kind="as_stated") == ("Cannot be determined yet.",)


def test_long_grounds_are_portioned_into_sentences(tmp_path: Path) -> None:
    parts: list[object] = [
        {"is": {"q_kind": "a"}},
        {"is": {"q_sure": "yes"}},
        {"only": {"q_use": ["x"]}},
        {"has": {"q_items": ["k"]}},
    ]
    answers: dict[str, Answer] = {
        "q_kind": "a", "q_sure": "yes", "q_use": several("x"), "q_items": several("k")
    }  # fmt: skip
    assert told(tmp_path / "en", {"all": parts}, answers, "en") == (
        "Met, because question 1.1 (“What about q_kind?”) was answered “Choice a”, and question 1.3 (“What about "
        "q_sure?”) was answered “Choice yes”. Moreover, question 1.2 (“What about q_use?”) was answered with “Choice "
        "x” and nothing else, and question 1.4 (“What about q_items?”) was answered “Choice k”."
    )
    assert told(tmp_path / "zh", {"all": parts}, answers, "zh-hans").count("此外，") == 1
    assert told(tmp_path / "three", {"all": parts[:3]}, answers, "zh-hans") == (
        "满足，因为第1.1题“关于q_kind？”的回答是“选项a”；第1.3题“关于q_sure？”的回答是“选项yes”；"
        "且第1.2题“关于q_use？”的回答仅为“选项x”。"
    )


def test_a_fact_that_fails_for_want_of_an_answer_is_said_not_to_be_established(tmp_path: Path) -> None:
    fact = {"all": [{"answered": "q_use"}, {"only": {"q_use": ["x"]}}]}
    named = put(fact, "facts", "facts", 1, "condition")
    catalogue = load(
        tmp_path, _edition_to_read, named, put(True, *DUTY, "applies_if"), put({"not": "IN_SCOPE"}, *DUTY, "met_if")
    )
    found = assess(catalogue, {"q_use": UNSURE}, TODAY).findings[0]
    assert explain(found, catalogue, "en").sentences == (
        "Met, because it has not been established that the law applies (question 1.2 was answered “Not sure”).",
    )
    assert explain(found, catalogue, "zh-hans").sentences == (
        "满足，因为尚不能认定适用本法（第1.2题的回答是“不清楚”）。",
    )


def test_a_fact_that_is_open_for_one_answer_names_the_others_too(tmp_path: Path) -> None:
    fact = {"all": [{"unknown": "q_kind"}, {"has": {"q_use": ["x"]}}]}
    catalogue = load(
        tmp_path,
        _edition_to_read,
        put(fact, "facts", "facts", 1, "condition"),
        put(True, *DUTY, "applies_if"),
        put({"fact": "IN_SCOPE"}, *DUTY, "met_if"),
    )
    found = assess(catalogue, {"q_use": several("x")}, TODAY).findings[0]
    assert explain(found, catalogue, "en").sentences == (
        "Met, because it has not been ruled out that the law applies (question 1.1 has not been answered yet; see also "
        "question 1.2).",
    )
    assert explain(found, catalogue, "zh-hans").sentences == (
        "满足，因为尚不能排除适用本法（第1.1题尚未回答；另见第1.2题）。",
    )
