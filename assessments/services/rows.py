"""One line of the list of assessments: how far it is, and what the rules say of it today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from assessments.catalogues import edition
from assessments.domain.catalogue import Severity, StepKey
from assessments.domain.counsel import CounselView
from assessments.domain.findings import Overall, Verdict
from assessments.domain.in_brief import in_brief
from assessments.domain.lifecycle import Status
from assessments.domain.upgrading import UpgradePlan
from assessments.models import Assessment, Entry
from assessments.models.revisions import FAILED
from assessments.services.access import Actor, local_day
from assessments.services.assessments import assessment_view, entry_view, revision_marks
from assessments.services.counsel_views import load_views_of_all
from assessments.services.workspace import AssessmentView, EntryView, RevisionMark, Workspace


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
    gaps_aside: int
    """Gaps by the edition's reading that counsel's view leaves to a person, prohibitions among them."""
    severities: Mapping[Severity, int]
    """Gaps by severity."""
    undetermined: int
    next_deadline: date | None
    """The earliest computed deadline of a gap; it may have passed."""
    is_overdue: bool
    revision: RevisionMark | None
    """The newest revision."""
    sealing_failed: bool
    """Its report could not be made, and nobody has asked for another attempt."""
    edition_key: str
    upgrade: UpgradePlan | None
    """What an upgrade would do; None where the edition is current, or where another assessment goes on from this."""
    upgraded_to: UUID | None


def load_rows(actor: Actor, rows: Sequence[Assessment]) -> list[AssessmentRow]:
    """A line for each, in their order; the number of queries does not depend on how many there are."""
    keys = [row.id for row in rows]
    entries, marks, views = _entries(rows), revision_marks(keys), load_views_of_all(rows)
    later = Assessment.objects.filter(upgraded_from_id__in=keys).values_list("upgraded_from_id", "id")
    went_on, today = dict(later), local_day(actor.now)
    shown = [assessment_view(row, marks.get(row.id, ()), went_on.get(row.id)) for row in rows]
    return [_row(_workspace(one, entries.get(one.id, {}), views[one.id], today)) for one in shown]


def _entries(rows: Sequence[Assessment]) -> dict[UUID, dict[StepKey, EntryView]]:
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


def _workspace(
    view: AssessmentView, entries: Mapping[StepKey, EntryView], counsel: tuple[CounselView, ...], today: date
) -> Workspace:
    return Workspace(view, edition(view.edition_key), entries, {}, (), frozenset(), False, today, counsel)


def _row(space: Workspace) -> AssessmentRow:
    one, findings, brief = space.assessment, space.assessed.findings, in_brief(space.assessed)
    deadline = brief.next_deadline
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
        overall=brief.overall,
        red_lines=brief.red_lines,
        red_lines_aside=brief.red_lines_aside,
        gaps=brief.gaps,
        gaps_aside=sum(each.is_gap_set_aside for each in findings),
        severities=Counter(each.severity for each in findings if each.is_gap),
        undetermined=sum(each.verdict is Verdict.UNDETERMINED for each in findings),
        next_deadline=deadline,
        is_overdue=deadline is not None and deadline < space.today,
        revision=one.revision,
        sealing_failed=one.revision is not None and one.revision.status == FAILED,
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
