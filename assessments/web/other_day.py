"""The same answers as if assessed on another day: reading the day, and how the result changed over time.

Nothing here is stored. The edition's text is applied as it stands; it knows when its sources came into force, not
what law stood in their place before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessments.domain.findings import Assessed
from assessments.domain.in_force import days_of_change, read_day
from assessments.services.assessments import Workspace

FIRST_DAY = date(2021, 1, 1)
"""Where the table of days begins: the year of the Personal Information Protection Law."""


@dataclass(frozen=True, slots=True)
class AskedDay:
    """What the address asks for."""

    typed: str
    day: date | None
    error: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The result as if assessed on one day."""

    day: date
    in_force: int
    """Obligations of the edition that are in force."""
    assessed: Assessed
    red_lines: int
    red_lines_aside: int
    """Prohibitions not met by the edition's reading that counsel's view leaves to a person."""
    gaps: int
    changed: bool
    """Whether the result differs from that of the day before it in the table."""
    is_stored: bool
    is_asked: bool


def read_asked_day(typed: str | None) -> AskedDay:
    """The day in the address; with a reason where it is none."""
    if not typed:
        return AskedDay("", None, "")
    day = read_day(typed)
    if day is None:
        wrong = _("Enter a day between 1990-01-01 and 2100-12-31 as year, month and day, for example 2025-05-31")
        return AskedDay(typed[:40], None, wrong)
    return AskedDay(typed, day, "")


def plan_timeline(stored: Workspace, asked: date | None) -> Sequence[Moment]:
    """The result on each day on which obligations came into force, on the day asked for, and on the stored day."""
    days = {*days_of_change(stored.catalogue, FIRST_DAY), stored.as_of, *((asked,) if asked else ())}
    moments: list[Moment] = []
    for day in sorted(days):
        before = moments[-1] if moments else None
        moments.append(_moment(stored, day, before, is_asked=day == asked))
    return moments


def _moment(stored: Workspace, day: date, before: Moment | None, *, is_asked: bool) -> Moment:
    assessed = stored.on(day).assessed
    found = assessed.findings
    red_lines, gaps = sum(each.is_red_line for each in found), sum(each.is_gap for each in found)
    now = (assessed.overall, red_lines, gaps)
    then = (before.assessed.overall, before.red_lines, before.gaps) if before else now
    return Moment(
        day=day,
        in_force=sum(each.not_in_force_before is None for each in found),
        assessed=assessed,
        red_lines=red_lines,
        red_lines_aside=sum(each.is_red_line_set_aside for each in found),
        gaps=gaps,
        changed=then != now,
        is_stored=day == stored.as_of,
        is_asked=is_asked,
    )
