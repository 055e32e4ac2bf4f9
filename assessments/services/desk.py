"""The DPO's desk: assessments in order, filtered and searched, a page at a time; what a page costs does not depend on
how many there are. Every condition here is one that an index can answer under row-level security: PostgreSQL uses none
for operators that could leak what a policy hides, and "contains" is one of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower

from assessments.domain.findings import Overall
from assessments.domain.lifecycle import Role, Status
from assessments.models import Assessment, DeploymentWord
from assessments.services.access import Actor, NotAllowed, local_day

PER_PAGE = 25
MOST_COUNTED = 500
"""Counting ends here: an exact number of many costs more than the page and helps nobody."""
MOST_UNITS = 50
MOST_WORDS, LONGEST_WORD = 6, 24
LAST_CHARACTER = "\U0010ffff"

_UNITS = """
    WITH RECURSIVE each (unit) AS (
        (SELECT unit FROM assessments_deployment
         WHERE organisation_id = %(here)s AND unit <> '' ORDER BY unit LIMIT 1)
        UNION ALL
        SELECT (SELECT d.unit FROM assessments_deployment d
                WHERE d.organisation_id = %(here)s AND d.unit <> '' AND d.unit > each.unit ORDER BY d.unit LIMIT 1)
        FROM each WHERE each.unit IS NOT NULL
    ) SELECT unit FROM each WHERE unit IS NOT NULL LIMIT %(most)s
"""
"""From one unit to the next in the index, however many deployments each has."""


class Order(StrEnum):
    """What comes first."""

    LONGEST = "longest"
    """Whatever has been in its status longest."""
    NEWEST = "newest"
    DEADLINE = "deadline"
    """The nearest legal deadline; what has none is left out."""


class RedLines(StrEnum):
    """Prohibitions not met, of what is handed in."""

    SOME = "some"
    ASIDE = "aside"
    NONE = "none"


class Due(StrEnum):
    """When the next legal deadline is."""

    OVERDUE = "overdue"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"
    NONE = "none"


class Age(StrEnum):
    """How long it has been in its status, at least."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


AGE_DAYS: Mapping[Age, int] = {Age.WEEK: 7, Age.MONTH: 30, Age.QUARTER: 90}
DUE_DAYS: Mapping[Due, int] = {Due.WEEK: 7, Due.MONTH: 30}
_FIELDS = {Order.LONGEST: "since", Order.NEWEST: "since", Order.DEADLINE: "next_deadline"}


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page: the first, the last, or the one next to a line."""

    line: tuple[date | datetime, UUID] | None = None
    """The line's value in the order, and its key."""
    backwards: bool = False
    """Towards the beginning; without a line: the last page."""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of the desk."""

    id: UUID
    deployment_name: str
    place: str
    unit: str
    status: Status
    number: int
    overall: Overall | None
    """None while answers may change."""
    red_lines: int
    red_lines_aside: int
    gaps: int
    next_deadline: date | None
    is_overdue: bool
    since: datetime
    days: int
    """How many days it has been in its status."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the desk."""

    rows: Sequence[DeskRow]
    before: str
    """What leads to the page before this one; empty on the first."""
    after: str
    """What leads to the page after this one; empty on the last."""
    found: int
    """How many match, as far as they were counted."""

    @property
    def counted(self) -> int:
        """How many match; where there are more, how far counting went."""
        return min(self.found, MOST_COUNTED)

    @property
    def found_more(self) -> bool:
        """Whether more match than were counted."""
        return self.found > MOST_COUNTED


def on_the_desk(actor: Actor) -> QuerySet[Assessment]:
    """All assessments of the actor's organisation. Raises NotAllowed for everybody but a DPO."""
    if Role.DPO not in actor.roles:
        raise NotAllowed
    return Assessment.objects.filter(organisation_id=actor.organisation_id).select_related("deployment")


def load_units(actor: Actor) -> list[str]:
    """The first so many organisation units that deployments name, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, {"here": actor.organisation_id, "most": MOST_UNITS})
        return [str(unit) for (unit,) in cursor.fetchall()]


def by_red_lines(wanted: RedLines) -> Q:
    """Handed in, with such prohibitions."""
    if wanted is RedLines.SOME:
        return Q(overall=Overall.RED_LINE.value)
    if wanted is RedLines.ASIDE:
        return Q(red_lines_aside__gt=0)
    return Q(overall__in=[each.value for each in Overall if each is not Overall.RED_LINE], red_lines_aside=0)


def by_deadline(wanted: Due, today: date) -> Q:
    """Handed in, with such a next deadline on this day."""
    if wanted is Due.OVERDUE:
        return Q(next_deadline__lt=today)
    if wanted is Due.NONE:
        return Q(overall__in=[each.value for each in Overall], next_deadline__isnull=True)
    if wanted is Due.LATER:
        return Q(next_deadline__gt=today + timedelta(days=DUE_DAYS[Due.MONTH]))
    return Q(next_deadline__gte=today, next_deadline__lte=today + timedelta(days=DUE_DAYS[wanted]))


def by_age(wanted: Age, now: datetime) -> Q:
    """In its status for so long."""
    return Q(since__lte=now - timedelta(days=AGE_DAYS[wanted]))


def by_words(rows: QuerySet[Assessment], text: str) -> QuerySet[Assessment]:
    """Of a deployment in whose name, place or unit every word of `text` begins a word."""
    for each in text.split()[:MOST_WORDS]:
        word = Lower(Value(each[:LONGEST_WORD]))
        end = Lower(Value(f"{each[:LONGEST_WORD]}{LAST_CHARACTER}"))
        found = DeploymentWord.objects.filter(word__gte=word, word__lt=end)
        rows = rows.filter(deployment_id__in=found.values("deployment_id"))
    return rows


def load_page(actor: Actor, matching: QuerySet[Assessment], order: Order, turn: Turn) -> DeskPage:
    """The page of `matching` that is asked for; two queries. The page after a line that is gone is still found."""
    field, falls = _FIELDS[order], order is Order.NEWEST
    if order is Order.DEADLINE:
        matching = matching.filter(next_deadline__isnull=False)
    found = matching[: MOST_COUNTED + 1].count()
    sign = "-" if falls is not turn.backwards else ""
    ordered = matching.order_by(f"{sign}{field}", f"{sign}id")
    if turn.line is not None:
        ordered = ordered.filter(_beyond(field, turn.line, falls=bool(sign)))
    rows = list(ordered[: PER_PAGE + 1])
    has_more = len(rows) > PER_PAGE
    rows = rows[:PER_PAGE]
    if turn.backwards:
        rows.reverse()
    first, last = (_mark(rows[0], field), _mark(rows[-1], field)) if rows else ("", "")
    came_from = turn.line is not None
    return DeskPage(
        rows=[_row(each, actor.now) for each in rows],
        before=first if (has_more if turn.backwards else came_from) else "",
        after=last if (came_from if turn.backwards else has_more) else "",
        found=found,
    )


def read_mark(text: str, order: Order) -> tuple[date | datetime, UUID] | None:
    """The line that a page's mark stands for; None where it stands for none."""
    value, _, key = text.partition("~")
    try:
        read = date.fromisoformat(value) if order is Order.DEADLINE else datetime.fromisoformat(value)
        line = read, UUID(key)
    except ValueError:
        return None
    return None if isinstance(read, datetime) and read.tzinfo is None else line


def _beyond(field: str, line: tuple[date | datetime, UUID], *, falls: bool) -> Q:
    """After the line; the first condition is the one that an index begins with."""
    value, key = line
    side = "lt" if falls else "gt"
    return Q(**{f"{field}__{side}e": value}) & (Q(**{f"{field}__{side}": value}) | Q(**{f"id__{side}": key}))


def _mark(row: Assessment, field: str) -> str:
    return f"{getattr(row, field).isoformat()}~{row.id}"


def _row(row: Assessment, now: datetime) -> DeskRow:
    today, since = local_day(now), row.since or row.created_at
    return DeskRow(
        id=row.id,
        deployment_name=row.deployment.name,
        place=row.deployment.place,
        unit=row.deployment.unit,
        status=Status(row.status),
        number=row.number,
        overall=Overall(row.overall) if row.overall else None,
        red_lines=row.red_lines,
        red_lines_aside=row.red_lines_aside,
        gaps=row.gaps,
        next_deadline=row.next_deadline,
        is_overdue=row.next_deadline is not None and row.next_deadline < today,
        since=since,
        days=max(0, (today - local_day(since)).days),
    )
