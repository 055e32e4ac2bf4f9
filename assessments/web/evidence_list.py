"""All evidence of an assessment, question by question, and what runs out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from assessments.domain.catalogue import Question
from assessments.domain.evidence import Expiry
from assessments.services.access import actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.documents import EvidenceView
from assessments.services.evidence_views import load_usage, load_withdrawn


@dataclass(frozen=True, slots=True)
class QuestionEvidence:
    """The documents of one question."""

    question: Question
    documents: Sequence[EvidenceView]
    counts: bool
    """Whether the question is asked; otherwise its documents stay on record and out of the report."""


def evidence_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Everything on record, what was taken back, and how much room is left."""
    actor = actor_of(request)
    workspace = load_workspace(actor, assessment_id)
    groups = group_evidence(workspace)
    documents = [each for group in groups for each in group.documents]
    context = {
        "workspace": workspace,
        "groups": groups,
        "over": [each for each in documents if each.expiry(workspace.today) is Expiry.OVER],
        "soon": [each for each in documents if each.expiry(workspace.today) is Expiry.SOON],
        "withdrawn": load_withdrawn(assessment_id),
        "count": len(documents),
        "usage": load_usage(actor.organisation_id),
    }
    return TemplateResponse(request, "evidence/all.html", context)


def group_evidence(workspace: Workspace) -> list[QuestionEvidence]:
    """Documents by question, in the order of the questions."""
    asked = workspace.route.asked
    return [
        QuestionEvidence(question, workspace.evidence[key], key in asked)
        for key, question in workspace.catalogue.questions.items()
        if key in workspace.evidence
    ]
