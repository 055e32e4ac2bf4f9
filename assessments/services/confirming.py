"""Earlier answers that wait to be confirmed: which there are, and making them answers of today by a person's act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assessments.domain.answers import Answer, Answers
from assessments.domain.catalogue import QuestionKey, StepKey
from assessments.domain.route import plan_route
from assessments.domain.upgrading import Outcome
from assessments.services.access import Actor
from assessments.services.entries import Recorded, record_entry
from assessments.services.workspace import EarlierAnswer, Workspace


def keepable(workspace: Workspace) -> Mapping[QuestionKey, Answer]:
    """Earlier answers that can be kept as they are, whether or not somebody has answered since."""
    return {
        one.passage.targets[0]: one.passage.value
        for one in workspace.earlier
        if one.passage.outcome is Outcome.RECONFIRM and one.passage.value is not None
    }


def unconfirmed(workspace: Workspace) -> Mapping[StepKey, Sequence[EarlierAnswer]]:
    """By step, the earlier answers that nobody has confirmed or replaced yet and that would count if all were
    confirmed. Each stands at the first step that would show its question."""
    waiting = {key: value for key, value in keepable(workspace).items() if key not in workspace.answers}
    if not waiting:
        return {}
    all_kept: Answers = {**{str(key): value for key, value in waiting.items()}, **workspace.answers}
    rows = {one.passage.targets[0]: one for one in workspace.earlier if one.passage.targets}
    found: dict[StepKey, Sequence[EarlierAnswer]] = {}
    for step in plan_route(workspace.catalogue, all_kept).steps:
        here = [key for key in step.shown if key in waiting]
        if here:
            found[step.step.key] = [rows[key] for key in here]
        waiting = {key: value for key, value in waiting.items() if key not in here}
    return found


def confirm(
    actor: Actor, known: Workspace, step: StepKey, questions: Collection[QuestionKey], based_on: int
) -> Recorded:
    """Answer these questions of `step` as they were answered before, by this person, now; the others of the step stay.

    `based_on` is the number of the newest entry that the page knew of. Raises as `record_entry` does.
    """
    here = {each.question for one in known.catalogue.steps if one.key == step for each in one.placements}
    kept = {key: value for key, value in known.answers.items() if key in here}
    wanted = {str(key): value for key, value in keepable(known).items() if key in here and key in questions}
    return record_entry(actor, known, step, {**kept, **wanted}, based_on)
