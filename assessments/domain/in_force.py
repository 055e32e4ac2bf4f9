"""From which day an obligation binds: told by the sources that it rests on."""

from __future__ import annotations

from datetime import date

from assessments.domain.answers import EARLIEST_DAY, LATEST_DAY
from assessments.domain.catalogue import Catalogue, Obligation
from assessments.domain.dates import day_in_words
from assessments.domain.texts import Text

_NOT_YET = Text("Not yet in force on that day; in force since {day}.", "该日尚未施行；自{day}起施行。")


def in_force_since(obligation: Obligation, catalogue: Catalogue) -> date | None:
    """The first day on which the obligation binds; None where no source of it tells a day.

    Any one of its sources is enough to found it, unless the edition names those without which it would not exist
    (`rests_on`): then all of these must be in force. A source without a known day tells nothing.
    """
    if obligation.rests_on:
        named = (catalogue.sources[each].in_force for each in obligation.rests_on)
        return max((each for each in named if each is not None), default=None)
    cited = (catalogue.sources[each.source].in_force for each in obligation.provisions)
    return min((each for each in cited if each is not None), default=None)


def read_day(written: str) -> date | None:
    """The day to assess on, written as 2025-05-31; None where it is no date, or far off."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.isoformat() == written and EARLIEST_DAY <= day <= LATEST_DAY else None


def days_of_change(catalogue: Catalogue, first: date) -> tuple[date, ...]:
    """Days from `first` to the edition's own on which an obligation came into force, each once, in order."""
    known = {in_force_since(each, catalogue) for each in catalogue.obligations.values()}
    return tuple(sorted(each for each in known if each is not None and first <= each <= catalogue.law_as_of))


def not_yet_sentence(since: date, language: str) -> str:
    """Why something does not apply on an earlier day."""
    return _NOT_YET.in_language(language).format(day=day_in_words(since, language))
