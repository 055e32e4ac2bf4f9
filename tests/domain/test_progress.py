"""How far an action is: the proposed day, the law's day before the chosen one, and what counts as late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessments.catalogues import current_edition
from assessments.domain.catalogue import Severity
from assessments.domain.engine import assess
from assessments.domain.progress import DAYS, DAYS_FOR_A_PROHIBITION, ActionState, due_day, is_late, propose_day
from assessments.domain.remediation import Action, Doing, plan_actions
from assessments.domain.route import plan_route
from tests.conftest import case_answers

TODAY = date(2026, 11, 2)
LAW, CHOSEN, PAST = date(2026, 11, 23), date(2026, 12, 1), date(2026, 11, 1)


def planned(case: str) -> tuple[Action, ...]:
    catalogue, answers = current_edition(), case_answers(case)
    asked = plan_route(catalogue, answers).asked
    return plan_actions(assess(catalogue, answers, TODAY), answers, asked, catalogue)


ACTIONS = (*planned("sealed.yaml"), *planned("a-02-office-tower-neglected.yaml"))
UNSURE = planned("a-04-office-tower-nobody-knows.yaml")


def test_the_graver_the_sooner_and_prohibitions_first() -> None:
    days = {each.severity: (propose_day(each, TODAY) - TODAY).days for each in ACTIONS if not each.is_red_line}
    assert days == {severity: DAYS[severity] for severity in days if severity}
    assert days
    assert sorted(DAYS.values()) == [DAYS[each] for each in Severity]
    first = next(each for each in ACTIONS if each.is_red_line)
    assert propose_day(first, TODAY) == TODAY + timedelta(days=DAYS_FOR_A_PROHIBITION)


def test_an_answer_is_to_be_found_out_within_two_weeks() -> None:
    asked = [each for each in UNSURE if each.doing is Doing.FIND_OUT and not each.is_red_line]
    assert {(propose_day(each, TODAY) - TODAY).days for each in asked} == {14}
    idle = Action(Doing.FIND_OUT, "q_idle", (), (), None, is_overdue=False)
    assert propose_day(idle, TODAY) == TODAY + timedelta(days=14)


def test_the_day_of_the_law_goes_before_a_chosen_one() -> None:
    lawful = next(each for each in ACTIONS if each.due)
    free = next(each for each in ACTIONS if not each.due)
    assert (due_day(lawful, CHOSEN), due_day(free, CHOSEN), due_day(free, None)) == (LAW, CHOSEN, None)


@pytest.mark.parametrize(
    ("state", "late"), [("open", True), ("in_progress", True), ("done", False), ("not_needed", False)]
)
def test_only_what_is_not_settled_is_late(state: str, late: bool) -> None:
    free = next(each for each in ACTIONS if not each.due)
    assert is_late(free, ActionState(state), PAST, TODAY) is late
    assert not is_late(free, ActionState(state), TODAY, TODAY)
    assert not is_late(free, ActionState(state), None, TODAY)
