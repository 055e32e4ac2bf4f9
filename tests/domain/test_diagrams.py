"""Decision diagrams say what the engine says, for every class of answers; nothing is lost by merging."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.catalogues import current_edition
from assessments.domain.answers import Answer, NotSure
from assessments.domain.catalogue import Catalogue, ObligationKey, QuestionKey
from assessments.domain.classes import classes_of
from assessments.domain.conditions import All, Moment, Not
from assessments.domain.diagrams import Diagram
from assessments.domain.examining import (
    combinations_of,
    differences,
    examine,
    example_answers,
    flips,
    known_class,
)
from assessments.domain.findings import Verdict
from assessments.domain.lazy import LazyView, Truth, verdict_of
from assessments.domain.nodes import Node, Switch, parts_of
from assessments.domain.reading import branches_of

EDITION = current_edition()
DAY = EDITION.law_as_of
thorough = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@cache
def drawn(key: ObligationKey) -> tuple[Diagram, Node]:
    one = EDITION.obligations[key]
    diagram = Diagram(EDITION, classes_of(branches_of(one), EDITION, DAY), DAY)
    return diagram, diagram.decision(one)


def followed(diagram: Diagram, node: Node, answers: Mapping[str, Answer | None]) -> Truth | Verdict | None:
    """What the diagram says of these answers."""
    while (question := diagram.next_question(node)) is not None:
        answer = answers.get(question)
        number = next(n for n, one in enumerate(diagram.classes[question]) if answer in one.members)
        node = diagram.take(node, question, number)
    return diagram.value(node)


@thorough
@given(st.data())
def test_a_diagram_says_what_the_engine_says(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(EDITION.obligations)))
    diagram, node = drawn(key)
    members = {key: [member for one in found for member in one.members] for key, found in diagram.classes.items()}
    answers = {str(question): data.draw(st.sampled_from(found)) for question, found in members.items()}
    said = verdict_of(EDITION.obligations[key], LazyView(EDITION, answers.get, DAY))
    assert followed(diagram, node, answers) is said


def test_answers_of_one_class_come_to_one_verdict() -> None:
    diagram, node = drawn(ObligationKey("P26-purpose-lock"))
    for question, classes in diagram.classes.items():
        for one in classes:
            for example in examine(diagram, node).examples.values():
                base = example_answers(example)
                told = set()
                for member in one.members[:8]:
                    answers: dict[str, Answer | None] = {**base, str(question): member}
                    told.add(verdict_of(EDITION.obligations[ObligationKey("P26-purpose-lock")], view(answers)))
                assert len(told) == 1, (question, one)


def view(answers: dict[str, Answer | None]) -> LazyView:
    return LazyView(EDITION, answers.get, DAY)


def small_diagram(small: Catalogue, key: str) -> tuple[Diagram, Node]:
    one = small.obligations[ObligationKey(key)]
    diagram = Diagram(small, classes_of(branches_of(one), small, small.law_as_of), small.law_as_of)
    return diagram, diagram.decision(one)


def test_every_outcome_has_an_example_that_leads_to_it(small: Catalogue) -> None:
    diagram, node = small_diagram(small, "O2-ban")
    found = examine(diagram, node)
    assert set(found.examples) == set(Verdict) - {Verdict.NOT_APPLICABLE}
    for outcome, example in found.examples.items():
        said = verdict_of(
            small.obligations[ObligationKey("O2-ban")],
            LazyView(small, example_answers(example).get, small.law_as_of),
        )
        assert said is outcome


def test_the_number_of_combinations_is_that_of_the_answers(small: Catalogue) -> None:
    diagram, node = small_diagram(small, "O2-ban")
    # q_use: x, y, both, none, not sure, missing; nothing else is read
    assert combinations_of(diagram.classes) == 6
    assert examine(diagram, node).ways == 5
    assert examine(diagram, node, known_class).ways == 4


def test_two_diagrams_part_where_their_conditions_do(small: Catalogue) -> None:
    diagram, _ = small_diagram(small, "O1-duty")
    one = small.obligations[ObligationKey("O1-duty")]
    met, not_met = diagram.build(one.met_if), diagram.build(one.not_met_if)
    assert list(differences(diagram, met, met)) == []
    parted = {(each.first, each.second) for each in differences(diagram, met, not_met)}
    assert parted == {(Truth.TRUE, Truth.FALSE), (Truth.FALSE, Truth.TRUE)}


def test_a_flip_names_the_answer_that_makes_it(small: Catalogue) -> None:
    diagram, node = small_diagram(small, "O3-advice")
    # needs_judgement_if asks whether q_cite is answered: an answer to it turns met into judgement
    found = list(flips(diagram, node, {QuestionKey("q_kind"), QuestionKey("q_use")}))
    assert ("q_cite", Verdict.MET, Verdict.NEEDS_JUDGEMENT) in {
        (each.question, each.before, each.after) for each in found
    }
    assert {each.question for each in found} == {"q_cite"}
    assert list(flips(diagram, node, {each for each in diagram.classes})) == []


def test_nodes_are_made_of_nodes_and_each_is_made_once() -> None:
    diagram, node = drawn(ObligationKey("M15-filing"))
    waiting, seen = [node], set()
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting += parts_of(diagram.contents[each])
    assert len(set(diagram.contents)) == len(diagram.contents)
    assert any(isinstance(diagram.contents[each], Switch) for each in seen)


@pytest.mark.parametrize("day", [date(2026, 1, 15), DAY])
def test_a_yearly_limit_is_judged_on_its_day(day: date) -> None:
    one = EDITION.obligations[ObligationKey("N37-minor-audit")]
    diagram = Diagram(EDITION, classes_of(branches_of(one), EDITION, day), day)
    outcomes = set(examine(diagram, diagram.decision(one), known_class).examples)
    assert (Verdict.NOT_MET in outcomes) == (day == DAY)
    assert (Verdict.NEEDS_JUDGEMENT in outcomes) == (day != DAY)


def test_not_sure_and_missing_are_alike_where_a_question_opens_no_other() -> None:
    diagram, _ = drawn(ObligationKey("M04-minimal"))
    assert any({None, NotSure.NOT_SURE} <= set(one.members) for one in diagram.classes[QuestionKey("q_minimal")])


def test_not_sure_and_missing_differ_where_a_question_opens_others(small: Catalogue) -> None:
    diagram, _ = small_diagram(small, "O4-filing")
    assert not any({None, NotSure.NOT_SURE} <= set(one.members) for one in diagram.classes[QuestionKey("q_sure")])


def test_the_contrary_of_the_contrary_is_the_condition_itself(small: Catalogue) -> None:
    diagram, _ = small_diagram(small, "O4-filing")
    one = small.obligations[ObligationKey("O4-filing")].applies_if
    assert diagram.build(Not(Not(one))) == diagram.build(one) != diagram.build(Not(one))


def test_differences_can_be_looked_for_among_known_answers_only(small: Catalogue) -> None:
    diagram, _ = small_diagram(small, "O1-duty")
    one = small.obligations[ObligationKey("O1-duty")]
    pair = diagram.build(one.applies_if), diagram.build(All((one.applies_if, one.met_if)))
    found = list(differences(diagram, *pair, known_class))
    assert found
    assert all(each.has_known for difference in found for each in difference.example.values())


def test_a_comparison_of_the_day_of_assessment_alone_reads_no_answer(small: Catalogue) -> None:
    diagram, _ = small_diagram(small, "O1-duty")
    later = diagram.build(Moment("as_of", "after", date(1999, 1, 1), None))
    assert diagram.value(later) is Truth.TRUE
