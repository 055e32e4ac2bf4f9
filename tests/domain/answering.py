"""Answers made up at random: any legal value of a question, and whole sets of answers along the route."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from assessments.domain.answers import Answer, Answers, NotSure, parse_answer
from assessments.domain.catalogue import NOT_SURE, Catalogue, Question, QuestionKey, QuestionKind
from assessments.domain.route import plan_route

NUMBERS = (0, 1, 29, 30, 79_999, 80_000, 99_999, 100_000, 999_999, 1_000_000, 10_000_000, 10_000_001)
"""Numbers at the thresholds, where verdicts change."""
DAYS = (date(2025, 3, 31), date(2025, 6, 1), date(2026, 1, 5), date(2026, 9, 10), date(2026, 10, 12))
"""Days whose limits end in years with a published calendar."""


def answers_to(question: Question, *, sure: bool = False) -> st.SearchStrategy[Answer]:
    """Any answer to a question; with `sure`, never "not sure"."""
    known = _known(question).map(lambda raw: parse_answer(question, raw))
    return known if sure else st.one_of(known, st.just(NotSure.NOT_SURE))


def _known(question: Question) -> st.SearchStrategy[str | int | date | list[str]]:
    keys = [str(choice.key) for choice in question.choices]
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.YES_NO:
            return st.sampled_from(keys)
        case QuestionKind.MULTI:
            alone = [str(choice.key) for choice in question.choices if choice.exclusive]
            free = [key for key in keys if key not in alone]
            several = st.lists(st.sampled_from(free), min_size=1, unique=True)
            return st.one_of(several, st.sampled_from([[key] for key in alone])) if alone else several
        case QuestionKind.NUMBER:
            return st.sampled_from(NUMBERS)
        case QuestionKind.DATE:
            return st.sampled_from(DAYS)
        case QuestionKind.TEXT:
            return st.sampled_from(["", "Law 5, art. 7", "某法第七条"]).filter(lambda text: text != NOT_SURE)


@st.composite
def some_answers(draw: st.DrawFn, catalogue: Catalogue) -> Answers:
    """Answers to some of the questions, on the route or not."""
    found: dict[str, Answer] = {}
    for question in catalogue.questions.values():
        if draw(st.booleans()):
            found[question.key] = draw(answers_to(question))
    return found


@st.composite
def complete_answers(draw: st.DrawFn, catalogue: Catalogue, *, sure: bool = True) -> Answers:
    """Answers to every question of the route and to no other, given step by step as a person would."""
    found: dict[str, Answer] = {}
    while open_questions := [key for step in plan_route(catalogue, found).steps for key in step.open]:
        for key in open_questions:
            found[key] = draw(answers_to(catalogue.questions[QuestionKey(key)], sure=sure))
    asked = plan_route(catalogue, found).asked
    return {key: answer for key, answer in found.items() if QuestionKey(key) in asked}
