"""What a proof could not show: where, what, by which answers, and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessments.domain.answers import Answer, answer_to_json
from assessments.domain.catalogue import QuestionKey
from assessments.domain.classes import AnswerClass


class Claim(StrEnum):
    """What is claimed of every edition."""

    BRANCHES_APART = "branches-apart"
    """met_if and not_met_if are never both true, or the file says why their order decides."""
    COMPLETE_DECIDES = "complete-decides"
    """Complete answers, none of them "not sure", leave nothing undetermined."""
    VERDICTS_POSSIBLE = "verdicts-possible"
    """Each verdict can come out, or the file says why it never does."""
    NEVER_HOLDS = "never-holds"
    """What the file says never comes out does not."""
    FILLING_IN_KEEPS = "filling-in-keeps"
    """An answer to an open question never turns a decided verdict into another."""
    ENGINE_AGREES = "engine-agrees"
    """The engine comes to the verdicts that the proof found, and never stops with an error."""
    QUESTION_REACHED = "question-reached"
    """Each question is asked for some complete answers."""
    STEP_REACHED = "step-reached"
    """Each step is shown for some complete answers."""
    FACT_VARIES = "fact-varies"
    """Each fact can be true, and can be false."""
    NO_DEAD_END = "no-dead-end"
    """With complete answers every question is either shown or ruled out; none waits for ever."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """One claim that does not hold."""

    claim: Claim
    key: str
    """Obligation, question, step or fact."""
    message: str
    mend: str


def answers_in_words(example: Mapping[QuestionKey, AnswerClass]) -> str:
    """The answers of an example as an author writes them in a case file; None for what was left open."""
    return ", ".join(f"{key}: {_written(one.first)}" for key, one in example.items()) or "any answers"


def _written(answer: Answer | None) -> str:
    if answer is None:
        return "(none)"
    value = answer_to_json(answer)
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value) if value != "" else '""'
