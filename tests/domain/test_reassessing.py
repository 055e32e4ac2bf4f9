"""When to assess again: the earliest of what is on record and of a year after the last revision."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from assessments.domain.reassessing import Again, Happening, Trigger, a_year_after, plan_again

HANDED_IN, DAY = datetime(2026, 3, 10, 2, tzinfo=UTC), date(2026, 3, 10)
LATER, EARLIER = HANDED_IN + timedelta(days=90), HANDED_IN - timedelta(days=1)


def test_nothing_calls_for_it_before_anything_was_assessed_or_has_happened() -> None:
    assert plan_again(None, None, ()) is None


def test_a_year_after_the_last_revision() -> None:
    assert plan_again(HANDED_IN, DAY, ()) == Again(date(2027, 3, 10), None)
    assert a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_change_counts_at_once_and_an_incident_after_thirty_days() -> None:
    change = Happening(Trigger.METHOD, date(2026, 7, 1), LATER)
    incident = Happening(Trigger.INCIDENT, date(2026, 6, 20), LATER)
    assert plan_again(HANDED_IN, DAY, (incident, change)) == Again(date(2026, 7, 1), Trigger.METHOD)
    assert plan_again(HANDED_IN, DAY, (incident,)) == Again(date(2026, 7, 20), Trigger.INCIDENT)
    assert plan_again(None, None, (change,)) == Again(date(2026, 7, 1), Trigger.METHOD)


def test_a_revision_settles_what_was_on_record_when_its_answers_were_handed_in() -> None:
    change = Happening(Trigger.PURPOSE, date(2026, 3, 20), EARLIER)
    assert plan_again(HANDED_IN, DAY, (change,)) == Again(date(2027, 3, 10), None)
    between = Happening(Trigger.PURPOSE, date(2026, 3, 20), HANDED_IN + timedelta(seconds=1))
    assert plan_again(HANDED_IN, DAY, (between,)) == Again(date(2026, 3, 20), Trigger.PURPOSE)


def test_it_is_said_two_months_before() -> None:
    again = Again(date(2027, 3, 10), None)
    assert [again.is_near(date(2027, 1, day)) for day in (8, 9)] == [False, True]
