"""The whole record: every question on the route with its answer, who gave it and when; then what was not asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.answers import Answers, NotSure
from assessments.domain.catalogue import Catalogue, Question, QuestionKey, StepKey
from assessments.domain.explanations import answer_words
from assessments.domain.revision import GivenAnswer, RevisionContent
from assessments.domain.words import NOT_ANSWERED_WORDS
from assessments.report.documents import DocumentRow, Documents
from assessments.report.moments import short_moment
from assessments.report.outcome import Outcome

LONGEST_UNSPLIT = 400
"""Code points of an answer that is kept on one page."""
MOST_UNSPLIT = 4
"""Documents behind one answer that are kept on one page with it."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One question with its answer."""

    number: str
    question: str
    answer: str
    """In full; a person's own words where the question asks for text."""
    is_open: bool
    """Not answered, or "not sure"."""
    made_by: str
    made_at: str
    refs: str
    is_long: bool
    """True where the row may have to be split between pages."""
    evidence: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class RecordStep:
    """One step of the route."""

    heading: str
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Questions of one step that were not shown."""

    heading: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Record:
    """The appendix."""

    steps: tuple[RecordStep, ...]
    not_asked: tuple[NotAsked, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    content: RevisionContent
    answers: Answers
    catalogue: Catalogue
    language: str
    given: dict[QuestionKey, GivenAnswer]
    refs: dict[QuestionKey, list[str]]
    documents: Documents


def plan_record(
    content: RevisionContent,
    answers: Answers,
    outcome: Outcome,
    documents: Documents,
    catalogue: Catalogue,
    language: str,
) -> Record:
    """The appendix in one language."""
    given = {each.question: each for each in content.answers}
    source = _Source(content, answers, catalogue, language, given, _refs(outcome), documents)
    return Record(_steps(source), plan_not_asked(content, catalogue, language))


def _steps(source: _Source) -> tuple[RecordStep, ...]:
    """The steps of the route in order."""
    content, catalogue, language = source.content, source.catalogue, source.language
    steps = {step.key: step for step in catalogue.steps}
    shown: set[QuestionKey] = set()
    planned = []
    for each in content.route:
        keys = [key for key in each.questions if key not in shown]
        shown.update(keys)
        heading = f"{steps[each.step].number} {steps[each.step].title.in_language(language)}"
        planned.append(RecordStep(heading, tuple(_row(source, catalogue.questions[key]) for key in keys)))
    return tuple(each for each in planned if each.rows)


def plan_not_asked(content: RevisionContent, catalogue: Catalogue, language: str) -> tuple[NotAsked, ...]:
    """Questions off the route, step by step."""
    asked = {key for each in content.route for key in each.questions}
    missed: dict[StepKey, list[str]] = {}
    for question in catalogue.questions.values():
        if question.key not in asked:
            missed.setdefault(question.step, []).append(question.number)
    comma = "、" if language.startswith("zh") else ", "
    return tuple(
        NotAsked(f"{step.number} {step.title.in_language(language)}", comma.join(missed[step.key]))
        for step in catalogue.steps
        if step.key in missed
    )


def _row(source: _Source, question: Question) -> RecordRow:
    given = source.given.get(question.key)
    answer = source.answers.get(str(question.key))
    words = NOT_ANSWERED_WORDS.in_language(source.language)
    if answer is not None:
        words = answer_words(question, answer, source.language)
    evidence = source.documents.by_question.get(question.key, ())
    return RecordRow(
        number=question.number,
        question=question.text.in_language(source.language),
        answer=words,
        is_open=answer is None or answer is NotSure.NOT_SURE,
        made_by=given.made_by if given else "",
        made_at=short_moment(given.made_at, source.language) if given else "",
        refs=", ".join(source.refs.get(question.key, [])),
        is_long=len(words) > LONGEST_UNSPLIT or len(evidence) > MOST_UNSPLIT,
        evidence=evidence,
    )


def _refs(outcome: Outcome) -> dict[QuestionKey, list[str]]:
    refs: dict[QuestionKey, list[str]] = {}
    for one in outcome.numbered:
        decisive = (each.question for each in one.finding.reasons if each.decisive)
        for key in _once(decisive, one.finding.missing):
            refs.setdefault(key, []).append(one.ref)
    return refs


def _once(first: Iterable[QuestionKey], second: Iterable[QuestionKey]) -> Iterable[QuestionKey]:
    return dict.fromkeys([*first, *second])
