"""Answers in words: labels, "128,400 people", "23 November 2026", and the clause that says what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Question, QuestionKind
from assessments.domain.dates import day_in_words
from assessments.domain.findings import AnswerState
from assessments.domain.joining import is_chinese, listed, quoted
from assessments.domain.texts import Text
from assessments.domain.words import NO_RULE_WORDS, NOT_SURE_WORDS

LONGEST_QUOTE = 80
"""Characters of a person's own text repeated inside a sentence."""

_NAMED = Text("question {number} (“{question}”)", "第{number}题“{question}”")
_IN_LIST = Text("{number} (“{question}”)", "第{number}题“{question}”")
_ANSWERED = Text("{named} was answered {answer}", "{named}的回答是{answer}")
_WERE_ANSWERED = Text("{named} were answered {answer}", "{named}的回答为{answer}")
_STATES = {
    AnswerState.NOT_SURE: Text("{named} was answered “Not sure”", "{named}的回答是“不清楚”"),
    AnswerState.MISSING: Text("{named} has not been answered yet", "{named}尚未回答"),
    AnswerState.NOT_ASKED: Text(
        "{named} was not asked, as earlier answers ruled it out", "{named}依先前的回答未予提问"
    ),
}
_STATES_TOGETHER = {
    AnswerState.NOT_SURE: Text("questions {named} were both answered “Not sure”", "{named}的回答均为“不清楚”"),
    AnswerState.MISSING: Text("questions {named} have not been answered yet", "{named}均未回答"),
    AnswerState.NOT_ASKED: Text(
        "questions {named} were not asked, as earlier answers ruled them out", "{named}依先前的回答均未提问"
    ),
}


def answer_words(question: Question, answer: Answer, language: str) -> str:
    """An answer as a person reads it: labels, "128,400 people", "23 November 2026", the text itself."""
    match answer:
        case NotSure():
            return NOT_SURE_WORDS.in_language(language)
        case Several(choices):
            return ("；" if is_chinese(language) else "; ").join(labels(question, choices, language))
        case date():
            return day_in_words(answer, language)
        case int():
            unit = question.unit.in_language(language) if question.unit else ""
            return f"{answer:,}{unit}" if is_chinese(language) else f"{answer:,} {unit}".rstrip()
        case "":
            return NO_RULE_WORDS.in_language(language)
        case _ if question.choices:
            return labels(question, (answer,), language)[0]
    return answer


def labels(question: Question, keys: Iterable[str], language: str) -> list[str]:
    """The labels of choices; a choice that the question does not have is named by its key."""
    known = {each.key: each.label.in_language(language) for each in question.choices}
    return [next((label for key, label in known.items() if key == each), each) for each in keys]


def answer_clause(question: Question, answer: Answer, language: str, *, supposed: bool = False) -> str:
    """ "question 9.3 (“…”) was answered “Yes”"; `supposed` for what is not so: "… were answered “Yes”"."""
    clause = _WERE_ANSWERED if supposed else _ANSWERED
    return clause.in_language(language).format(
        named=named(question, language), answer=_answer_quoted(question, answer, language)
    )


def state_clause(questions: Sequence[Question], state: AnswerState, language: str) -> str:
    """Why there is no answer: "question 9.3 (“…”) has not been answered yet"."""
    if len(questions) == 1:
        return _STATES[state].in_language(language).format(named=named(questions[0], language))
    names = [_IN_LIST.in_language(language).format(**_words(each, language)) for each in questions]
    words = "和".join(names) if is_chinese(language) else listed(names)
    return _STATES_TOGETHER[state].in_language(language).format(named=words)


def named(question: Question, language: str) -> str:
    """A question by its number and its words."""
    return _NAMED.in_language(language).format(**_words(question, language))


def _words(question: Question, language: str) -> dict[str, str]:
    return {"number": question.number, "question": question.text.in_language(language)}


def _answer_quoted(question: Question, answer: Answer, language: str) -> str:
    if isinstance(answer, Several):
        return quoted(labels(question, answer.choices, language), language)
    words = answer_words(question, answer, language)
    if question.kind is QuestionKind.TEXT:
        words = _shortened(words)
    return quoted((words,), language)


def _shortened(words: str) -> str:
    """One line of a person's own text; its quotation marks become single ones inside ours."""
    line = " ".join(words.split()).replace("“", "‘").replace("”", "’")
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"
