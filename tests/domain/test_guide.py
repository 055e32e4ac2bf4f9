"""Which words of the glossary a text uses, and who is named for a step."""

from __future__ import annotations

import pytest

from assessments.domain.catalogue import StepKey
from assessments.domain.guide import GlossaryTerm, Guide
from assessments.domain.texts import Text

MEANING = Text("Something.", "某事。")
CONSENT = GlossaryTerm("consent", Text("consent", "单独同意"), MEANING, (), ("separate consent",), ("单独同意",))
CII = GlossaryTerm("cii", Text("CII", "关基"), MEANING, (), ("CII", "1:1"), ())
GUIDE = Guide((CONSENT, CII), {"hr": Text("HR", "人力"), "it": Text("IT", "信息")}, {StepKey("people"): ("it", "hr")})


@pytest.mark.parametrize(
    ("texts", "language", "found"),
    [
        (["A Separate consent?"], "en", ["consent"]),
        (["inseparate consents", "ciio"], "en", []),
        (["compared 1:1.", "CII, and separate consent"], "en", ["consent", "cii"]),
        (["须取得单独同意"], "zh-hans", ["consent"]),
        (["CII"], "zh-hans", []),
        ([], "en", []),
    ],
)
def test_words_are_found_as_words_in_the_order_of_the_glossary(
    texts: list[str], language: str, found: list[str]
) -> None:
    assert [term.key for term in GUIDE.terms_in(texts, language)] == found


def test_people_are_named_in_order_and_nobody_for_a_step_without() -> None:
    assert [who.en for who in GUIDE.who_knows(StepKey("people"))] == ["IT", "HR"]
    assert GUIDE.who_knows(StepKey("place")) == ()
