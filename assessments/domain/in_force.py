"""From which day an obligation binds: told by the sources that it rests on."""

from __future__ import annotations

from datetime import date

from assessments.domain.catalogue import Catalogue, Obligation


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
