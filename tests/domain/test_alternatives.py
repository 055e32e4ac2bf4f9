"""What would have to be true: the fewest changes, each of them enough, none of them a circumstance or a day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.cases import Case, read_case
from assessments.domain.alternatives import MOST_ALTERNATIVES, Change, what_would_meet
from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import Catalogue, QuestionKey, QuestionKind, UncertainPointKey
from assessments.domain.engine import assess
from assessments.domain.findings import Finding, Verdict
from tests.conftest import CASES

EDITION = current_edition()
NEGLECTED = ("a-02-office-tower-neglected", "d-02-scenic-spot-neglected", "g-02-airport-lounges-neglected")
ASKED = (Verdict.NOT_MET, Verdict.PARTLY_MET, Verdict.NEEDS_JUDGEMENT)


def case(name: str) -> Case:
    return read_case(CASES / f"{name}.yaml", EDITION)


def findings(one: Case) -> Iterator[Finding]:
    return (each for each in assess(EDITION, one.answers, one.as_of).findings if each.verdict in ASKED)


def alternatives(name: str, key: str) -> tuple[tuple[Change, ...], ...]:
    one = case(name)
    found = next(each for each in findings(one) if each.obligation == key)
    return what_would_meet(found, EDITION, one.answers, one.as_of)


def change(key: str, *answers: Answer) -> Change:
    return Change(QuestionKey(key), answers)


def test_one_other_answer_is_enough() -> None:
    assert alternatives("a-02-office-tower-neglected", "M10-not-sole") == ((change("q_other_way", "equal", "worse"),),)


def test_where_several_answers_are_needed_all_are_named() -> None:
    assert alternatives("a-02-office-tower-neglected", "H13-workforce") == (
        (change("q_consent", "yes"), change("q_staff_rules", "yes"), change("q_other_way", "equal")),
    )


def test_of_several_choices_those_nearest_to_the_present_ones_are_named() -> None:
    one = case("d-02-scenic-spot-neglected")
    present = one.answers["q_need_file"]
    assert isinstance(present, Several)
    ((found,),) = alternatives("d-02-scenic-spot-neglected", "M04-necessity")
    (wanted,) = found.answers
    assert isinstance(wanted, Several)
    assert set(present.choices) & set(wanted.choices) == set(present.choices) - {"none"}
    assert {"why_face", "others_fail"} <= set(wanted.choices)


def test_none_of_these_stands_before_another_choice_of_the_same_sort() -> None:
    ((found,),) = alternatives("a-06-office-tower-matters-of-judgement", "M03-lawful-ethics")
    assert found == change("q_other_use", Several(("none",)))


def test_the_nearest_number_is_named() -> None:
    assert alternatives("d-02-scenic-spot-neglected", "V17-video-retention") == ((change("q_video_days", 30),),)


def test_what_only_time_or_place_could_change_is_not_named() -> None:
    assert alternatives("d-02-scenic-spot-neglected", "V10-secret-site") == ()
    assert alternatives("g-02-airport-lounges-neglected", "L23-local") == ()


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize("name", NEGLECTED)
def test_each_alternative_meets_the_obligation_and_no_part_of_it_does(name: str) -> None:
    one = case(name)
    told = 0
    for finding in findings(one):
        found = what_would_meet(finding, EDITION, one.answers, one.as_of)
        assert len(found) <= MOST_ALTERNATIVES
        for each in found:
            told += 1
            for answer in each[-1].answers:
                changes = {**{str(c.question): c.answers[0] for c in each[:-1]}, str(each[-1].question): answer}
                assert verdict_after(one, finding, changes) is Verdict.MET
                for left_out in changes:
                    rest = {key: value for key, value in changes.items() if key != left_out}
                    assert verdict_after(one, finding, rest) is not Verdict.MET
    assert told > 10


def verdict_after(one: Case, finding: Finding, changes: dict[str, Answer]) -> Verdict:
    assessed = assess(EDITION, {**one.answers, **changes}, one.as_of)
    return next(each.verdict for each in assessed.findings if each.obligation == finding.obligation)


@pytest.mark.parametrize("name", NEGLECTED)
def test_no_circumstance_and_no_day_is_thought_of_as_another(name: str) -> None:
    one = case(name)
    for finding in findings(one):
        for each in what_would_meet(finding, EDITION, one.answers, one.as_of):
            for part in each:
                question = EDITION.questions[part.question]
                assert not question.circumstance
                assert question.kind is not QuestionKind.DATE


def test_nothing_is_named_for_what_is_met_or_open_or_left_to_a_person_by_counsel(small: Catalogue) -> None:
    point = UncertainPointKey("U1")
    for answers, points in (
        ({"q_use": Several(("x",))}, ()),
        ({}, ()),
        ({"q_use": Several(("x", "y"))}, (point,)),
    ):
        found = assess(small, answers, small.law_as_of, points).findings[1]
        assert what_would_meet(found, small, answers, small.law_as_of) == ()
    gap = assess(small, {"q_use": Several(("x", "y"))}, small.law_as_of).findings[1]
    assert what_would_meet(gap, small, {"q_use": Several(("x", "y"))}, small.law_as_of) == (
        (change("q_use", Several(("x",))),),
    )


def test_more_changes_than_a_person_can_hold_are_not_named() -> None:
    one = case("a-02-office-tower-neglected")
    answers = {key: value for key, value in one.answers.items() if key not in ("q_other_way", "q_staff_rules")}
    answers |= {"q_consent": "no", "q_other_way": "none", "q_staff_rules": "no"}
    for finding in assess(EDITION, answers, one.as_of).findings:
        for each in what_would_meet(finding, EDITION, answers, one.as_of):
            assert len(each) <= 3
