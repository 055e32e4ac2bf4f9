"""Who is out is out, and who guesses is slowed, whatever they say about where they come from."""

from __future__ import annotations

from allauth.core.internal.ratelimit import parse_rates
from django.conf import settings
from django.test import override_settings

from trust.browser import quiet
from trust.checking import Check, Run, Tally
from trust.furnished import Furnished, furnish
from trust.guessing import HOUR_SECONDS, counting, guess
from trust.outside import answers, codes, email_of, ended, fixed, signed_out

ENOUGH_TO_GUESS = 1_000
"""More guesses in an hour than any limit that deserves the name lets through."""


def most_an_hour() -> int:
    """How many guesses at one account the settings let through in the hour with most."""
    rates = [each for each in parse_rates(settings.ACCOUNT_RATE_LIMITS.get("login_failed")) if each.per == "key"]
    return min((each.amount * -(-HOUR_SECONDS // int(each.duration)) for each in rates), default=ENOUGH_TO_GUESS)


def run(run: Run) -> Tally:
    """Guessing, sessions, codes, answers and links."""
    tally = Tally()
    with quiet(), counting():
        here = furnish("zqauth")
        tally.add(guessing(run, here, run.size(quick=300, deep=10_000)))
        with counting():
            for part in (fixed, signed_out, codes, ended, answers):
                tally.add(part(here))
    return tally


def guessing(run: Run, here: Furnished, number: int) -> Tally:
    """Wrong passwords for one account: at most so many are looked at."""
    tally, hours = Tally(), run.size(quick=1, deep=10)
    most, looked_at = guess(run.dice("guesses"), email_of(here.people["dpo"]), number, hours=hours)
    run.say(f"{number} guesses in {hours} h: {looked_at} looked at, {most} in the hour with most")
    allowed = most_an_hour()
    tally.expect(allowed <= MOST_AN_HOUR, f"the settings let {allowed} guesses an hour through")
    tally.cases += number
    tally.expect(0 < most <= MOST_AN_HOUR, f"{most} guesses in an hour were looked at")
    return tally


def control(run: Run) -> Tally:
    """The same guesses where nobody counts them."""
    with quiet(), counting(), override_settings(ACCOUNT_RATE_LIMITS={"login_failed": None}):
        return guessing(run, furnish("zqfree"), 300)


MOST_AN_HOUR = 50
CHECK = Check(
    "Who is out is out at once; of guesses at an account at most 50 an hour are looked at.",
    run,
    control,
    "limits on guessing",
)
