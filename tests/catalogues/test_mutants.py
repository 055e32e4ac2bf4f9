"""The run of mutants: it changes every leaf and sees a planted change, and the cases notice nearly all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from assessments.catalogues import current_edition
from assessments.catalogues.cases import Case
from assessments.domain.catalogue import FactKey, Obligation, ObligationKey
from assessments.domain.conditions import (
    All,
    Amount,
    Answered,
    Any_,
    Condition,
    Constant,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Not,
    Only,
)
from assessments.domain.reading import branches_of, conditions_in
from benchmarks.mutants import Mutant, changed, mutants_of
from benchmarks.mutation import CASES, is_caught, read_cases
from benchmarks.telling_apart import told_apart

EDITION = current_edition()
LEAST_SHARE = 0.95


@cache
def cases() -> tuple[Case, ...]:
    return read_cases(CASES, EDITION)


@cache
def mutants() -> tuple[Mutant, ...]:
    return tuple(mutants_of(EDITION))


def planted(key: str, **branches: Condition) -> Mutant:
    other = replace(EDITION.obligations[ObligationKey(key)], **branches)  # type: ignore[arg-type]
    obligations = {**EDITION.obligations, other.key: other}
    return Mutant(key, "planted", replace(EDITION, obligations=obligations), other)


def planted_in_fact(key: str, condition: Condition) -> Mutant:
    facts = {**EDITION.facts, FactKey(key): replace(EDITION.facts[FactKey(key)], condition=condition)}
    return Mutant(f"fact {key}", "planted", replace(EDITION, facts=facts), None)


def every_condition() -> Iterator[Condition]:
    for one in EDITION.obligations.values():
        yield from branches_of(one)
    yield from (fact.condition for fact in EDITION.facts.values())
    yield from (placement.shown_if for step in EDITION.steps for placement in step.placements)


@pytest.mark.parametrize(
    ("leaf", "changes"),
    [
        (Answered("q"), [Not(Answered("q"))]),
        (FactHolds("F"), [Not(FactHolds("F"))]),
        (Is("q", ("a",)), [Not(Is("q", ("a",)))]),
        (Is("q", ("a", "b")), [Not(Is("q", ("a", "b"))), Is("q", ("b",)), Is("q", ("a",))]),
        (Has("q", ("a", "b")), [Not(Has("q", ("a", "b"))), Has("q", ("b",)), Has("q", ("a",))]),
        (Only("q", ("a", "b")), [Not(Only("q", ("a", "b"))), Only("q", ("b",)), Only("q", ("a",))]),
        (Amount("q", 5, None), [Not(Amount("q", 5, None)), Amount("q", 6, None)]),
        (Amount("q", None, 5), [Not(Amount("q", None, 5)), Amount("q", None, 4)]),
        (
            Counts("q", ("a", "b"), at_least=1, at_most=2),
            [
                Not(Counts("q", ("a", "b"), at_least=1, at_most=2)),
                Counts("q", ("b",), at_least=1, at_most=2),
                Counts("q", ("a",), at_least=1, at_most=2),
                Counts("q", ("a", "b"), at_least=2, at_most=2),
                Counts("q", ("a", "b"), at_least=1, at_most=1),
            ],
        ),
        (
            Moment("q", "after", day=None, deadline="D1"),
            [Not(Moment("q", "after", day=None, deadline="D1")), Moment("q", "before", day=None, deadline="D1")],
        ),
        (Constant(True), []),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_leaf_is_changed_in_every_way_that_it_can_be(leaf: Condition, changes: list[Condition]) -> None:
    assert [other for _, other in changed(leaf)] == changes


def test_one_leaf_is_changed_at_a_time_wherever_it_stands() -> None:
    first, second = Is("q", ("a",)), Answered("r")
    assert [other for _, other in changed(All((first, Not(Any_((second, first))))))] == [
        All((Not(first), Not(Any_((second, first))))),
        All((first, Not(Any_((Not(second), first))))),
        All((first, Not(Any_((second, Not(first)))))),
    ]


def test_every_leaf_of_every_condition_of_the_edition_is_turned_into_its_contrary_once() -> None:
    leaves = sum(1 for condition in every_condition() for _ in conditions_in(condition))
    assert leaves > 0
    assert sum(each.change.startswith("not ") for each in mutants()) == leaves


def test_every_mutant_differs_from_the_edition_in_one_place() -> None:
    for each in mutants():
        parts = (
            each.catalogue.obligations != EDITION.obligations,
            each.catalogue.facts != EDITION.facts,
            each.catalogue.steps != EDITION.steps,
        )
        assert sum(parts) == 1, each.place


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
@pytest.mark.parametrize(
    "mutant",
    [
        planted("P44-rights", met_if=Is("q_rights", ("partly",))),
        planted("P54-audit", not_met_if=Is("q_audit", ("never",))),
        planted("M15-filing", met_if=Constant(False)),
        planted("M09-pipia", applies_if=Constant(True)),
        planted_in_fact("CORE", FactHolds("PIPL")),
        planted_in_fact("RD_ONLY", Constant(False)),
    ],
    ids=lambda mutant: mutant.place,
)
def test_a_planted_change_is_caught_and_told_apart(mutant: Mutant) -> None:
    assert is_caught(mutant, cases())
    assert " -> " in str(told_apart(EDITION, mutant))


def test_an_edition_without_a_change_is_neither_caught_nor_told_apart() -> None:
    same = EDITION.obligations[ObligationKey("P44-rights")]
    for mutant in (Mutant("nothing", "none", EDITION, None), Mutant("nothing", "none", EDITION, same)):
        assert not is_caught(mutant, cases())
        assert told_apart(EDITION, mutant) is None


def test_a_change_that_another_part_of_the_edition_makes_up_for_is_proved_to_make_no_difference() -> None:
    """The day on which a filed fact changed is read only where the change was not filed."""
    found = [each for each in mutants() if each.place == "question q_mat_date" and each.change.endswith("late")]
    assert len(found) == 1
    assert not is_caught(found[0], cases())
    assert told_apart(EDITION, found[0]) is None


def test_a_change_is_not_caught_by_cases_about_something_else() -> None:
    mutant = planted("P44-rights", met_if=Is("q_rights", ("partly",)))
    silent = [each for each in cases() if "P44-rights" not in each.expect]
    assert silent
    assert not is_caught(mutant, silent)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_the_cases_notice_nearly_every_change() -> None:
    """Those that make no difference count as not noticed here; `python -m benchmarks.mutation` tells them apart."""
    survivors = [each for each in mutants() if not is_caught(each, cases())]
    share = 1 - len(survivors) / len(mutants())
    assert share >= LEAST_SHARE, Counter(each.place for each in survivors).most_common(20)


@pytest.mark.no_cover  # Tracing takes most of its time, and shows no line that other tests do not.
def test_every_obligation_is_behind_some_mutant() -> None:
    places: list[Obligation] = [each.obligation for each in mutants() if each.obligation is not None]
    assert {one.key for one in places} == set(EDITION.obligations)
