"""Clauses about questions with several choices: only the choices that a condition read, those present and those not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.answer_wording import answer_clause, labels, named
from assessments.domain.answers import Several
from assessments.domain.catalogue import Question
from assessments.domain.conditions import Counts, Has, Only
from assessments.domain.joining import quoted
from assessments.domain.statements import Statement
from assessments.domain.texts import Text

MOST_LACKING = 4
"""Absent choices named in one clause; where more are absent, the answer itself is quoted."""

_INCLUDES = Text("the answer to {named} includes {present}", "{named}的回答包括{present}")
_LACKS = Text("the answer to {named} does not include {absent}", "{named}的回答不包括{absent}")
_LACKS_BOTH = Text("the answer to {named} includes neither {absent}", "{named}的回答不包括{absent}")
_LACKS_ALL = Text("the answer to {named} includes none of {absent}", "{named}的回答不包括{absent}")
_INCLUDES_NOT_ALL = Text(
    "the answer to {named} includes {present} but not {absent}", "{named}的回答包括{present}，但不包括{absent}"
)
_ONLY = Text("{named} was answered with {present} and nothing else", "{named}的回答仅为{present}")
_ALL_OF = Text("the answer to {named} names all {of} items that count", "{named}的回答涵盖所列全部{of}项")
_SOME_OF = Text(
    "the answer to {named} names {count} of the {of} items that count (missing: {absent})",
    "{named}的回答仅涵盖所列{of}项中的{count}项（缺{absent}）",
)
_NONE_OF = Text(
    "the answer to {named} names none of the {of} items that count", "{named}的回答未涵盖所列{of}项中的任何一项"
)


@dataclass(slots=True)
class _Read:
    """What conditions read of one answer, in the order of its choices."""

    present: dict[str, None]
    absent: dict[str, None]
    alone: bool
    counts: Counts | None


def choices_clause(question: Question, answer: Several, said: Iterable[Statement], language: str) -> str:
    """One clause for everything that was read of the answer to `question`."""
    exclusive = {str(each.key) for each in question.choices if each.exclusive}
    if set(answer.choices) <= exclusive:
        return answer_clause(question, answer, language)
    read = _read(answer, said, exclusive)
    if read.counts:
        return _count_clause(question, answer, read.counts, language)
    if read.alone:
        return _said(_ONLY, question, answer.choices, (), language)
    absent = tuple(read.absent)
    if read.present and absent:
        return _said(_INCLUDES_NOT_ALL, question, tuple(read.present), absent, language)
    if read.present:
        return _present_clause(question, answer, tuple(read.present), language)
    return _absent_clause(question, answer, absent, language)


def _read(answer: Several, said: Iterable[Statement], exclusive: set[str]) -> _Read:
    read = _Read({}, {}, alone=False, counts=None)
    for each in said:
        match each.reading:
            case Has(_, choices):
                read.present.update(dict.fromkeys(one for one in answer.choices if one in choices))
                if not each.holds:
                    read.absent.update(dict.fromkeys(one for one in choices if one not in exclusive))
            case Only(_, choices) if each.holds:
                read.alone = True
            case Only(_, choices):
                read.present.update(dict.fromkeys(one for one in answer.choices if one not in choices))
            case Counts():
                read.counts = each.reading
    return read


def _present_clause(question: Question, answer: Several, present: tuple[str, ...], language: str) -> str:
    if set(present) == set(answer.choices):
        return answer_clause(question, answer, language)
    return _said(_INCLUDES, question, present, (), language)


def _absent_clause(question: Question, answer: Several, absent: tuple[str, ...], language: str) -> str:
    if not absent:
        return answer_clause(question, answer, language)
    if len(absent) > MOST_LACKING:
        return _said(_ONLY, question, answer.choices, (), language)
    form = {1: _LACKS, 2: _LACKS_BOTH}.get(len(absent), _LACKS_ALL)
    return _said(form, question, (), absent, language, "nor" if form is _LACKS_BOTH else "and")


def _count_clause(question: Question, answer: Several, counts: Counts, language: str) -> str:
    chosen = [each for each in counts.of if each in answer.choices]
    absent = tuple(each for each in counts.of if each not in answer.choices)
    form = _ALL_OF if not absent else _SOME_OF if chosen else _NONE_OF
    words = quoted(labels(question, absent, language), language) if absent else ""
    return form.in_language(language).format(
        named=named(question, language), count=len(chosen), of=len(counts.of), absent=words
    )


def _said(
    form: Text, question: Question, present: Iterable[str], absent: Iterable[str], language: str, last: str = "and"
) -> str:
    here, lacking = (labels(question, each, language) for each in (present, absent))
    return form.in_language(language).format(
        named=named(question, language),
        present=quoted(here, language) if here else "",
        absent=quoted(lacking, language, last) if lacking else "",
    )
