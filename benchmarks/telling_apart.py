"""Whether any answers whatever tell a changed edition from the edition, by proof over all combinations of answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessments.catalogues.proofs.unproven import answers_in_words
from assessments.domain.catalogue import Catalogue, FactKey, Obligation
from assessments.domain.classes import Classes, classes_of, questions_behind
from assessments.domain.conditions import Condition, FactHolds
from assessments.domain.diagrams import Diagram
from assessments.domain.examining import differences, known_class
from assessments.domain.reading import all_conditions, branches_of, conditions_in, followed, questions_of
from benchmarks.mutants import Mutant


def told_apart(catalogue: Catalogue, mutant: Mutant) -> str | None:
    """Answers that tell the mutant from `catalogue`, with both verdicts; None where no answers do."""
    keys = catalogue.obligations if mutant.obligation is None else (mutant.obligation.key,)
    for key in keys:
        pair = catalogue.obligations[key], mutant.catalogue.obligations[key]
        if _all_behind(catalogue, pair[0]) != _all_behind(mutant.catalogue, pair[1]):
            found = _first_difference(catalogue, mutant.catalogue, pair)
            if found is not None:
                return found if mutant.obligation is not None else f"{key}: {found}"
    return None


def _all_behind(catalogue: Catalogue, one: Obligation) -> tuple[object, ...]:
    """All that has a part in the verdict: branches, the questions behind them, the facts named in either."""
    questions = questions_behind(branches_of(one), catalogue)
    placed = (each for step in catalogue.steps for each in step.placements if each.question in questions)
    conditions = (*branches_of(one), *(each.shown_if for each in placed))
    facts = {key for each in conditions for key in _facts_in(each, catalogue)}
    return (*conditions, *(catalogue.facts[key] for key in sorted(facts)))


def _facts_in(condition: Condition, catalogue: Catalogue) -> Iterator[FactKey]:
    for part in conditions_in(condition):
        if isinstance(part, FactHolds):
            yield FactKey(part.fact)
            yield from _facts_in(catalogue.facts[FactKey(part.fact)].condition, catalogue)


def _first_difference(first: Catalogue, second: Catalogue, pair: tuple[Obligation, Obligation]) -> str | None:
    day = first.law_as_of
    diagram = Diagram(first, _shared_classes(first, second, pair), day)
    one = diagram.decision(pair[0])
    diagram.turn_to(second)
    other = diagram.decision(pair[1])
    found = next(differences(diagram, one, other), None)
    if found is None:
        return None
    # Whole answers make the better example than answers with open questions.
    found = next(differences(diagram, one, other, known_class), found)
    return f"{found.first} -> {found.second} for {answers_in_words(found.example)}"


def _shared_classes(first: Catalogue, second: Catalogue, pair: tuple[Obligation, Obligation]) -> Classes:
    """Classes fine enough for both editions: no leaf of either has two truths inside one class."""
    branches = (*branches_of(pair[0]), *branches_of(pair[1]))
    behind = questions_behind(branches, first) | questions_behind(branches, second)
    leaves = (each for each in _leaves((first, second)) if questions_of(each, first) <= behind)
    return classes_of((*branches, *dict.fromkeys(leaves)), first, first.law_as_of)


def _leaves(catalogues: Iterable[Catalogue]) -> Iterator[Condition]:
    for catalogue in catalogues:
        for _, condition in all_conditions(catalogue):
            yield from followed(condition, catalogue.facts)
