"""The order of decision: which branch wins, what stays undetermined, what is said of deadlines and of the whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessments.domain.answers import Answer, NotSure, Several
from assessments.domain.catalogue import Catalogue, ObligationKind
from assessments.domain.engine import assess, overall
from assessments.domain.findings import AnswerState, Assessed, Branch, DeadlineState, Finding, Overall, Verdict
from tests.small import DUTY, load, put

UNSURE = NotSure.NOT_SURE
TODAY = date(2026, 11, 2)
ORDERED = ("needs_judgement_if", "not_met_if", "partly_met_if", "met_if")
TRUTH = {"T": True, "F": False, "?": {"is": {"q_kind": "a"}}}
"""Truths of a branch while q_kind is unanswered."""


def finding(assessed: Assessed, key: str) -> Finding:
    return next(each for each in assessed.findings if each.obligation == key)


def verdict(catalogue: Catalogue, key: str, **answers: Answer) -> Verdict:
    return finding(assess(catalogue, answers, TODAY), key).verdict


TABLE = [
    # applies, needs_judgement, not_met, partly_met, met
    ("F TTTT", Verdict.NOT_APPLICABLE),
    ("? TTTT", Verdict.UNDETERMINED),
    ("T TTTT", Verdict.NEEDS_JUDGEMENT),
    ("T FTTT", Verdict.NOT_MET),
    ("T FFTT", Verdict.PARTLY_MET),
    ("T FFFT", Verdict.MET),
    ("T FFFF", Verdict.UNDETERMINED),
    ("T FFF?", Verdict.UNDETERMINED),
    # the one exception: a true not_met stands while needs_judgement is still unknown
    ("T ?TTT", Verdict.NOT_MET),
    ("T ?FTT", Verdict.UNDETERMINED),
    ("T ?FFT", Verdict.UNDETERMINED),
    ("T F?TT", Verdict.UNDETERMINED),
    ("T F?FT", Verdict.UNDETERMINED),
    ("T FF?T", Verdict.UNDETERMINED),
    ("T ??TT", Verdict.UNDETERMINED),
]


@pytest.mark.parametrize(("truths", "expected"), TABLE)
def test_the_first_true_branch_wins_if_every_one_before_it_is_false(
    truths: str, expected: Verdict, tmp_path: Path
) -> None:
    applies, rest = truths.split()
    named = [{"verdict": each, "why": {"en": "Words", "zh": "文字"}} for each in ("met", "not_met", "needs_judgement")]
    changes = [put(TRUTH[each], *DUTY, name) for name, each in zip(ORDERED, rest, strict=True)]
    catalogue = load(
        tmp_path,
        put(TRUTH[applies], *DUTY, "applies_if"),
        *changes,
        put([*named, {"verdict": "partly_met", "why": {"en": "Words", "zh": "文字"}}], *DUTY, "never"),
        put({"any": [{"is": {"q_kind": ["a", "b"]}}]}, *DUTY[:2], 1, "needs_judgement_if"),
    )
    assert verdict(catalogue, "O1-duty") is expected


def test_a_finding_lists_the_answers_of_every_branch_it_went_through(small: Catalogue) -> None:
    found = finding(assess(small, {"q_kind": "a", "q_sure": "yes"}, TODAY), "O1-duty")
    assert found.verdict is Verdict.MET
    assert [(each.branch, each.question, each.holds, each.decisive) for each in found.reasons] == [
        (Branch.APPLIES, "q_kind", False, False),  # "is c" is false of it; its contrary applies
        (Branch.NEEDS_JUDGEMENT, "q_sure", False, False),
        (Branch.NOT_MET, "q_kind", False, False),
        (Branch.MET, "q_kind", True, True),
    ]
    assert found.missing == ()


def test_an_obligation_that_does_not_apply_names_the_fact_that_made_it_so(small: Catalogue) -> None:
    found = finding(assess(small, {"q_kind": "c"}, TODAY), "O1-duty")
    assert found.verdict is Verdict.NOT_APPLICABLE
    assert {each.branch for each in found.reasons} == {Branch.APPLIES}
    assert all(each.decisive and each.facts[0].fact == "IN_SCOPE" for each in found.reasons)
    assert all(each.facts[0].holds is False for each in found.reasons)
    assert found.deadline is None


def test_what_is_open_names_the_questions_that_could_still_decide(small: Catalogue) -> None:
    found = finding(assess(small, {"q_kind": "a", "q_sure": UNSURE}, TODAY), "O1-duty")
    assert found.verdict is Verdict.UNDETERMINED
    assert found.missing == ("q_sure",)
    assert [each.state for each in found.reasons if each.holds is None] == [AnswerState.NOT_SURE]


def test_a_breach_that_may_become_a_matter_of_judgement_names_what_would_make_it_one(small: Catalogue) -> None:
    found = finding(assess(small, {"q_kind": "b"}, TODAY), "O1-duty")
    assert found.verdict is Verdict.NOT_MET
    assert found.missing == ("q_sure",)
    assert verdict(small, "O1-duty", q_kind="b", q_sure="no") is Verdict.NEEDS_JUDGEMENT


def test_a_gate_that_is_open_is_named_on_the_whole_and_where_it_was_read(small: Catalogue) -> None:
    for answers in ({}, {"q_kind": UNSURE}):
        assessed = assess(small, answers, TODAY)
        assert assessed.scope_not_settled == ("q_kind",)
        assert finding(assessed, "O1-duty").open_gates == ("q_kind",)
        assert finding(assessed, "O3-advice").open_gates == ()
    settled = assess(small, {"q_kind": "a"}, TODAY)
    assert settled.scope_not_settled == ()
    assert finding(settled, "O1-duty").open_gates == ()


def test_a_note_stands_beside_a_finding_while_its_condition_is_true(small: Catalogue) -> None:
    assert finding(assess(small, {"q_kind": "a", "q_cite": ""}, TODAY), "O2-ban").notes == (0,)
    assert finding(assess(small, {"q_kind": "a", "q_cite": "x"}, TODAY), "O2-ban").notes == ()
    assert finding(assess(small, {"q_kind": "a"}, TODAY), "O2-ban").notes == ()


def test_a_deadline_is_computed_from_the_answer_that_starts_it(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "b", "q_sure": "yes", "q_count": 500, "q_day": date(2026, 9, 1)}
    found = finding(assess(small, answers, date(2026, 9, 2)), "O4-filing")
    assert found.verdict is Verdict.MET
    assert found.deadline is not None
    assert found.deadline.state is DeadlineState.COMPUTED
    due = found.deadline.due
    assert due is not None
    assert finding(assess(small, answers, due), "O4-filing").verdict is Verdict.MET
    late = finding(assess(small, answers, due.replace(day=due.day + 1)), "O4-filing")
    assert late.verdict is Verdict.NOT_MET
    assert {each.question for each in late.reasons} >= {"as_of", "q_day"}


def test_a_deadline_that_cannot_be_computed_leaves_the_duty_undetermined(small: Catalogue) -> None:
    answers: dict[str, Answer] = {"q_kind": "b", "q_sure": "yes", "q_count": 500, "q_day": date(2026, 12, 20)}
    found = finding(assess(small, answers, TODAY), "O4-filing")
    assert found.verdict is Verdict.UNDETERMINED
    assert found.deadline is not None
    assert found.deadline.missing_year == 2027


def test_an_answer_whose_question_is_not_shown_does_not_count(small: Catalogue) -> None:
    closed: dict[str, Answer] = {"q_kind": "c", "q_use": Several(("x",))}
    behind: dict[str, Answer] = {"q_sure": "no", "q_count": 500, "q_day": date(2020, 1, 1)}
    assert assess(small, closed, TODAY) == assess(small, closed | behind, TODAY)


def made(verdict: Verdict, kind: ObligationKind = ObligationKind.DUTY) -> Finding:
    """A finding with this verdict and nothing else."""
    fields = dict.fromkeys(Finding.__dataclass_fields__)
    return Finding(**(fields | {"kind": kind, "verdict": verdict}))  # type: ignore[arg-type]


BAN, ADVICE = ObligationKind.PROHIBITION, ObligationKind.RECOMMENDATION


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], Overall.NO_GAP_FOUND),
        ([made(Verdict.MET), made(Verdict.NOT_APPLICABLE)], Overall.NO_GAP_FOUND),
        ([made(Verdict.NEEDS_JUDGEMENT)], Overall.NO_GAP_FOUND),
        ([made(Verdict.UNDETERMINED), made(Verdict.MET)], Overall.INCOMPLETE),
        ([made(Verdict.PARTLY_MET), made(Verdict.UNDETERMINED)], Overall.GAPS),
        ([made(Verdict.NOT_MET), made(Verdict.MET)], Overall.GAPS),
        ([made(Verdict.PARTLY_MET, BAN)], Overall.GAPS),
        ([made(Verdict.NOT_MET, BAN), *[made(Verdict.MET)] * 70], Overall.RED_LINE),
        ([made(Verdict.NOT_MET, ADVICE), made(Verdict.PARTLY_MET, ADVICE)], Overall.NO_GAP_FOUND),
    ],
)
def test_the_worst_finding_speaks_for_the_whole_and_advice_never_does(
    findings: list[Finding], expected: Overall
) -> None:
    assert overall(findings) is expected
    assert overall(reversed(findings)) is expected


def test_what_is_assessed_names_its_edition_and_day(small: Catalogue) -> None:
    assessed = assess(small, {}, TODAY)
    assert assessed.edition == small.key
    assert assessed.as_of == TODAY
    assert [each.obligation for each in assessed.findings] == list(small.obligations)
