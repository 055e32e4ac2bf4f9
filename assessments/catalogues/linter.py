"""What is wrong with an edition that loads: parts that can never matter, and parts that nothing uses.

The loader refuses what cannot be understood; this looks at what was understood, before an edition is published.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessments.catalogues.faults import Fault
from assessments.catalogues.folding import Folding, folding_of, part_truth
from assessments.catalogues.loader import ReadEdition
from assessments.catalogues.parts import Lines
from assessments.catalogues.rules.route import RouteRule
from assessments.catalogues.rules.use import UseRule
from assessments.catalogues.unused import unused_parts
from assessments.catalogues.wording import faulty_texts
from assessments.domain.catalogue import Catalogue, Obligation, Step
from assessments.domain.conditions import Condition, Constant, FactHolds
from assessments.domain.findings import Verdict
from assessments.domain.reading import all_conditions, choices_named, conditions_in

_WORDS = {True: "true", False: "false"}


def lint(edition: ReadEdition) -> Iterator[Fault]:
    """Every fault of an edition that has none for the loader."""
    catalogue, lines = edition.catalogue, edition.lines
    folding = folding_of(catalogue)
    for step in catalogue.steps:
        yield from _step(step, folding, lines)
    yield from _facts(catalogue, folding, lines)
    for obligation in catalogue.obligations.values():
        yield from _obligation(obligation, folding, lines)
    yield from _parts(catalogue, lines)
    yield from unused_parts(edition)
    yield from faulty_texts(edition.documents)


def _step(step: Step, folding: Folding, lines: Lines) -> Iterator[Fault]:
    if not step.placements:
        yield lines.fault(step.key, RouteRule.STEP_EMPTY)
        return
    hidden = [each for each in step.placements if folding.truth(each.shown_if) is False]
    for placement in hidden:
        if placement.is_home:
            yield lines.fault(placement.question, RouteRule.QUESTION_UNREACHABLE)
        else:
            yield lines.fault(step.key, RouteRule.AGAIN_UNREACHABLE, question=placement.question)
    if len(hidden) == len(step.placements):
        yield lines.fault(step.key, RouteRule.STEP_UNREACHABLE)


def _facts(catalogue: Catalogue, folding: Folding, lines: Lines) -> Iterator[Fault]:
    for fact in catalogue.facts.values():
        truth = folding.truth(fact.condition)
        if truth is not None:
            yield lines.fault(fact.key, UseRule.FACT_CONSTANT, truth=_WORDS[truth])


def _obligation(one: Obligation, folding: Folding, lines: Lines) -> Iterator[Fault]:
    if folding.truth(one.applies_if) is False:
        yield lines.fault(one.key, UseRule.OBLIGATION_UNREACHABLE)
    excused = {verdict for verdict, _ in one.never}
    for name, verdict, condition in _branches(one):
        written_as_never = condition == Constant(False) and verdict in excused
        if folding.truth(condition) is False and not written_as_never:
            yield lines.fault(one.key, UseRule.BRANCH_UNREACHABLE, branch=name)


def _branches(one: Obligation) -> Iterator[tuple[str, str, Condition]]:
    yield "needs_judgement_if", Verdict.NEEDS_JUDGEMENT, one.needs_judgement_if
    yield "not_met_if", Verdict.NOT_MET, one.not_met_if
    yield "partly_met_if", Verdict.PARTLY_MET, one.partly_met_if
    yield "met_if", Verdict.MET, one.met_if
    for note in one.notes:
        yield "note", "", note.when


def _parts(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    for key, condition in all_conditions(catalogue):
        for part in conditions_in(condition):
            if isinstance(part, FactHolds):
                continue
            truth = part_truth(part)
            if truth is not None:
                yield lines.fault(key, UseRule.PART_CONSTANT, question=part.question, truth=_WORDS[truth])
            named = choices_named(part)
            for choice in sorted({each for each in named if named.count(each) > 1}):
                yield lines.fault(key, UseRule.CHOICE_NAMED_TWICE, choice=choice, question=part.question)
