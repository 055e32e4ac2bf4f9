"""Reading assessments: one with everything around it, or all of the organisation as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from assessments.catalogues import edition
from assessments.domain.answers import answer_from_json
from assessments.domain.catalogue import Catalogue, QuestionKey, StepKey
from assessments.domain.counsel import CounselView
from assessments.domain.findings import Overall, Verdict
from assessments.domain.lifecycle import EDITABLE, Move, Role, Status, may
from assessments.domain.upgrading import UpgradePlan
from assessments.models import Assessment, Attestation, Entry, Organisation, ReviewEvent, Revision
from assessments.services.access import Actor, NotFound, local_day
from assessments.services.counsel_views import load_views, load_views_of_all
from assessments.services.earlier import load_earlier, successor_of
from assessments.services.workspace import (
    AssessmentView,
    CommentView,
    EntryView,
    ReviewView,
    RevisionMark,
    Workspace,
)

__all__ = [
    "AssessmentRow",
    "AssessmentView",
    "CommentView",
    "EntryView",
    "StepProgress",
    "Workspace",
    "entry_view",
    "is_author",
    "load_assessments",
    "load_entries",
    "load_workspace",
    "local_day",
]


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One cell of the progress row."""

    number: int
    state: str
    """ "done", "half", "none" (nothing answered) or "off" (does not apply)."""


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One line of the list of assessments."""

    id: UUID
    deployment_name: str
    place: str
    status: Status
    number: int
    updated_at: datetime
    steps: Sequence[StepProgress]
    answered: int
    asked: int
    overall: Overall
    red_lines: int
    red_lines_aside: int
    """Prohibitions not met by the edition's reading that counsel's view leaves to a person."""
    gaps: int
    undetermined: int
    next_deadline: date | None
    """The earliest computed deadline of a gap; it may have passed."""
    is_overdue: bool
    revision: RevisionMark | None
    """The newest revision."""
    edition_key: str
    upgrade: UpgradePlan | None
    """What an upgrade would do; None where the edition is current, or where another assessment goes on from this."""
    upgraded_to: UUID | None


def load_workspace(actor: Actor, assessment_id: UUID) -> Workspace:
    """One assessment of the actor's organisation. Raises NotFound."""
    row = (
        Assessment.objects.filter(organisation_id=actor.organisation_id, id=assessment_id)
        .select_related("deployment", "author")
        .first()
    )
    if row is None:
        raise NotFound
    catalogue = edition(row.edition_key)
    reviews = list(ReviewEvent.objects.filter(assessment=row).select_related("made_by").order_by("audit_sequence"))
    successor = successor_of(row) if row.status == Status.SUPERSEDED.value else None
    assessment = _view(row, _revision_marks([row.id]).get(row.id, ()), successor)
    return Workspace(
        assessment=assessment,
        catalogue=catalogue,
        entries=load_entries(row.id, catalogue),
        comments=_comments(reviews, row.number),
        reviews=tuple(_review(each) for each in reviews),
        moves=_moves(actor, row),
        may_edit=Role.ASSESSOR in actor.roles and assessment.status in EDITABLE,
        today=local_day(actor.now),
        counsel=load_views(row, catalogue),
        earlier=load_earlier(row) if row.upgraded_from_id else (),
    )


def load_entries(assessment_id: UUID, catalogue: Catalogue, *, up_to: int | None = None) -> dict[StepKey, EntryView]:
    """The newest entry of each step, or the newest that was there when entry `up_to` was the last."""
    rows = Entry.objects.filter(assessment_id=assessment_id)
    if up_to is not None:
        rows = rows.filter(number__lte=up_to)
    newest = rows.order_by("step", "-number").distinct("step").select_related("made_by")
    return {StepKey(each.step): entry_view(each, catalogue, each.made_by.name) for each in newest}


def entry_view(row: Entry, catalogue: Catalogue, made_by: str) -> EntryView:
    """A stored entry in the terms of the domain; `made_by` is the person's name."""
    answers = {
        QuestionKey(key): None if value is None else answer_from_json(catalogue.questions[QuestionKey(key)], value)
        for key, value in row.answers.items()
    }
    return EntryView(StepKey(row.step), row.number, answers, made_by, row.made_at)


def is_author(actor: Actor, row: Assessment) -> bool:
    """Whether the person entered answers, or attested to those of the revision in the making."""
    if Entry.objects.filter(assessment=row, made_by_id=actor.person_id).exists():
        return True
    attested = Attestation.objects.filter(assessment=row, number=row.number, statement="hand_in")
    return attested.filter(person_id=actor.person_id).exists()


def _moves(actor: Actor, row: Assessment) -> frozenset[Move]:
    status = Status(row.status)
    reviewing = status is Status.IN_REVIEW and Role.DPO in actor.roles
    author = reviewing and is_author(actor, row)
    alone = reviewing and Organisation.objects.values_list("sole_person_exception", flat=True).get(
        id=actor.organisation_id
    )
    offered = () if actor.trial_until else (Move.HAND_IN, Move.RETURN, Move.APPROVE, Move.REOPEN)
    return frozenset(
        each
        for each in offered
        if may(each, status, actor.roles, is_author=author, sole_person_exception=alone) is None
    )


def _view(row: Assessment, revisions: Sequence[RevisionMark], successor: UUID | None) -> AssessmentView:
    return AssessmentView(
        id=row.id,
        deployment_id=row.deployment_id,
        deployment_name=row.deployment.name,
        place=row.deployment.place,
        description=row.deployment.description,
        edition_key=row.edition_key,
        status=Status(row.status),
        as_of=row.as_of,
        number=row.number,
        author_name=row.author.name,
        report_language=row.report_language,
        updated_at=row.updated_at,
        revisions=revisions,
        upgraded_from=row.upgraded_from_id,
        upgraded_to=successor,
    )


def _revision_marks(assessment_ids: Iterable[UUID]) -> dict[UUID, tuple[RevisionMark, ...]]:
    rows = Revision.objects.filter(assessment_id__in=list(assessment_ids)).order_by("-number")
    found: dict[UUID, tuple[RevisionMark, ...]] = {}
    for key, id_, number, status, at in rows.values_list("assessment_id", "id", "number", "status", "frozen_at"):
        found[key] = (*found.get(key, ()), RevisionMark(id_, number, status, at))
    return found


def _comments(events: Iterable[ReviewEvent], number: int) -> dict[QuestionKey, tuple[CommentView, ...]]:
    found: dict[QuestionKey, tuple[CommentView, ...]] = {}
    for event in events:
        for key, text in event.comments.items() if event.number == number else ():
            comment = CommentView(text, event.made_by.name, event.made_at)
            found[QuestionKey(key)] = (*found.get(QuestionKey(key), ()), comment)
    return found


def _review(event: ReviewEvent) -> ReviewView:
    return ReviewView(Move(event.move), event.number, event.reason, event.made_by.name, event.made_at)


def load_assessments(actor: Actor) -> list[AssessmentRow]:
    """All assessments of the actor's organisation, the one changed last first."""
    rows = list(
        Assessment.objects.filter(organisation_id=actor.organisation_id)
        .select_related("deployment", "author")
        .order_by("-updated_at", "id")
    )
    entries = _entries_of_all(rows)
    marks = _revision_marks(row.id for row in rows)
    views = load_views_of_all(rows)
    today = local_day(actor.now)
    went_on = {row.upgraded_from_id: row.id for row in rows if row.upgraded_from_id}
    shown = [_view(row, marks.get(row.id, ()), went_on.get(row.id)) for row in rows]
    return [_row(_listed(one, entries.get(one.id, {}), views[one.id], today)) for one in shown]


def _entries_of_all(rows: Sequence[Assessment]) -> dict[UUID, dict[StepKey, EntryView]]:
    catalogues = {row.id: edition(row.edition_key) for row in rows}
    newest = (
        Entry.objects.filter(assessment_id__in=list(catalogues))
        .order_by("assessment_id", "step", "-number")
        .distinct("assessment_id", "step")
        .select_related("made_by")
    )
    found: dict[UUID, dict[StepKey, EntryView]] = {}
    for each in newest:
        view = entry_view(each, catalogues[each.assessment_id], each.made_by.name)
        found.setdefault(each.assessment_id, {})[view.step] = view
    return found


def _listed(
    view: AssessmentView, entries: Mapping[StepKey, EntryView], counsel: tuple[CounselView, ...], today: date
) -> Workspace:
    return Workspace(view, edition(view.edition_key), entries, {}, (), frozenset(), False, today, counsel)


def _row(space: Workspace) -> AssessmentRow:
    one, findings = space.assessment, space.assessed.findings
    deadline = _next_deadline(space)
    return AssessmentRow(
        id=one.id,
        deployment_name=one.deployment_name,
        place=one.place,
        status=one.status,
        number=one.number,
        updated_at=one.updated_at,
        steps=_progress(space),
        answered=space.route.answered_count,
        asked=space.route.answered_count + space.route.open_count,
        overall=space.assessed.overall,
        red_lines=sum(each.is_red_line for each in findings),
        red_lines_aside=sum(each.is_red_line_set_aside for each in findings),
        gaps=sum(each.is_gap for each in findings),
        undetermined=sum(each.verdict is Verdict.UNDETERMINED for each in findings),
        next_deadline=deadline,
        is_overdue=deadline is not None and deadline < space.today,
        revision=one.revision,
        edition_key=one.edition_key,
        upgrade=space.upgrade if one.upgraded_to is None else None,
        upgraded_to=one.upgraded_to,
    )


def _progress(space: Workspace) -> tuple[StepProgress, ...]:
    cells = []
    for step in space.catalogue.steps:
        on_route = space.route.step(step.key)
        if on_route is None:
            state = "off"
        elif not on_route.open:
            state = "done"
        else:
            state = "half" if len(on_route.open) < len(on_route.shown) else "none"
        cells.append(StepProgress(step.number, state))
    return tuple(cells)


def _next_deadline(space: Workspace) -> date | None:
    dates = [
        each.deadline.due
        for each in space.assessed.findings
        if each.is_gap and each.deadline is not None and each.deadline.due is not None
    ]
    return min(dates, default=None)
