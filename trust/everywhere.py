"""A revision in which somebody's words stand in every field that people fill in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from assessments.catalogues import edition
from assessments.domain.catalogue import Catalogue, QuestionKind
from assessments.domain.counsel import CounselView
from assessments.domain.evidence import EvidenceKind, EvidenceMark
from assessments.domain.places import find_common, judge_places
from assessments.domain.progress import ActionState
from assessments.domain.remediation import plan_actions
from assessments.domain.reviewing import ReviewerView
from assessments.domain.revision import (
    ActionMark,
    GivenAnswer,
    PlaceMark,
    RevisionContent,
    answers_of,
    edition_of,
    from_canonical,
)
from assessments.domain.revision_schemas import schema_for
from assessments.models import Revision
from assessments.services.access import scope

DAY, MOMENT = date(2026, 11, 3), "2026-11-20T03:04:05Z"


def content_of(organisation_id: UUID, revision_id: UUID) -> tuple[RevisionContent, Catalogue]:
    """What a revision froze, and its edition."""
    with scope(organisation_id):
        content = bytes(Revision.objects.get(id=revision_id).content)
    catalogue = edition(edition_of(content).key)
    return from_canonical(content, catalogue), catalogue


def with_words(content: RevisionContent, catalogue: Catalogue, words: str) -> RevisionContent:
    """The same revision; where it has nothing of a kind, with one such thing."""
    first, point = content.answers[0].question, next(iter(catalogue.uncertain_points))
    finding = content.assessed.findings[0]
    moves = [each for each in content.review if each.comment] or list(content.review)
    return replace(
        content,
        schema=schema_for(says_more=True, has_plan=True),
        organisation=replace(content.organisation, name=words),
        deployment=replace(content.deployment, name=words, place=words, description=words),
        answers=tuple(_answer_with(each, catalogue, words) for each in content.answers),
        counsel=(CounselView(point, words, DAY, words, words, words, MOMENT),),
        attestations=tuple(replace(each, person_name=words) for each in content.attestations),
        review=tuple(replace(each, by=words, comment=words) for each in moves),
        evidence=(
            EvidenceMark(words, "cd" * 32, first, "e-1", EvidenceKind.FILE, "application/pdf", 9, "", "", DAY, None,
                         words, MOMENT),
            EvidenceMark(words, "ef" * 32, first, "e-2", EvidenceKind.REGISTERED, None, None, words, words, None, DAY,
                         words, MOMENT),
        ),
        places=(_place_with(content, catalogue, words),),
        reviewer_views=(ReviewerView(finding.obligation, finding.verdict, False, words, words, MOMENT),),
        actions=_actions_with(content, catalogue, words),
    )  # fmt: skip


def _answer_with(given: GivenAnswer, catalogue: Catalogue, words: str) -> GivenAnswer:
    is_text = catalogue.questions[given.question].kind is QuestionKind.TEXT
    return replace(given, made_by=words, value=words if is_text else given.value)


def _place_with(content: RevisionContent, catalogue: Catalogue, words: str) -> PlaceMark:
    common = find_common(catalogue, answers_of(content, catalogue), content.as_of)
    result = judge_places(common, {words: {}})[words]
    return PlaceMark(
        id=str(UUID(int=1)),
        name=words,
        address=words,
        devices=1,
        described_by=words,
        described_at=MOMENT,
        exceptions=(),
        open=result.open,
        overall=result.assessed.overall,
        findings=result.own,
    )


def _actions_with(content: RevisionContent, catalogue: Catalogue, words: str) -> tuple[ActionMark, ...]:
    asked = {key for each in content.route for key in each.questions}
    planned = plan_actions(content.assessed, answers_of(content, catalogue), asked, catalogue)
    return tuple(
        ActionMark(
            key=one.key,
            owner=words,
            due=None if one.due else DAY,
            state=ActionState.DONE,
            note=words,
            evidence=words,
            evidence_digest="9a" * 32,
            made_by=words,
            made_at=MOMENT,
        )
        for one in planned[:1]
    )
