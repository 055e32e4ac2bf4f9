"""How far something to do is: its state, the day proposed for it, and whether it is late. What has to be done at all is
computed in `remediation`; this is what people record beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from assessments.domain.catalogue import Severity
from assessments.domain.remediation import Action, Doing


class ActionState(StrEnum):
    """How far an action is, as a person recorded it."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    """With something that shows it: a document or a note. The finding stays until the answers say so too."""
    NOT_NEEDED = "not_needed"
    """With a reason."""

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to do anything any more."""
        return self in (ActionState.DONE, ActionState.NOT_NEEDED)


DAYS: Mapping[Severity, int] = {
    Severity.CRITICAL: 14,
    Severity.HIGH: 30,
    Severity.MEDIUM: 60,
    Severity.LOW: 90,
    Severity.ADVICE: 90,
}
"""Days proposed where the law gives no date. Ours, not the law's."""
DAYS_FOR_A_PROHIBITION = 7
DAYS_TO_FIND_OUT = 14
"""An answer is asked for sooner than a gap can be closed."""


def propose_day(action: Action, today: date) -> date:
    """The day to suggest where the law gives none."""
    if action.is_red_line:
        return today + timedelta(days=DAYS_FOR_A_PROHIBITION)
    days = DAYS[action.severity] if action.severity else max(DAYS.values())
    if action.doing is Doing.FIND_OUT:
        days = min(days, DAYS_TO_FIND_OUT)
    return today + timedelta(days=days)


def due_day(action: Action, chosen: date | None) -> date | None:
    """The day by which it has to be done: the law's where it gives one, else the one that was chosen."""
    return action.due or chosen


def is_late(action: Action, state: ActionState, chosen: date | None, today: date) -> bool:
    """Whether its day has passed and nobody has said that it is settled."""
    due = due_day(action, chosen)
    return due is not None and due < today and not state.is_settled
