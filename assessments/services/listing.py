"""The list of an organisation's assessments, a page at a time. What the rules say is computed for the page alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from assessments.domain.lifecycle import EDITABLE, Role, Status
from assessments.models import Assessment, Revision
from assessments.models.revisions import FAILED
from assessments.services.access import Actor
from assessments.services.rows import AssessmentRow, load_rows

PER_PAGE = 25
AT_A_GLANCE = 4
"""So many lines need no filter."""
MOST_NAMED = 3
"""So many of those that wait for the person are named beside their number."""
CLOSED = frozenset({Status.SEALED, Status.SUPERSEDED, Status.WITHDRAWN})
"""States in which nobody has anything to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks for; empty means all."""

    text: str = ""
    """Part of the name or the place."""
    status: Status | None = None
    page: int = 1
    """Counted from 1; a page that is not there becomes the nearest that is."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An assessment that waits for the person who reads the list."""

    id: UUID
    deployment_name: str
    status: Status


@dataclass(frozen=True, slots=True)
class AssessmentList:
    """One page of the list."""

    rows: Sequence[AssessmentRow]
    """First those that are not closed: a prohibition not met on top, then what was returned; then the closed ones."""
    page: int
    pages: int
    found: int
    """How many match, on all pages."""
    total: int
    """How many the organisation has."""
    waiting: Sequence[Waiting]
    """The first few that wait for this person."""
    waiting_count: int

    @property
    def has_more(self) -> bool:
        """Whether there is more than this page."""
        return self.pages > 1

    @property
    def is_long(self) -> bool:
        """Whether the organisation has more than a reader takes in at a glance."""
        return self.total > AT_A_GLANCE

    @property
    def before(self) -> int:
        """Number of the page before this one; 0 where there is none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """Number of the page after this one; 0 where there is none."""
        return self.page + 1 if self.page < self.pages else 0


def load_list(actor: Actor, wanted: Wanted | None = None) -> AssessmentList:
    """A page of the actor's organisation. Over all pages: what was returned, what else waits for the actor, other
    open ones, closed ones; each the one changed last first."""
    wanted = wanted or Wanted()
    own = Assessment.objects.filter(organisation_id=actor.organisation_id)
    matching, waits = _matching(wanted), _waits_for(actor)
    counts = own.aggregate(total=Count("id"), found=_count(matching), waiting=_count(waits))
    pages = max(1, -(-counts["found"] // PER_PAGE))
    page = min(max(wanted.page, 1), pages)
    shown = _keys(own.filter(matching), waits, (page - 1) * PER_PAGE, page * PER_PAGE)
    named = _keys(own.filter(waits), waits, 0, MOST_NAMED)
    found = own.select_related("deployment", "author").in_bulk({*shown, *named})
    return AssessmentList(
        rows=_on_one_page(load_rows(actor, [found[key] for key in shown])),
        page=page,
        pages=pages,
        found=counts["found"],
        total=counts["total"],
        waiting=[_waiting(found[key]) for key in named],
        waiting_count=counts["waiting"],
    )


def _count(condition: Q) -> Count:
    return Count("id", filter=condition) if condition else Count("id")


def _matching(wanted: Wanted) -> Q:
    text = wanted.text.strip()
    # Without a word to look for, nothing is read of the deployments of a hundred thousand assessments.
    named = Q(deployment__name__icontains=text) | Q(deployment__place__icontains=text) if text else Q()
    return named & (Q(status=wanted.status.value) if wanted.status else Q())


def _keys(rows: QuerySet[Assessment], waits: Q, begin: int, end: int) -> list[UUID]:
    """Some of the rows in their order: keys alone, since deployments and people would be read for all that are put in
    order."""
    return list(_in_order(rows, waits).values_list("id", flat=True)[begin:end])


def _waits_for(actor: Actor) -> Q:
    """Where it is this person's turn."""
    states = set(EDITABLE) if Role.ASSESSOR in actor.roles else set()
    if Role.DPO not in actor.roles:
        return Q(status__in=sorted(each.value for each in states))
    states.add(Status.IN_REVIEW)
    failed = Revision.objects.filter(assessment=OuterRef("pk"), status=FAILED)
    return Q(status__in=sorted(each.value for each in states)) | Q(Exists(failed), status=Status.SEALING.value)


def _in_order(rows: QuerySet[Assessment], waits: Q) -> QuerySet[Assessment]:
    turn = Case(
        When(waits & Q(status=Status.RETURNED.value), then=Value(0)),
        When(waits, then=Value(1)),
        When(status__in=[each.value for each in CLOSED], then=Value(3)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.order_by(turn, "-updated_at", "id")


def _on_one_page(rows: Sequence[AssessmentRow]) -> list[AssessmentRow]:
    def place(row: AssessmentRow) -> tuple[bool, bool, bool]:
        return row.status in CLOSED, not (row.red_lines or row.places_red), row.status is not Status.RETURNED

    return sorted(rows, key=place)


def _waiting(row: Assessment) -> Waiting:
    return Waiting(row.id, row.deployment.name, Status(row.status))
