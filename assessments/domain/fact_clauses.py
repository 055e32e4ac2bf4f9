"""Clauses about facts: their own sentences, with the numbers of the questions behind them."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.findings import AnswerState, ReadFact
from assessments.domain.joining import is_chinese, listed, numbers_of
from assessments.domain.statements import Statement
from assessments.domain.texts import Text

_BEHIND = Text("{fact} ({numbers})", "{fact}（{numbers}）")
_NOT_RULED_OUT = Text("it has not been ruled out that {fact} ({why})", "尚不能排除{fact}（{why}）")
_NOT_SHOWN = Text("it has not been established that {fact} ({why})", "尚不能认定{fact}（{why}）")
_SEE_ALSO = Text("{why}; see also {numbers}", "{why}；另见{numbers}")
_STATES = {
    AnswerState.NOT_SURE: Text("{numbers} {was} answered “Not sure”", "{numbers}的回答是“不清楚”"),
    AnswerState.MISSING: Text("{numbers} {has} not been answered yet", "{numbers}尚未回答"),
    AnswerState.NOT_ASKED: Text(
        "{numbers} {was} not asked, as earlier answers ruled {it} out", "{numbers}依先前的回答未予提问"
    ),
}


def fact_clause(read: ReadFact, said: Sequence[Statement], catalogue: Catalogue, language: str) -> str:
    """ "the device works in a place open to the public (question 5.2)"; or why that has not been ruled out."""
    fact = catalogue.facts[read.fact]
    questions = {key for each in said for key in each.questions}
    lacking = [each for each in said if each.is_open]
    if not lacking or (not read.holds and len(lacking) < len(said)):
        sentence = fact.holds if read.holds else fact.holds_not
        numbers = numbers_of(questions, catalogue, language)
        return _BEHIND.in_language(language).format(fact=inside(sentence, language), numbers=numbers)
    form = _NOT_RULED_OUT if read.holds else _NOT_SHOWN
    return form.in_language(language).format(
        fact=inside(fact.holds, language), why=_why(lacking, questions, catalogue, language)
    )


def inside(sentence: Text, language: str) -> str:
    """A fact's sentence as part of another: without its full stop, and in English without its capital."""
    words = sentence.in_language(language).rstrip(".。")
    return words if is_chinese(language) else words[:1].lower() + words[1:]


def _why(lacking: Sequence[Statement], questions: set[QuestionKey], catalogue: Catalogue, language: str) -> str:
    by_state: dict[AnswerState, set[QuestionKey]] = {}
    for each in lacking:
        by_state.setdefault(each.state, set()).update(each.questions)
    parts = [state_in_numbers(state, keys, catalogue, language) for state, keys in by_state.items()]
    why = "；".join(parts) if is_chinese(language) else listed(parts)
    others = questions - {key for each in lacking for key in each.questions}
    if not others:
        return why
    return _SEE_ALSO.in_language(language).format(why=why, numbers=numbers_of(others, catalogue, language))


def state_in_numbers(state: AnswerState, keys: set[QuestionKey], catalogue: Catalogue, language: str) -> str:
    """Questions without an answer, by their numbers: "questions 3.1 and 3.4 have not been answered yet"."""
    was, has, it = ("was", "has", "it") if len(keys) == 1 else ("were", "have", "them")
    numbers = numbers_of(keys, catalogue, language)
    return _STATES[state].in_language(language).format(numbers=numbers, was=was, has=has, it=it)
