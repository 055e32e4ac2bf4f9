"""Clocks that are wrong, by an hour, a day or three years: nothing is sealed by them, put in another order, or let go.

The worker's clock is handed in, and so is what the database says, as a machine with a wrong clock would say it; the
server of the database is not started anew under another time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import count
from unittest.mock import patch
from uuid import UUID, uuid4

from django.utils import timezone

from assessments.domain.actions import Act
from assessments.models import AuditEvent, Report, Revision
from assessments.services import clocks, sealing
from assessments.services.access import scope
from assessments.services.audit import examine_chain, record_event
from assessments.services.clocks import ClockWrong
from assessments.services.evidence_keeping import sweep_files
from assessments.services.trials import erase_ended_trials
from trust.cast import Cast, make_cast
from trust.checking import Check, Run, Tally
from trust.retained import keep, state
from trust.sealed import rendered_here
from trust.short import short_revision

logging.getLogger(sealing.__name__).setLevel(logging.ERROR)  # It tells of each attempt that a clock has stopped.
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = (HOUR, -HOUR, DAY, -DAY, 1096 * DAY, -1096 * DAY, timedelta(seconds=6), -timedelta(seconds=6))
Clock = Callable[[], datetime]


def off_by(by: timedelta, right_at_first: int = 0) -> Clock:
    """A clock that is wrong by so much; from the beginning, or after it was asked so many times."""
    asked = count()
    return lambda: timezone.now() + (by if next(asked) >= right_at_first else timedelta())


@contextmanager
def rendered_already() -> Iterator[None]:
    """While open, a report takes no time to render: where a clock is wrong it is not looked at."""
    with patch.object(sealing, "render_in_child", lambda *given, **more: b"%PDF-"):
        yield


def refused(cast: Cast, revision_id: UUID, clock: Clock) -> bool:
    """Whether an attempt at sealing ends because of the time, and leaves no report."""
    by_time = False
    try:
        sealing.seal_revision(cast.organisation_id, revision_id, clock)
    except ClockWrong:
        by_time = True
    except sealing.FAILURES:
        return False  # It came as far as the paper, whose time is not looked at here.
    with scope(cast.organisation_id):
        row = Revision.objects.get(id=revision_id)
    return (by_time or "clock" in row.failure) and not has_report(cast, revision_id)


def has_report(cast: Cast, revision_id: UUID) -> bool:
    """Whether the revision is sealed."""
    with scope(cast.organisation_id):
        return Report.objects.filter(revision_id=revision_id).exists()


def run(run: Run) -> Tally:
    """Clocks of the worker and of the database, wrong from the beginning, from some moment on, or together."""
    tally, steps = Tally(), STEPS if run.is_deep else run.dice().sample(STEPS, 4)
    with rendered_already():
        for by in steps:
            tally.add(wrong_by(by))
    tally.add(in_order())
    tally.add(nothing_ends_early())
    run.say(f"steps: {', '.join(f'{by.total_seconds():+,.0f} s' for by in steps)}")
    return tally


def wrong_by(by: timedelta) -> Tally:
    """Nothing is sealed by this clock, whosever it is. (That both go ahead together, only a time stamp can tell.)"""
    tally, cast = Tally(), make_cast(timezone.now())
    one = short_revision(cast)
    tally.expect(refused(cast, one, off_by(by)), f"sealed by a worker that is off by {by}")
    tally.expect(refused(cast, one, off_by(by, right_at_first=2)), f"sealed by a clock that jumped by {by} meanwhile")
    other = short_revision(cast)
    with patch.object(clocks, "database_now", off_by(by)):
        tally.expect(refused(cast, other, timezone.now), f"sealed by a database that is off by {by}")
        if by <= -HOUR:  # Less than the tolerance behind the newest event is no matter.
            tally.expect(refused(cast, other, off_by(by)), f"sealed by a machine that is off by {by}")
    with scope(cast.organisation_id):
        ahead = AuditEvent.objects.filter(at__gt=timezone.now() + HOUR / 2)
        tally.expect(not ahead.exists(), f"a clock off by {by} left an event in the future")
    return tally


def in_order() -> Tally:
    """Events are in the order in which they came, whatever their times say, and the chain still fits."""
    tally, here = Tally(), make_cast(timezone.now()).organisation_id
    subjects = [uuid4() for _ in STEPS]
    for subject, by in zip(subjects, STEPS, strict=True):
        with scope(here):
            record_event(here, None, Act.FREEZE, subject, timezone.now() + min(by, -by))
    with scope(here):
        told = list(AuditEvent.objects.order_by("sequence").values_list("subject", flat=True))
        _, broken = examine_chain(here, {})
    tally.expect(told[-len(STEPS) :] == subjects, "events are in another order than they came")
    tally.expect(broken is None, f"the chain does not fit: {broken}")
    return tally


def nothing_ends_early() -> Tally:
    """What is done at night, by a clock that is ahead."""
    tally, kept = Tally(), keep(timezone.now(), timezone.now() - DAY)
    before = state(kept)
    for by in STEPS:
        for act in (sweep_files, erase_ended_trials):
            act(timezone.now() + by)
        tally.expect(before.items() <= state(kept).items(), f"something went by a clock that is off by {by}")
    return tally


def control(run: Run) -> Tally:
    """Any difference of the clocks is let pass. Only a report that is there by such a clock counts as found: an attempt
    may end for other reasons than its time."""
    tally, cast = Tally(), make_cast(timezone.now())
    one = short_revision(cast)
    with patch.object(clocks, "TOLERANCE", 4000 * DAY), patch.object(sealing, "render_in_child", rendered_here):
        with suppress(ClockWrong, *sealing.FAILURES):
            sealing.seal_revision(cast.organisation_id, one, off_by(DAY))
        tally.expect(not has_report(cast, one), f"sealed by a worker that is off by {DAY}")
    return tally


CHECK = Check(
    "A wrong clock can neither seal nor reorder nor end the time for which reports are kept.",
    run,
    control,
    "the comparison of clocks",
)
