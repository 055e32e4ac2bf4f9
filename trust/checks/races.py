"""Several people save one step at the same moment: nothing is overwritten that the writer has not seen."""

from __future__ import annotations

from unittest.mock import patch

from django.utils import timezone

from assessments.services import entries
from trust.browser import quiet
from trust.cast import make_cast
from trust.checking import Check, Run, Tally
from trust.racing import faults_of, run_race

WRITERS = range(2, 9)
SAVES_OF_ONE_RACE = 100
"""Of all writers together; pages show no history, so that many small races cost less than few long ones."""


def run(run: Run) -> Tally:
    """Races of two to eight writers, all on one organisation, each on an assessment of its own."""
    saves = run.size(quick=200, deep=50_000)
    tally, cast, accepted, refused, number = Tally(), make_cast(timezone.now()), 0, 0, 0
    of_one = min(SAVES_OF_ONE_RACE, -(-saves // len(WRITERS)))
    while tally.cases < saves:
        with quiet():
            race = run_race(cast, WRITERS[number % len(WRITERS)], of_one, run.seed + number)
        tally.cases += of_one
        tally.faults += faults_of(race, of_one)
        accepted, refused, number = accepted + len(race.accepted), refused + len(race.refused), number + 1
    run.say(f"{number} races: {accepted} saves accepted, {refused} refused with both texts")
    tally.expect(refused > 0, "nobody met anybody")
    return tally


def control(run: Run) -> Tally:
    """Whoever saves last wins."""
    tally, cast = Tally(), make_cast(timezone.now())
    with quiet(), patch.object(entries, "_refuse_stale"):
        race = run_race(cast, 4, 24, run.seed)
    tally.cases, tally.faults = 24, faults_of(race, 24)
    return tally


CHECK = Check(
    "No answer is silently overwritten: every save is in the history, or its writer is shown both texts.",
    run,
    control,
    "the condition on the version",
)
