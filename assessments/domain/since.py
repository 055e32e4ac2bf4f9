"""What lies between two states of one assessment: answers that changed, and verdicts that came out otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.answers import Answer, Answers
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey
from assessments.domain.findings import Assessed, Finding, Verdict
from assessments.domain.route import plan_route


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One obligation that came out otherwise."""

    obligation: ObligationKey
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer that counts and is another than before."""

    question: QuestionKey
    before: Answer | None
    """None where it was not answered, or not asked."""
    after: Answer | None
    effects: tuple[VerdictChange, ...]
    """Verdicts that changed and read this answer, before or after."""


@dataclass(frozen=True, slots=True)
class State:
    """An assessment at one moment."""

    answers: Answers
    """On the route or not."""
    assessed: Assessed


@dataclass(frozen=True, slots=True)
class Between:
    """Everything that changed from one state to another."""

    answers: tuple[AnswerChange, ...]
    """In the order of the catalogue."""
    otherwise: tuple[VerdictChange, ...]
    """Verdicts that changed for another reason: another day, or another view of counsel."""

    @property
    def verdicts(self) -> tuple[VerdictChange, ...]:
        """All verdicts that changed, each once."""
        found = (*(one for each in self.answers for one in each.effects), *self.otherwise)
        return tuple(dict.fromkeys(found))


def changed_between(before: State, after: State, catalogue: Catalogue) -> Between:
    """What changed; answers off the route do not count."""
    old, new = _counting(before.answers, catalogue), _counting(after.answers, catalogue)
    pairs = list(zip(before.assessed.findings, after.assessed.findings, strict=True))
    moved = [(one, other) for one, other in pairs if one.verdict is not other.verdict]
    changed = [key for key in catalogue.questions if old.get(key) != new.get(key)]
    answers = tuple(AnswerChange(key, old.get(key), new.get(key), _effects(key, moved)) for key in changed)
    explained = {one.obligation for each in answers for one in each.effects}
    otherwise = tuple(_change(one, other) for one, other in moved if one.obligation not in explained)
    return Between(answers, otherwise)


def _counting(answers: Answers, catalogue: Catalogue) -> dict[QuestionKey, Answer]:
    asked = plan_route(catalogue, answers).asked
    return {key: answers[key] for key in asked if key in answers}


def _effects(key: QuestionKey, moved: Sequence[tuple[Finding, Finding]]) -> tuple[VerdictChange, ...]:
    return tuple(
        _change(one, other)
        for one, other in moved
        if any(reason.question == key for reason in (*one.reasons, *other.reasons))
    )


def _change(one: Finding, other: Finding) -> VerdictChange:
    return VerdictChange(one.obligation, one.verdict, other.verdict)
