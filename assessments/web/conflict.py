"""Two people, one step: both values side by side, and a form that can be saved. Detecting it is the service's part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Question
from assessments.domain.explanations import answer_words
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace
from assessments.services.entries import EntryView
from assessments.web.rail import plan_beside
from assessments.web.reading import RawAnswer
from assessments.web.step_form import ASKED, KEEP, STANCE, StepForm

CONFLICT = "conflict"
"""Hidden field: the questions to settle."""
PICK = ".pick"
"""Ending of the field that says whose value is kept."""
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One question answered in two ways."""

    question: Question
    number: str
    text: str
    mine: str
    theirs: str


def settle(form: StepForm, data: QueryDict) -> list[str]:
    """Take the stored value where "theirs" was picked; the questions for which nothing was picked."""
    unsettled = []
    settled = data.copy()
    for question in form.questions:
        key = str(question.key)
        if key not in str(data.get(CONFLICT, "")).split():
            continue
        pick = data.get(key + PICK, "")
        if pick == THEIRS:
            _forget(settled, key)
        elif pick != MINE:
            unsettled.append(key)
    form.data = settled
    return unsettled


def _forget(data: QueryDict, key: str) -> None:
    for name in (key, key + STANCE, key + KEEP):
        data.pop(name, None)
    data[ASKED] = " ".join(asked for asked in data.get(ASKED, "").split() if asked != key)


def conflict_page(
    request: HttpRequest,
    workspace: Workspace,
    form: StepForm,
    language: str,
    unsettled: Collection[str] = (),
    newest: EntryView | None = None,
) -> HttpResponse:
    """409: nothing was overwritten. Shows both values of each question that differs, and keeps the rest."""
    mine = form.answers_to_record()
    form.answers = workspace.answers
    entry = newest or workspace.entries.get(form.step.key)
    context = {
        "workspace": workspace,
        "step": form.step,
        "differences": _differences(workspace, form, mine, language),
        "kept": _hidden(form),
        "asked": " ".join(sorted(form.asked)),
        "based_on": workspace.based_on(form.step.key),
        "is_own": entry is not None and entry.author == actor_of(request).person_id,
        "who": entry.made_by if entry else "",
        "when": entry.made_at if entry else None,
        "unsettled": bool(unsettled),
        "beside": plan_beside(workspace, language, str(form.step.key)),
    }
    return TemplateResponse(request, "steps/conflict.html", context, status=409)


def _differences(workspace: Workspace, form: StepForm, mine: dict[str, Answer], language: str) -> list[Difference]:
    found = []
    for question in form.questions:
        key = str(question.key)
        ours, theirs = mine.get(key), workspace.answers.get(key)
        if key in form.asked and ours != theirs:
            found.append(
                Difference(
                    question,
                    question.number,
                    question.text.in_language(language),
                    answer_words(question, ours, language) if ours is not None else "",
                    answer_words(question, theirs, language) if theirs is not None else "",
                )
            )
    return found


def _hidden(form: StepForm) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for question in form.questions:
        if str(question.key) not in form.asked:
            continue
        raw: RawAnswer = form.raw_of(question)
        pairs += [(str(question.key), value) for value in raw.values]
        if raw.stance:
            pairs.append((f"{question.key}{STANCE}", raw.stance))
        if f"{question.key}{KEEP}" in form.data:
            pairs.append((f"{question.key}{KEEP}", "on"))
    return pairs
