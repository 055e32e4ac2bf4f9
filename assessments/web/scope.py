"""What does not apply, and which facts and answers made it so. An early exit is an outcome with reasons too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import QuestionKey
from assessments.domain.explanations import answer_words
from assessments.domain.findings import Branch, Verdict
from assessments.services.assessments import Workspace
from assessments.web.findings import Shown, show_all, with_verdict
from assessments.web.rail import question_address


@dataclass(frozen=True, slots=True)
class RuledOut:
    """One reason with everything that it takes out of scope."""

    sentence: str
    shown: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Questions of one step that were not asked, with the answers that ruled them out."""

    title: str
    numbers: str
    because: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outside:
    """The outcome "outside the scope of this edition"."""

    sentences: Sequence[str]
    answers: Sequence[tuple[str, str, str, str]]
    """Number, question, answer, address."""


def ruled_out(shown: Sequence[Shown]) -> list[RuledOut]:
    """Findings that do not apply, gathered by reason; the reason that takes out most comes first."""
    gathered: dict[str, list[Shown]] = {}
    for one in with_verdict(shown, Verdict.NOT_APPLICABLE):
        between = "" if one.language.startswith("zh") else " "
        gathered.setdefault(between.join(one.explanation.outside), []).append(one)
    ordered = sorted(gathered.items(), key=lambda item: -len(item[1]))
    return [RuledOut(sentence, found) for sentence, found in ordered]


def out_of_scope(workspace: Workspace, language: str) -> Outside | None:
    """Facts and answers that take everything out of scope; None where something applies or is still open."""
    findings = workspace.assessed.findings
    if any(one.verdict is not Verdict.NOT_APPLICABLE for one in findings):
        return None
    shown = show_all(workspace, language)
    sentences = list(dict.fromkeys(s for one in shown if _rests_on_fact(one) for s in one.explanation.outside))
    numbers = [question.number for question in workspace.catalogue.questions.values()]
    rows = {behind.number: behind for one in shown for behind in one.behind}
    answers = [
        (row.number, row.text, row.answer, question_address(workspace.assessment.id, row.question))
        for row in (rows[number] for number in numbers if number in rows)
    ]
    return Outside(sentences, answers)


def _rests_on_fact(one: Shown) -> bool:
    return any(reason.branch is Branch.APPLIES and reason.facts for reason in one.finding.reasons)


def not_asked(workspace: Workspace, language: str) -> list[NotAsked]:
    """Questions off the route, step by step."""
    result = []
    for step in workspace.catalogue.steps:
        keys = [one.question for one in step.placements if one.is_home and one.question not in workspace.route.asked]
        if keys:
            numbers = "、" if language.startswith("zh") else ", "
            result.append(
                NotAsked(
                    step.title.in_language(language),
                    numbers.join(workspace.catalogue.questions[key].number for key in keys),
                    _because(workspace, keys, language),
                )
            )
    return result


def _because(workspace: Workspace, keys: Sequence[QuestionKey], language: str) -> list[str]:
    openers = {opener for key in keys for opener in workspace.route.opened_by(key)}
    said = []
    for question in workspace.catalogue.questions.values():
        answer = workspace.answers.get(question.key)
        if question.key in openers & workspace.route.asked and answer not in (None, NotSure.NOT_SURE):
            words = answer_words(question, answer, language) if answer is not None else ""
            said.append(f"{question.number} {question.text.in_language(language)} {words}")
    return said
