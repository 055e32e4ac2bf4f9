"""Who answered what and when, and putting an earlier answer back. Nothing is rewritten: that is a new entry, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments.domain.actions import Act
from assessments.domain.answers import Answer
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.domain.lifecycle import Role
from assessments.models import Entry
from assessments.services.access import Actor, NotAllowed, NotFound
from assessments.services.assessments import entry_view
from assessments.services.audit import record_event
from assessments.services.entries import Recorded, UnknownStep, record_entry
from assessments.services.workspace import EntryView, Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """What one act did to one question; None stands for an open question."""

    question: QuestionKey
    before: Answer | None
    after: Answer | None
    counts: bool
    """Whether the question still has the value that this act gave it."""


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """One saved entry, as what it changed."""

    entry: EntryView
    changes: Sequence[Change]


def load_acts(workspace: Workspace) -> list[SavedEntry]:
    """Every act that changed an answer, oldest first. Entries that only repeat what stood are left out."""
    rows = Entry.objects.filter(assessment_id=workspace.assessment.id).select_related("made_by").order_by("number")
    entries = [entry_view(each, workspace.catalogue, each.made_by.name) for each in rows]
    now: dict[QuestionKey, Answer | None] = {}
    last: dict[QuestionKey, int] = {}
    told = []
    for entry in entries:
        changed = {key: now.get(key) for key, after in entry.answers.items() if now.get(key) != after}
        now |= entry.answers
        last |= dict.fromkeys(changed, entry.number)
        told.append((entry, changed))
    return [
        SavedEntry(
            entry, [Change(key, was, entry.answers[key], last[key] == entry.number) for key, was in changed.items()]
        )
        for entry, changed in told
        if changed
    ]


def step_showing(workspace: Workspace, question: QuestionKey) -> StepKey | None:
    """The first step on the route that shows the question; None where it is not asked."""
    return next((each.step.key for each in workspace.route.steps if question in each.shown), None)


def given_in(workspace: Workspace, question: QuestionKey, number: int) -> Answer:
    """What entry `number` answered to `question`. Raises NotFound where it gave no answer."""
    row = Entry.objects.filter(assessment_id=workspace.assessment.id, number=number).first()
    if row is None or question not in row.answers:
        raise NotFound
    answer = entry_view(row, workspace.catalogue, "").answers[question]
    if answer is None:
        raise NotFound
    return answer


@transaction.atomic
def restore_answer(actor: Actor, known: Workspace, question: QuestionKey, number: int, based_on: int) -> Recorded:
    """Answer `question` once more as entry `number` did; the other answers of its step stay.

    `based_on` is the number of the newest entry that the page knew of. Raises as `record_entry` does, UnknownStep
    where the question is not asked, and NotFound where that entry gave no answer to it.
    """
    if Role.ASSESSOR not in actor.roles:
        raise NotAllowed
    answer = given_in(known, question, number)
    step = step_showing(known, question)
    if step is None:
        raise UnknownStep
    here = {each.question for one in known.catalogue.steps if one.key == step for each in one.placements}
    kept = {key: value for key, value in known.answers.items() if key in here}
    recorded = record_entry(actor, known, step, {**kept, question: answer}, based_on)
    if recorded.made_entry:
        told: dict[str, str | int] = {"question": str(question), "entry": number}
        into = known.assessment.id
        record_event(actor.organisation_id, actor.person_id, Act.RESTORE_ANSWER, into, actor.now, **told)
    return recorded
