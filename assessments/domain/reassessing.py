"""When an assessment has to be made again: on what the law names, and a year after the last one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Trigger(StrEnum):
    """What makes an assessment out of date by law (Measures art. 9 para. 3)."""

    PURPOSE = "purpose"
    """The purpose of handling faces changes."""
    METHOD = "method"
    """The way in which they are handled changes."""
    INCIDENT = "incident"
    """A major security incident has happened."""


DAYS_AFTER: Mapping[Trigger, int] = {Trigger.PURPOSE: 0, Trigger.METHOD: 0, Trigger.INCIDENT: 30}
"""Days from what happened to the day on which it has to be assessed again. A change has to be assessed before it is
made; for an incident the law sets no number, and thirty days are ours."""
SHOWN_DAYS_BEFORE = 60
"""So many days before its day a new assessment is called for."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing on record that makes an assessment out of date."""

    trigger: Trigger
    on: date
    """The day on which it happened, or is going to."""
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """A new assessment is called for."""

    due: date
    trigger: Trigger | None
    """None where only a year has gone by."""

    def is_near(self, today: date) -> bool:
        """Whether it is time to say so."""
        return self.due - timedelta(days=SHOWN_DAYS_BEFORE) <= today


def plan_again(handed_in: datetime | None, last_day: date | None, happened: Iterable[Happening]) -> Again | None:
    """The earliest reason to assess again; None where nothing was assessed yet and nothing has happened.

    `handed_in` is when the answers of the newest sealed revision were handed in, which settles what was recorded until
    then; `last_day` the day on which that revision was frozen.
    """
    reasons = [
        Again(each.on + timedelta(days=DAYS_AFTER[each.trigger]), each.trigger)
        for each in happened
        if handed_in is None or each.recorded_at > handed_in
    ]
    if last_day is not None:
        reasons.append(Again(a_year_after(last_day), None))
    return min(reasons, key=lambda each: each.due, default=None)


def a_year_after(day: date) -> date:
    """The same day of the next year; 28 February after a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
