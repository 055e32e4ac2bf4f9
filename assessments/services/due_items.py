"""Days that people of an organisation should keep: of actions, of the law, of assessing again. Reminders by mail and
the calendar of a person are made of them; they say who should know, and never what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from django.db.models import Q

from assessments.domain.findings import Verdict
from assessments.domain.lifecycle import Role, Status
from assessments.domain.progress import due_day
from assessments.domain.reassessing import Again
from assessments.models import ActionRecord, Assessment, Membership
from assessments.services.colleagues import WORKING
from assessments.services.progress import RecordedAction, load_newest
from assessments.services.reassessing import load_again
from assessments.services.rows import load_spaces
from assessments.services.workspace import Workspace

CHUNK = 100
"""Assessments whose answers are in memory at once."""
_OPEN = frozenset({Verdict.NOT_MET, Verdict.PARTLY_MET, Verdict.UNDETERMINED})
_PAST = (Status.SUPERSEDED.value, Status.WITHDRAWN.value)


class DueKind(StrEnum):
    """What has a day."""

    ACTION = "action"
    """Something that the person sees to."""
    LIMIT = "limit"
    """A limit in time that the law sets."""
    AGAIN = "again"
    """A new assessment."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One day to keep."""

    key: UUID
    """The same every day, and nothing can be read from it."""
    kind: DueKind
    day: date
    assessment_id: UUID
    people: frozenset[UUID]
    """Who should know: the owner; else the author of the assessment and the DPOs, as far as they still work here."""


def load_due_items(organisation_id: UUID, today: date, *, of: UUID | None = None) -> Iterator[DueItem]:
    """All of an organisation that the transaction sees; of each deployment only the newest assessment counts.

    `of` a person leaves out assessments of which that person is told nothing.
    """
    members = _members(organisation_id)
    newest = (
        Assessment.objects.filter(organisation_id=organisation_id)
        .exclude(status__in=_PAST)
        .order_by("deployment_id", "-created_at", "id")
        .distinct("deployment_id")
    )
    if of is not None and Role.DPO not in members.get(of, ()):
        owned = ActionRecord.objects.filter(organisation_id=organisation_id, owner_id=of).values("deployment_id")
        authored = Assessment.objects.filter(organisation_id=organisation_id, author_id=of).values("deployment_id")
        newest = newest.filter(Q(deployment_id__in=owned) | Q(deployment_id__in=authored))
    # Only the keys of all at once: a hundred thousand whole rows took so long that the database ended the transaction.
    keys = list(newest.values_list("id", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield from _of_some(_rows(keys[start : start + CHUNK]), members, today)


def _rows(keys: Sequence[UUID]) -> list[Assessment]:
    """Assessments with what is told of them, in the order of the keys."""
    found = Assessment.objects.select_related("deployment", "author").in_bulk(keys)
    return [found[key] for key in keys]


def _members(organisation_id: UUID) -> Mapping[UUID, frozenset[Role]]:
    """Those who work on assessments here, with the roles that say so."""
    rows = Membership.objects.filter(
        organisation_id=organisation_id, role__in=[each.value for each in WORKING], deactivated_at__isnull=True
    )
    found: dict[UUID, frozenset[Role]] = {}
    for person, role in rows.values_list("person_id", "role"):
        found[person] = found.get(person, frozenset()) | {Role(role)}
    return found


def _of_some(rows: Sequence[Assessment], members: Mapping[UUID, frozenset[Role]], today: date) -> Iterator[DueItem]:
    deployments = {row.deployment_id for row in rows}
    records, again = load_newest(deployments), load_again(deployments)
    dpos = {person for person, roles in members.items() if Role.DPO in roles}
    for row, space in zip(rows, load_spaces(rows, today), strict=True):
        known = records.get(row.deployment_id, {})
        responsible = frozenset(dpos | ({row.author_id} & set(members)))
        yield from _actions(space, known, members)
        yield from _limits(space, known, responsible)
        yield from _again(space, again.get(row.deployment_id), responsible)


def _actions(
    space: Workspace, records: Mapping[str, RecordedAction], members: Mapping[UUID, frozenset[Role]]
) -> Iterator[DueItem]:
    for each in space.actions:
        record = records.get(each.key)
        owner = record.owner_id if record and not record.state.is_settled else None
        day = due_day(each, record.due if record else None)
        if owner in members and owner is not None and day is not None:
            yield _item(space, DueKind.ACTION, each.key, day, frozenset({owner}))


def _limits(space: Workspace, records: Mapping[str, RecordedAction], responsible: frozenset[UUID]) -> Iterator[DueItem]:
    """Limits on which something depends that is not met, in common or at a place, and that nobody recorded as settled.
    Where places have other days for the same limit, the earliest."""
    days: dict[str, date] = {}
    for each in (*space.assessed.findings, *(one for here in space.place_results.values() for one in here.own)):
        record = records.get(str(each.obligation))
        is_open = each.verdict in _OPEN and not (record and record.state.is_settled)
        if is_open and each.deadline is not None and each.deadline.due is not None:
            rule = str(each.deadline.rule)
            days[rule] = min(each.deadline.due, days.get(rule, each.deadline.due))
    for rule, day in days.items():
        yield _item(space, DueKind.LIMIT, rule, day, responsible)


def _again(space: Workspace, again: Again | None, responsible: frozenset[UUID]) -> Iterator[DueItem]:
    if again is not None:
        yield _item(space, DueKind.AGAIN, "", again.due, responsible)


def _item(space: Workspace, kind: DueKind, key: str, day: date, people: frozenset[UUID]) -> DueItem:
    one = space.assessment
    return DueItem(uuid5(one.deployment_id, f"{kind.value} {key}"), kind, day, one.id, people)
