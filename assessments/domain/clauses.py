"""Statements in words, one clause for each fact or question that they speak of. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from assessments.domain.answer_wording import answer_clause, state_clause
from assessments.domain.answers import Several
from assessments.domain.catalogue import Catalogue, QuestionKey
from assessments.domain.choice_clauses import choices_clause
from assessments.domain.conditions import Amount, Answered, Moment
from assessments.domain.fact_clauses import fact_clause
from assessments.domain.findings import ReadFact
from assessments.domain.limit_clauses import amount_clause, moment_clause
from assessments.domain.statements import Statement

_Subject: TypeAlias = ReadFact | str | Statement
_Told: TypeAlias = tuple[_Subject, list[Statement]]


def clauses(statements: Iterable[Statement], catalogue: Catalogue, language: str) -> tuple[str, ...]:
    """The clauses of one branch: what was read of one question, or through one fact, is said together."""
    told = _without_the_implied(list(_subjects(_telling(statements), 0)))
    words = (
        fact_clause(subject, said, catalogue, language)
        if isinstance(subject, ReadFact)
        else _direct_clause(said, catalogue, language)
        for subject, said in told
    )
    return tuple(dict.fromkeys(each for each in words if each))


def _telling(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Without the statement that a question was answered, where another tells what the answer was."""
    every = list(statements)
    read = {each.reading.question for each in every if not isinstance(each.reading, Answered)}
    for each in every:
        if each.is_open or not isinstance(each.reading, Answered) or each.reading.question not in read:
            yield each


def _subjects(statements: Iterable[Statement], depth: int) -> Iterator[_Told]:
    """The statements gathered by what they are told of, at this depth of facts."""
    together: dict[_Subject, list[Statement]] = {}
    for each in statements:
        together.setdefault(_subject(each, depth), []).append(each)
    for subject, said in together.items():
        if isinstance(subject, ReadFact) and _is_better_told_inside(subject, said, depth):
            yield from _subjects(said, depth + 1)
        else:
            yield subject, said


def _subject(said: Statement, depth: int) -> _Subject:
    if len(said.facts) > depth and said.facts[depth].holds is not None:
        return said.facts[depth]
    return said if isinstance(said.reading, Amount | Moment) else said.reading.question


def _is_better_told_inside(fact: ReadFact, said: Sequence[Statement], depth: int) -> bool:
    """A fact that fails only through facts within it is told by these; numbers and days are told themselves."""
    inner = {each.facts[depth + 1] if len(each.facts) > depth + 1 else None for each in said}
    measured = any(isinstance(each.reading, Amount | Moment) for each in said)
    return measured or (fact.holds is False and None not in inner)


def _without_the_implied(told: Sequence[_Told]) -> list[_Told]:
    """Without facts that another fact already rests on: who says that the law applies has said where."""
    deeper = {
        fact: subject
        for subject, said in told
        if isinstance(subject, ReadFact)
        for each in said
        for fact in each.facts
        if fact != subject
    }
    return [(subject, said) for subject, said in told if subject not in deeper]


def _direct_clause(said: Sequence[Statement], catalogue: Catalogue, language: str) -> str:
    first = said[0]
    if isinstance(first.reading, Moment):
        return moment_clause(first, first.reading, catalogue, language)
    question = catalogue.questions[QuestionKey(first.reading.question)]
    match first.answer:
        case None:
            return state_clause((question,), first.state, language)
        case Several() as answer:
            return choices_clause(question, answer, said, language)
        case int() as answer if isinstance(first.reading, Amount):
            return amount_clause(first.reading, question, answer, language)
    return answer_clause(question, first.answer, language)
