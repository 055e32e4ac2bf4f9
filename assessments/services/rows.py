"""One line of the list of assessments: how far it is, and what the rules say of it today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from assessments.catalogues import edition
from assessments.domain.catalogue import Severity, StepKey
from assessments.domain.findings import Overall, Verdict
from assessments.domain.in_brief import in_brief
from assessments.domain.lifecycle import EDITABLE, Status
from assessments.domain.place_actions import plan_everywhere
from assessments.domain.place_words import count_places
from assessments.domain.progress import ActionState, is_late
from assessments.domain.reassessing import Again
from assessments.domain.upgrading import UpgradePlan
from assessments.models import Assessment, Entry
from assessments.models.revisions import FAILED
from assessments.services.access import Actor, local_day
from assessments.services.assessments import assessment_view, entry_view, revision_marks
from assessments.services.confirming import unconfirmed
from assessments.services.counsel_views import load_views_of_all
from assessments.services.earlier import load_earlier_of_all
from assessments.services.place_views import load_places_of_all
from assessments.services.progress import RecordedAction, load_newest
from assessments.services.reassessing import load_again
from assessments.services.workspace import EntryView, RevisionMark, Workspace

MOST_JUDGED = 250
"""Places with exceptions that one page of the list judges: about half a second of work at the most."""


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
    to_confirm: int
    """Earlier answers that nobody has confirmed or answered anew, while answers may change."""
    next_deadline: date | None
    """The earliest computed deadline of a gap; it may have passed."""
    is_overdue: bool
    late: int
    """Actions whose day has passed, the law's or the one that was chosen, and that nobody settled."""
    late_own: int
    """Those among them that the person who reads the list sees to."""
    again: Again | None
    """Why and by when the deployment has to be assessed again, where that is near."""
    revision: RevisionMark | None
    """The newest revision."""
    sealing_failed: bool
    """Its report could not be made, and nobody has asked for another attempt."""
    edition_key: str
    upgrade: UpgradePlan | None
    """What an upgrade would do; None where the edition is current, or where another assessment goes on from this."""
    upgraded_to: UUID | None
    places: int
    places_red: int
    """Places with a prohibition not met that is not at issue in common."""
    places_short: int
    """Places with other gaps of their own."""
    places_not_judged: int
    """Places with exceptions beyond what one page of the list judges; the assessment itself does."""


def load_rows(actor: Actor, rows: Sequence[Assessment]) -> list[AssessmentRow]:
    """A line for each, in their order; the number of queries does not depend on how many there are."""
    deployments = {row.deployment_id for row in rows}
    records, again = load_newest(deployments), load_again(deployments)
    found = []
    earlier = load_earlier_of_all(row for row in rows if Status(row.status) in EDITABLE)
    plain = load_spaces(rows, local_day(actor.now))
    spaces = [replace(each, earlier=earlier.get(each.assessment.id, ())) for each in plain]
    for space, judges_places in _judged(spaces):
        deployment_id = space.assessment.deployment_id
        mine, due = records.get(deployment_id, {}), again.get(deployment_id)
        found.append(_row(space, mine, due, actor, judges_places=judges_places))
    return found


def load_spaces(rows: Sequence[Assessment], today: date) -> list[Workspace]:
    """Each with its answers and the views of counsel that count, in their order: enough for the rules, without
    comments, moves and evidence. Deployment and author must have been read with the rows."""
    keys = [row.id for row in rows]
    entries, marks, views = _entries(rows), revision_marks(keys), load_views_of_all(rows)
    later = Assessment.objects.filter(upgraded_from_id__in=keys).values_list("upgraded_from_id", "id")
    went_on = dict(later)
    shown = [assessment_view(row, marks.get(row.id, ()), went_on.get(row.id)) for row in rows]
    places = load_places_of_all({row.id: edition(row.edition_key) for row in rows})
    return [
        Workspace(
            assessment=one,
            catalogue=edition(one.edition_key),
            entries=entries.get(one.id, {}),
            comments={},
            reviews=(),
            moves=frozenset(),
            may_edit=False,
            today=today,
            counsel=views[one.id],
            places=places.get(one.id, ()),
        )
        for one in shown
    ]


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


def _judged(spaces: Iterable[Workspace]) -> list[tuple[Workspace, bool]]:
    """Each with whether its places are judged, as far as there is time for one page."""
    left, found = MOST_JUDGED, []
    for space in spaces:
        excepted = sum(bool(each.answers) for each in space.places)
        found.append((space, excepted <= left))
        left -= excepted if excepted <= left else 0
    return found


def _row(
    space: Workspace, records: Mapping[str, RecordedAction], again: Again | None, actor: Actor, *, judges_places: bool
) -> AssessmentRow:
    one, findings, brief = space.assessment, space.assessed.findings, in_brief(space.assessed)
    results = space.place_results.values() if judges_places else ()
    deadline = in_brief(space.assessed, [each.assessed for each in results]).next_deadline
    late = late_actions(space, records, judges_places=judges_places)
    counts = count_places(space.assessed, space.place_marks if judges_places else ())
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
        overall=space.overall if judges_places else space.assessed.overall,
        red_lines=brief.red_lines,
        red_lines_aside=brief.red_lines_aside,
        gaps=brief.gaps,
        gaps_aside=sum(each.is_gap_set_aside for each in findings),
        severities=Counter(each.severity for each in findings if each.is_gap),
        undetermined=sum(each.verdict is Verdict.UNDETERMINED for each in findings),
        to_confirm=sum(map(len, unconfirmed(space).values())),
        next_deadline=deadline,
        is_overdue=deadline is not None and deadline < space.today,
        late=len(late),
        late_own=sum(owner == actor.person_id for owner in late.values()),
        again=again if again and again.is_near(space.today) and one.status is not Status.SUPERSEDED else None,
        revision=one.revision,
        sealing_failed=one.revision is not None and one.revision.status == FAILED,
        edition_key=one.edition_key,
        upgrade=space.upgrade if one.upgraded_to is None else None,
        upgraded_to=one.upgraded_to,
        places=len(space.places),
        places_red=counts.red,
        places_short=counts.short,
        places_not_judged=0 if judges_places else sum(bool(each.answers) for each in space.places),
    )


def late_actions(
    space: Workspace, records: Mapping[str, RecordedAction], *, judges_places: bool
) -> dict[str, UUID | None]:
    """Keys of the actions that are late today, with their owners; none where another assessment goes on from this."""
    if space.assessment.status is Status.SUPERSEDED:
        return {}
    late = {}
    for each in space.actions if judges_places else plan_everywhere(space.common, {}):
        record = records.get(each.key)
        state, chosen = (record.state, record.due) if record else (ActionState.OPEN, None)
        if is_late(each, state, chosen, space.today):
            late[each.key] = record.owner_id if record else None
    return late


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
