"""Between two reviews: an answer that matters is changed, and the assessment handed in again."""

from __future__ import annotations

from uuid import UUID

from assessments.domain.answers import NotSure
from assessments.domain.engine import assess
from assessments.domain.route import plan_route
from assessments.services.access import Actor
from assessments.services.assessments import load_workspace
from assessments.services.entries import record_entry
from assessments.services.review import hand_in


def change(actor: Actor, assessment_id: UUID, question: str) -> None:
    """Be no longer sure of one answer."""
    space = load_workspace(actor, assessment_id)
    step = next(each for each in space.catalogue.steps if any(str(one.question) == question for one in each.placements))
    here = {str(one.question): space.answers[one.question] for one in step.placements if one.question in space.answers}
    record_entry(actor, space, step.key, {**here, question: NotSure.NOT_SURE}, space.based_on(step.key))


def hand_in_again(actor: Actor, assessment_id: UUID) -> None:
    value = load_workspace(actor, assessment_id).answers_digest
    hand_in(actor, assessment_id, statement_accepted=True, expected_answers_digest=value)


def a_change_that_matters(actor: Actor, assessment_id: UUID) -> str:
    """A question that, answered "not sure", opens no other and makes a verdict undetermined."""
    space = load_workspace(actor, assessment_id)
    for key in (each for each in space.catalogue.questions if each in space.route.asked):
        answers = {**space.answers, str(key): NotSure.NOT_SURE}
        if plan_route(space.catalogue, answers).open_count or space.answers[key] is NotSure.NOT_SURE:
            continue
        if assess(space.catalogue, answers, space.as_of).findings != space.assessed.findings:
            return str(key)
    raise AssertionError("nothing to change")
