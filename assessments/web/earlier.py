"""Answers of an older edition, as pages show them: beside a question that asks again, or as no longer asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Question
from assessments.domain.explanations import answer_words
from assessments.domain.upgrading import Because, Outcome
from assessments.services.assessments import Workspace
from assessments.services.workspace import EarlierAnswer
from assessments.web.step_form import KEEP, StepForm


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier answer."""

    text: str
    """What the older edition asked; empty where it asks the same now."""
    words: str
    why: Sequence[str]
    keep: str
    """The answer in the words of this edition, where it can be kept; empty where it cannot."""
    keep_name: str
    kept: bool
    """Whether "keep" is ticked."""
    given_by: str
    given_at: datetime


def offered(workspace: Workspace) -> Mapping[str, Answer]:
    """The answers that can be kept as they are, by question."""
    return {
        str(key): one.passage.value
        for key, found in workspace.waiting.items()
        for one in found
        if one.passage.outcome is Outcome.RECONFIRM and one.passage.value is not None
    }


def beside_question(workspace: Workspace, question: Question, form: StepForm, language: str) -> list[Earlier]:
    """What was answered before to what the question asks."""
    return [_shown(one, question, form, language) for one in workspace.waiting.get(question.key, ())]


def _shown(one: EarlierAnswer, question: Question, form: StepForm, language: str) -> Earlier:
    asked = one.question.text.in_language(language)
    value = one.passage.value if one.passage.outcome is Outcome.RECONFIRM else None
    return Earlier(
        text="" if asked == question.text.in_language(language) else asked,
        words=answer_words(one.question, one.passage.answer, language),
        why=reasons(one.passage.because, language),
        keep=answer_words(question, value, language) if value is not None else "",
        keep_name=f"{question.key}{KEEP}",
        kept=form.is_bound and f"{question.key}{KEEP}" in form.data,
        given_by=one.given_by,
        given_at=one.given_at,
    )


def earlier_words(workspace: Workspace, question: Question, language: str) -> str:
    """The earlier answer that waits to be confirmed, in words of this edition; empty where none does."""
    value = offered(workspace).get(str(question.key)) if workspace.earlier else None
    return answer_words(question, value, language) if value is not None else ""


def no_longer_asked(workspace: Workspace, language: str) -> list[tuple[str, str, list[str]]]:
    """Question, answer and reasons of what was archived."""
    return [
        (
            one.question.text.in_language(language),
            answer_words(one.question, one.passage.answer, language),
            reasons(one.passage.because, language),
        )
        for one in workspace.no_longer_asked
    ]


def reasons(because: Sequence[Because], language: str) -> list[str]:
    """Why, in words; each reason once."""
    return list(dict.fromkeys(each.why.in_language(language) for each in because))
