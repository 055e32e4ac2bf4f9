"""Resuming, and checking all answers before handing in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from assessments.domain.answers import NotSure
from assessments.domain.catalogue import Question, QuestionKey, Step
from assessments.domain.explanations import answer_words
from assessments.domain.lifecycle import Move, Status
from assessments.domain.place_words import count_places, places_sentence
from assessments.services.access import actor_of
from assessments.services.assessments import CommentView, Workspace, load_workspace
from assessments.services.clarifying import load_asked
from assessments.services.comments import Thread, load_threads
from assessments.services.documents import EvidenceView
from assessments.web.earlier import earlier_words, no_longer_asked
from assessments.web.findings import Shown, show_all
from assessments.web.marking import MarkShown, show_marks
from assessments.web.moves import last_return
from assessments.web.rail import plan_beside, question_address, unsure_questions
from assessments.web.scope import not_asked, out_of_scope


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question with its answer."""

    key: str
    number: str
    text: str
    words: str
    href: str
    is_open: bool
    is_unsure: bool
    is_text: bool
    findings: Sequence[Shown]
    comments: Sequence[CommentView]
    documents: Sequence[EvidenceView]
    earlier: str = ""
    """An earlier answer that waits to be confirmed."""
    thread: Thread | None = None
    """What is being said of it."""
    mark: MarkShown | None = None
    """What the reviewer decided of it."""


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of one step."""

    step: Step
    title: str
    rows: Sequence[AnswerRow]


def resume(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Go to the first open question, or to where the assessment stands."""
    workspace = load_workspace(actor_of(request), assessment_id)
    if workspace.assessment.status not in (Status.DRAFT, Status.RETURNED) or not workspace.may_edit:
        return redirect("findings", assessment_id=assessment_id)
    first = workspace.route.first_open()
    if first is None:
        return redirect("check", assessment_id=assessment_id)
    return redirect("step", assessment_id=assessment_id, step=str(first))


def check(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All answers with links to change them, what is open, what was not asked and why."""
    language = get_language() or "en"
    workspace = load_workspace(actor_of(request), assessment_id, with_people=True)
    beside = plan_beside(workspace, language)
    unsure, asked = unsure_questions(workspace), load_asked(assessment_id)
    context = {
        "workspace": workspace,
        "beside": beside,
        "groups": group_answers(workspace, language, load_threads(assessment_id)),
        "unsure": [(one, question_address(assessment_id, one), asked.get(one.key)) for one in unsure],
        "waiting_count": sum(each.waiting for each in beside.steps),
        "open_questions": [(one, question_address(assessment_id, one)) for one in _open(workspace)],
        "not_asked": not_asked(workspace, language),
        "asked_count": len(workspace.route.asked),
        "all_count": len(workspace.catalogue.questions),
        "no_longer_asked": no_longer_asked(workspace, language),
        "outside": out_of_scope(workspace, language),
        "last_return": last_return(workspace),
        "may_hand_in": Move.HAND_IN in workspace.moves,
        "places": count_places(workspace.assessed, workspace.place_marks),
        "places_sentence": places_sentence(workspace.assessed, workspace.place_marks, language).strip(),
    }
    return TemplateResponse(request, "assessments/check.html", context)


def _open(workspace: Workspace) -> list[Question]:
    return [workspace.catalogue.questions[key] for step in workspace.route.steps for key in step.open]


def group_answers(
    workspace: Workspace, language: str, threads: Mapping[QuestionKey, Thread] | None = None
) -> list[AnswerGroup]:
    """Questions on the route with their answers, step by step; a question stands where it has its home."""
    found, marks = _by_question(show_all(workspace, language)), show_marks(workspace, language)
    groups = []
    for step in workspace.catalogue.steps:
        homes = [one.question for one in step.placements if one.is_home and one.question in workspace.route.asked]
        rows = [
            replace(
                _row(workspace, key, found.get(key, ()), language),
                thread=(threads or {}).get(key),
                mark=marks.get(str(key)),
            )
            for key in homes
        ]
        if rows:
            groups.append(AnswerGroup(step, step.title.in_language(language), rows))
    return groups


def _by_question(shown: Sequence[Shown]) -> Mapping[QuestionKey, Sequence[Shown]]:
    """The gaps that each question has its part in."""
    found: dict[QuestionKey, list[Shown]] = {}
    for one in shown:
        if one.finding.is_gap and (question := one.main_question) is not None:
            found.setdefault(question.key, []).append(one)
    return found


def _row(workspace: Workspace, key: QuestionKey, found: Sequence[Shown], language: str) -> AnswerRow:
    question = workspace.catalogue.questions[key]
    answer = workspace.answers.get(key)
    return AnswerRow(
        key=str(key),
        number=question.number,
        text=question.text.in_language(language),
        words=answer_words(question, answer, language) if answer is not None else "",
        href=question_address(workspace.assessment.id, question),
        is_open=answer is None,
        is_unsure=answer is NotSure.NOT_SURE,
        is_text=question.kind.value == "text",
        findings=found,
        comments=workspace.comments.get(key, ()),
        documents=workspace.evidence.get(key, ()),
        earlier=earlier_words(workspace, question, language),
    )
