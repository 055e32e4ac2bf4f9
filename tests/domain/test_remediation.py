"""What has to be done: nothing is left out, nothing stands twice, the most urgent first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.cases import read_case
from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, ObligationKind, QuestionKey, Severity, UncertainPointKey
from assessments.domain.engine import assess
from assessments.domain.findings import Assessed, Verdict
from assessments.domain.remediation import Action, Doing, plan_actions
from assessments.domain.route import plan_route
from tests.small import DUTIES, drop, load

TODAY = date(2026, 11, 2)
UNSURE = NotSure.NOT_SURE
POINT = UncertainPointKey("U1")
CASES = Path(__file__).parent.parent / "cases" / "2026-11"
MANY: dict[str, Answer] = {"q_kind": "b", "q_sure": "yes", "q_count": 500, "q_use": Several(("x",))}


def plan(
    catalogue: Catalogue, answers: dict[str, Answer], *points: UncertainPointKey, as_of: date = TODAY
) -> tuple[Assessed, tuple[Action, ...]]:
    assessed = assess(catalogue, answers, as_of, points)
    return assessed, plan_actions(assessed, answers, plan_route(catalogue, answers).asked, catalogue)


def seen(actions: tuple[Action, ...]) -> list[tuple[Doing, str]]:
    return [(each.doing, each.key) for each in actions]


def test_a_gap_is_closed_and_leads_to_the_answer_that_decided(small: Catalogue) -> None:
    _, actions = plan(small, {**MANY, "q_count": 1, "q_use": Several(("x", "y"))})
    assert seen(actions) == [(Doing.CLOSE, "O2-ban"), (Doing.CLOSE, "O1-duty")]
    assert [each.questions for each in actions] == [("q_use",), ("q_kind",)]
    assert [each.is_red_line for each in actions] == [True, False]
    assert actions[0].severity is Severity.CRITICAL


def test_what_is_partly_met_and_what_needs_judgement_is_to_be_done_too(small: Catalogue) -> None:
    _, actions = plan(small, {**MANY, "q_count": 1, "q_use": Several(("y",)), "q_sure": "no"})
    assert seen(actions) == [(Doing.CLOSE, "O2-ban"), (Doing.DECIDE, "O1-duty")]
    assert [each.questions for each in actions] == [("q_use",), ("q_sure",)]
    assert not actions[0].is_red_line
    assert actions[0].concerns_prohibition


def test_advice_is_never_something_that_has_to_be_done(small: Catalogue) -> None:
    assessed, actions = plan(small, {"q_kind": "a", "q_sure": "no", "q_use": Several(("x",)), "q_cite": ""})
    assert {each.obligation for each in assessed.findings if each.verdict is Verdict.NEEDS_JUDGEMENT} == {
        "O1-duty",
        "O3-advice",
    }
    assert seen(actions) == [(Doing.DECIDE, "O1-duty")]
    assessed, actions = plan(small, {"q_kind": "b", "q_sure": "no", "q_use": Several(("x",))})
    assert [each.obligation for each in assessed.findings if each.is_unheeded_advice] == ["O3-advice"]
    assert seen(actions) == [(Doing.DECIDE, "O1-duty")]


@pytest.mark.parametrize(
    ("answers", "key", "question"),
    [
        ({"q_kind": "a", "q_sure": "yes", "q_use": Several(("x", "y"))}, "O2-ban", "q_use"),
        ({"q_kind": "a", "q_sure": "yes", "q_use": Several(("x",))}, "O2-ban", "q_use"),
        ({"q_kind": "c", "q_use": Several(("none",))}, "O1-duty", "q_kind"),
    ],
)
def test_where_counsel_disagrees_a_person_decides(
    small: Catalogue, tmp_path: Path, answers: dict[str, Answer], key: str, question: str
) -> None:
    edition = small if key == "O2-ban" else _only_the_question_names_the_point(tmp_path)
    _, actions = plan(edition, answers, POINT)
    action = next(each for each in actions if each.key == key)
    assert (action.doing, action.questions) == (Doing.DECIDE, (question,))
    assert action.is_red_line == (answers["q_use"] == Several(("x", "y")))


def _only_the_question_names_the_point(folder: Path) -> Catalogue:
    return load(folder, drop(DUTIES, "obligations", 1, "uncertain_points"))


def test_an_answer_to_find_out_stands_once_with_everything_that_waits_for_it(small: Catalogue) -> None:
    _, actions = plan(small, {"q_kind": UNSURE, "q_use": UNSURE, "q_sure": "yes", "q_count": 1})
    assert seen(actions) == [(Doing.FIND_OUT, "q_use"), (Doing.FIND_OUT, "q_kind")]
    assert [[one.obligation for one in each.findings] for each in actions] == [["O2-ban"], ["O1-duty"]]
    assert [each.questions for each in actions] == [("q_use",), ("q_kind",)]
    assert not actions[0].is_red_line, "nothing is breached as long as it is not known"


def test_an_answer_on_which_nothing_waits_comes_last_and_one_that_is_not_asked_does_not_count(small: Catalogue) -> None:
    _, actions = plan(small, {**MANY, "q_count": 1, "q_use": Several(("x", "y")), "q_cite": UNSURE})
    assert seen(actions) == [(Doing.CLOSE, "O2-ban"), (Doing.CLOSE, "O1-duty"), (Doing.FIND_OUT, "q_cite")]
    assert (actions[-1].findings, actions[-1].severity) == ((), None)
    off = plan(small, {"q_kind": "c", "q_use": Several(("x",)), "q_cite": UNSURE, "q_sure": UNSURE})[1]
    assert seen(off) == [(Doing.FIND_OUT, "q_cite")]


def test_a_last_day_stands_before_none_and_the_earlier_first(small: Catalogue) -> None:
    _, actions = plan(small, {**MANY, "q_day": date(2026, 8, 3)})
    assert seen(actions) == [(Doing.CLOSE, "O4-filing"), (Doing.CLOSE, "O1-duty")]
    assert actions[0].due is not None
    assert actions[0].is_overdue
    assert (actions[1].due, actions[1].is_overdue) == (None, False)


def test_a_prohibition_stands_before_a_last_day(small: Catalogue) -> None:
    _, actions = plan(small, {**MANY, "q_use": Several(("x", "y")), "q_day": date(2026, 8, 3)})
    assert [each.key for each in actions] == ["O2-ban", "O4-filing", "O1-duty"]


def test_a_holiday_notice_that_is_lacking_is_waited_for(small: Catalogue) -> None:
    assessed, actions = plan(small, {**MANY, "q_day": date(2026, 12, 28)}, as_of=date(2027, 3, 1))
    waiting = next(each for each in assessed.findings if each.obligation == "O4-filing")
    assert (waiting.verdict, waiting.missing) == (Verdict.UNDETERMINED, ())
    assert (Doing.WAIT, "O4-filing") in seen(actions)


@pytest.mark.parametrize("path", sorted(CASES.glob("[ag]-*.yaml")), ids=lambda path: path.stem)
def test_every_gap_judgement_and_unsure_answer_of_a_case_stands_exactly_once(path: Path) -> None:
    edition = current_edition()
    case = read_case(path, edition)
    assessed, actions = plan(edition, dict(case.answers), as_of=case.as_of)
    asked = plan_route(edition, case.answers).asked
    duties = [each for each in assessed.findings if each.kind is not ObligationKind.RECOMMENDATION]
    wanted = {
        *(each.obligation for each in duties if each.is_gap or each.verdict is Verdict.NEEDS_JUDGEMENT),
        *(each.obligation for each in duties if each.verdict is Verdict.UNDETERMINED and not each.missing),
        *(key for key, answer in case.answers.items() if answer is UNSURE and QuestionKey(key) in asked),
    }
    assert sorted(each.key for each in actions) == sorted(wanted)
    assert all(each.questions for each in actions if each.doing is not Doing.WAIT)
    red = [each.is_red_line for each in actions]
    assert red == sorted(red, reverse=True)
    days = [each.due for each in actions if not each.is_red_line and each.due]
    assert days == sorted(days)
