"""What would have to be true, word for word, in both languages."""

from __future__ import annotations

import pytest

from assessments.domain.alternative_sentences import alternative_sentences
from assessments.domain.alternatives import Alternative, Change
from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import Catalogue, QuestionKey


def change(key: str, *answers: Answer) -> Change:
    return Change(QuestionKey(key), answers)


X, Y, BOTH, NONE = (Several(each) for each in (("x",), ("y",), ("x", "y"), ("none",)))
SAID: list[tuple[Alternative, dict[str, Answer], str, str]] = [
    (
        (change("q_kind", "a", "b"),),
        {"q_kind": "c"},
        "It would be met if question 1.1 (“What about q_kind?”) were answered “Choice a” or “Choice b”.",
        "若第1.1题“关于q_kind？”的回答为“选项a”或者“选项b”，则满足。",
    ),
    (
        (change("q_use", BOTH),),
        {"q_use": X},
        "It would be met if the answer to question 1.2 (“What about q_use?”) also included “Choice y”.",
        "若第1.2题“关于q_use？”的回答另包括“选项y”，则满足。",
    ),
    (
        (change("q_use", X),),
        {"q_use": BOTH},
        "It would be met if the answer to question 1.2 (“What about q_use?”) no longer included “Choice y”.",
        "若第1.2题“关于q_use？”的回答不再包括“选项y”，则满足。",
    ),
    (
        (change("q_use", X),),
        {"q_use": Y},
        "It would be met if the answer to question 1.2 (“What about q_use?”) included “Choice x” "
        "and no longer “Choice y”.",
        "若第1.2题“关于q_use？”的回答包括“选项x”，且不再包括“选项y”，则满足。",
    ),
    (
        (change("q_use", NONE),),
        {"q_use": BOTH},
        "It would be met if question 1.2 (“What about q_use?”) were answered “Choice none”.",
        "若第1.2题“关于q_use？”的回答为“选项none”，则满足。",
    ),
    (
        (change("q_use", BOTH), change("q_count", 30)),
        {},
        "It would be met if question 1.2 (“What about q_use?”) were answered “Choice x” and “Choice y”, "
        "and question 2.1 (“What about q_count?”) were answered “30 people”.",
        "若第1.2题“关于q_use？”的回答为“选项x”“选项y”，且第2.1题“关于q_count？”的回答为“30人”，则满足。",
    ),
]


@pytest.mark.parametrize(("alternative", "answers", "english", "chinese"), SAID)
def test_an_alternative_is_one_sentence(
    small: Catalogue, alternative: Alternative, answers: dict[str, Answer], english: str, chinese: str
) -> None:
    assert alternative_sentences((alternative,), answers, small, "en") == (english,)
    assert alternative_sentences((alternative,), answers, small, "zh-hans") == (chinese,)


def test_a_further_alternative_says_that_it_is_one(small: Catalogue) -> None:
    ways = ((change("q_kind", "a"),), (change("q_sure", "yes"),))
    found = alternative_sentences(ways, {"q_kind": "c"}, small, "en")
    assert found[1].startswith("It would also be met if question 1.3")
    assert alternative_sentences(ways, {}, small, "zh-hans")[1].endswith("，同样满足。")
    assert alternative_sentences((), {}, small, "en") == ()
