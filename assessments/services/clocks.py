"""Whether the time can be believed: a seal with a wrong time, and what is kept by it, would be worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max

from assessments.models import AuditEvent
from assessments.services.access import scope

TOLERANCE = timedelta(seconds=5)
STAMP_WITHIN = timedelta(seconds=60)
"""How long after the time of the seal its time stamp may be made."""


@dataclass(eq=False)
class ClockWrong(Exception):
    """Nothing is sealed at this time; `reason` is a plain sentence."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time here and in the database, read at once."""

    here: datetime
    database: datetime

    @property
    def apart(self) -> timedelta:
        """By how much they differ."""
        return abs(self.here - self.database)

    @property
    def agreed(self) -> datetime:
        """The time here; where the two disagree the earlier, for a wrong time ahead would hold up what follows."""
        return self.here if self.apart <= TOLERANCE else min(self.here, self.database)


def read_clocks(clock: Callable[[], datetime]) -> Clocks:
    """Both, without a lock or a wait between."""
    database = database_now()
    return Clocks(clock(), database)


def database_now() -> datetime:
    """PostgreSQL's time of day; unlike now() it moves on within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
    assert isinstance(moment, datetime)  # noqa: S101 (a column of this type)
    return moment


def sealing_time(organisation_id: UUID, frozen_at: datetime, clock: Callable[[], datetime]) -> datetime:
    """The time for a seal that is put on now: never before what happened already. Raises ClockWrong."""
    clocks = read_clocks(clock)
    if clocks.apart > TOLERANCE:
        raise ClockWrong(
            f"the clocks of the signer ({_told(clocks.here)}) and of the database ({_told(clocks.database)}) differ by"
            f" more than {TOLERANCE.seconds} seconds; set them right, then seal again"
        )
    with scope(organisation_id):
        newest = AuditEvent.objects.filter(organisation_id=organisation_id).aggregate(at=Max("at"))["at"]
    latest = max(frozen_at, newest or frozen_at)
    if latest - clocks.here > TOLERANCE:
        raise ClockWrong(
            f"the clock of the signer ({_told(clocks.here)}) is behind the newest event of the audit trail"
            f" ({_told(latest)}); set it right, then seal again"
        )
    return max(clocks.here, latest)


def check_stamp(sealed_at: datetime, stamped_at: datetime | None) -> None:
    """Raises ClockWrong where the time-stamp authority says another time than the seal."""
    if stamped_at is not None and not -TOLERANCE <= stamped_at - sealed_at <= STAMP_WITHIN:
        raise ClockWrong(
            f"the time-stamp authority says {_told(stamped_at)}, the clocks here say {_told(sealed_at)}; set them"
            " right, then seal again"
        )


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}"
