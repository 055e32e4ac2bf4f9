"""What a condition reads: its parts, and the questions behind them. Nothing is evaluated here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from assessments.domain.catalogue import (
    Catalogue,
    DeadlineKey,
    Fact,
    FactKey,
    Obligation,
    ObligationKey,
    QuestionKey,
)
from assessments.domain.conditions import (
    AS_OF,
    All,
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
    Reading,
)


def conditions_in(condition: Condition) -> Iterator[FactHolds | Reading]:
    """The condition and every part of it that speaks of a fact, a question or the day."""
    match condition:
        case All(parts) | Any_(parts):
            for part in parts:
                yield from conditions_in(part)
        case Not(part):
            yield from conditions_in(part)
        case Constant():
            return
        case _:
            yield condition


def questions_read(condition: Condition, facts: Mapping[FactKey, Fact]) -> frozenset[QuestionKey]:
    """The questions that a condition reads, directly or through facts."""
    read = {part.question for part in followed(condition, facts)} - {AS_OF}
    return frozenset(QuestionKey(each) for each in read)


def followed(condition: Condition, facts: Mapping[FactKey, Fact]) -> Iterator[Reading]:
    """Every part of a condition that reads an answer or the day, also those inside facts."""
    for part in conditions_in(condition):
        if isinstance(part, FactHolds):
            yield from followed(facts[FactKey(part.fact)].condition, facts)
        else:
            yield part


def questions_of(condition: Condition, catalogue: Catalogue) -> frozenset[QuestionKey]:
    """The questions that a condition reads, also through facts and through deadlines that they start."""
    moments = (part for part in followed(condition, catalogue.facts) if isinstance(part, Moment))
    named = {part.deadline for part in moments} - {None}
    starts = (catalogue.deadlines[DeadlineKey(str(each))].starts_with for each in named)
    return questions_read(condition, catalogue.facts) | {each for each in starts if each is not None}


@lru_cache(maxsize=8)
def openers_of(catalogue: Catalogue) -> Mapping[QuestionKey, frozenset[QuestionKey]]:
    """For each question, the questions that its placements read."""
    found: dict[QuestionKey, frozenset[QuestionKey]] = {}
    for step in catalogue.steps:
        for each in step.placements:
            read = questions_read(each.shown_if, catalogue.facts)
            found[each.question] = found.get(each.question, frozenset()) | read
    return found


@lru_cache(maxsize=8)
def facts_reading(catalogue: Catalogue) -> Mapping[QuestionKey, tuple[FactKey, ...]]:
    """For each question, the facts that read it, also through other facts or through a deadline that it starts."""
    found: dict[QuestionKey, list[FactKey]] = {}
    for fact in catalogue.facts.values():
        for question in questions_of(fact.condition, catalogue):
            found.setdefault(question, []).append(fact.key)
    return {question: tuple(facts) for question, facts in found.items()}


@lru_cache(maxsize=8)
def obligations_reading(catalogue: Catalogue) -> Mapping[QuestionKey, tuple[ObligationKey, ...]]:
    """For each question, the obligations whose finding can depend on it: verdict, notes, or deadline."""
    found: dict[QuestionKey, list[ObligationKey]] = {}
    for one in catalogue.obligations.values():
        conditions = (*branches_of(one), *(note.when for note in one.notes))
        read = {key for each in conditions for key in questions_of(each, catalogue)}
        starts = catalogue.deadlines[one.deadline].starts_with if one.deadline else None
        for question in read | ({starts} if starts else set()):
            found.setdefault(question, []).append(one.key)
    return {question: tuple(keys) for question, keys in found.items()}


def choices_named(part: Reading) -> tuple[str, ...]:
    """The choices (or texts) that a part of a condition names."""
    match part:
        case Is(_, values):
            return values
        case Has(_, choices) | Only(_, choices):
            return choices
        case Counts(_, of):
            return of
    return ()


def all_conditions(catalogue: Catalogue) -> Iterator[tuple[str, Condition]]:
    """Every condition of the edition, with the key of the fact, question or obligation that it belongs to."""
    for fact in catalogue.facts.values():
        yield fact.key, fact.condition
    for step in catalogue.steps:
        for placement in step.placements:
            yield placement.question, placement.shown_if
    for obligation in catalogue.obligations.values():
        for condition in (*branches_of(obligation), *(note.when for note in obligation.notes)):
            yield obligation.key, condition


def branches_of(one: Obligation) -> tuple[Condition, ...]:
    """The conditions that decide a verdict, in the order of decision."""
    return (one.applies_if, one.needs_judgement_if, one.not_met_if, one.partly_met_if, one.met_if)
