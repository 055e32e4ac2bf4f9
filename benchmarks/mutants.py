"""Conditions with one thing changed in them: what the cases have to notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessments.domain.catalogue import Catalogue, Obligation, Placement, Step
from assessments.domain.conditions import (
    All,
    Amount,
    Any_,
    Condition,
    Constant,
    Counts,
    Has,
    Is,
    Moment,
    Not,
    Only,
)

BRANCHES = ("applies_if", "needs_judgement_if", "not_met_if", "partly_met_if", "met_if")


@dataclass(frozen=True, slots=True)
class Mutant:
    """An edition with one leaf of one condition changed."""

    place: str
    """Obligation and branch, fact, or question."""
    change: str
    catalogue: Catalogue
    obligation: Obligation | None
    """The changed obligation, where the change stands in one."""


def mutants_of(catalogue: Catalogue) -> Iterator[Mutant]:
    """Every change of every leaf of every condition of the edition."""
    for one in catalogue.obligations.values():
        for branch in BRANCHES:
            for change, condition in changed(getattr(one, branch)):
                yield _in_obligation(catalogue, one, branch, change, condition)
    for fact in catalogue.facts.values():
        for change, condition in changed(fact.condition):
            facts = {**catalogue.facts, fact.key: replace(fact, condition=condition)}
            yield Mutant(f"fact {fact.key}", change, replace(catalogue, facts=facts), None)
    for number, step in enumerate(catalogue.steps):
        for place, placement in enumerate(step.placements):
            for change, condition in changed(placement.shown_if):
                steps = _with_placement(catalogue, number, place, replace(placement, shown_if=condition))
                name = f"question {placement.question}" + ("" if placement.is_home else f" again in {step.key}")
                yield Mutant(name, change, replace(catalogue, steps=steps), None)


def _in_obligation(catalogue: Catalogue, one: Obligation, branch: str, change: str, condition: Condition) -> Mutant:
    other = replace(one, **{branch: condition})  # type: ignore[arg-type]
    obligations = {**catalogue.obligations, one.key: other}
    return Mutant(f"{one.key} {branch}", change, replace(catalogue, obligations=obligations), other)


def _with_placement(catalogue: Catalogue, number: int, place: int, placement: Placement) -> tuple[Step, ...]:
    step = catalogue.steps[number]
    placements = (*step.placements[:place], placement, *step.placements[place + 1 :])
    return (*catalogue.steps[:number], replace(step, placements=placements), *catalogue.steps[number + 1 :])


def changed(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """Every condition that differs from this one in one leaf."""
    match condition:
        case Constant():
            return
        case All(parts) | Any_(parts):
            for place, part in enumerate(parts):
                for change, other in changed(part):
                    yield change, type(condition)((*parts[:place], other, *parts[place + 1 :]))
        case Not(part):
            yield from ((change, Not(other)) for change, other in changed(part))
        case _:
            yield f"not {_named(condition)}", Not(condition)
            yield from _bent(condition)


def _bent(leaf: Condition) -> Iterator[tuple[str, Condition]]:
    match leaf:
        case Is(question, values) if len(values) > 1:
            yield from ((f"{_named(leaf)} without {each}", Is(question, _without(values, each))) for each in values)
        case Has(question, choices) if len(choices) > 1:
            yield from ((f"{_named(leaf)} without {each}", Has(question, _without(choices, each))) for each in choices)
        case Only(question, choices) if len(choices) > 1:
            yield from ((f"{_named(leaf)} without {each}", Only(question, _without(choices, each))) for each in choices)
        case Counts(at_least=least, at_most=most):
            yield from (
                (f"{_named(leaf)} without {each}", replace(leaf, of=_without(leaf.of, each))) for each in leaf.of
            )
            if least is not None:
                yield f"{_named(leaf)} at least one more", replace(leaf, at_least=least + 1)
            if most is not None:
                yield f"{_named(leaf)} at most one less", replace(leaf, at_most=most - 1)
        case Amount(at_least=least, at_most=most):
            if least is not None:
                yield f"{_named(leaf)} more than {least}", replace(leaf, at_least=least + 1)
            if most is not None:
                yield f"{_named(leaf)} less than {most}", replace(leaf, at_most=most - 1)
        case Moment(relation=relation):
            yield f"{_named(leaf)} turned round", replace(leaf, relation="before" if relation == "after" else "after")


def _without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)


def _named(leaf: Condition) -> str:
    match leaf:
        case Is(question, values):
            return f"{question} is {'/'.join(values)}"
        case Has(question, values) | Only(question, values):
            return f"{question} {type(leaf).__name__.lower()} {'/'.join(values)}"
    return str(getattr(leaf, "fact", None) or f"{getattr(leaf, 'question', leaf)} {type(leaf).__name__.lower()}")
