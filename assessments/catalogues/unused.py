"""What stands in an edition without being used, and numbers that decide without a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessments.catalogues.conditions import AMOUNT_BOUNDS
from assessments.catalogues.documents import Located
from assessments.catalogues.faults import Fault
from assessments.catalogues.loader import ReadEdition
from assessments.catalogues.parts import Lines
from assessments.catalogues.references import CHOSEN
from assessments.catalogues.rules.use import UseRule
from assessments.domain.catalogue import Catalogue, DeadlineKind, Obligation, Question, Watched
from assessments.domain.conditions import FactHolds, Moment, Reading
from assessments.domain.reading import all_conditions, choices_named, conditions_in, questions_read

NO_THRESHOLD = 1
"""Up to this number a bound says "none" or "some", which needs no name."""


def unused_parts(edition: ReadEdition) -> Iterator[Fault]:
    """Parts that nothing names, choices marked wrongly, and bounds that should be parameters."""
    catalogue, lines = edition.catalogue, edition.lines
    parts = tuple(_parts(catalogue))
    yield from _questions(catalogue, [(key, part) for key, part in parts if not isinstance(part, FactHolds)], lines)
    yield from _facts(catalogue, {part.fact for _, part in parts if isinstance(part, FactHolds)}, lines)
    named = {str(part.deadline) for _, part in parts if isinstance(part, Moment)}
    yield from _deadlines(catalogue, named, lines)
    yield from _named_by_obligations(catalogue, lines)
    yield from _bounds(edition)


def _parts(catalogue: Catalogue) -> Iterator[tuple[str, FactHolds | Reading]]:
    for key, condition in all_conditions(catalogue):
        for part in conditions_in(condition):
            yield key, part


def _questions(catalogue: Catalogue, parts: list[tuple[str, Reading]], lines: Lines) -> Iterator[Fault]:
    read = {part.question for _, part in parts}
    starts = {each.starts_with for each in catalogue.deadlines.values()}
    readers = {(part.question, choice): key for key, part in reversed(parts) for choice in choices_named(part)}
    for question in catalogue.questions.values():
        if question.kind not in CHOSEN and question.key not in read and question.key not in starts:
            yield lines.fault(question.key, UseRule.QUESTION_UNREAD)
        for choice in question.choices:
            reader = readers.get((question.key, choice.key))
            if choice.informational and reader:
                yield lines.fault(question.key, UseRule.CHOICE_READ_AFTER_ALL, choice=choice.key, reader=reader)


def _facts(catalogue: Catalogue, named: set[str], lines: Lines) -> Iterator[Fault]:
    for fact in catalogue.facts:
        if fact not in named:
            yield lines.fault(fact, UseRule.FACT_UNUSED)
    facts = catalogue.facts
    read = {question for fact in facts.values() for question in questions_read(fact.condition, facts)}
    for gate in catalogue.gates:
        if gate not in read:
            yield lines.fault(f"gate {gate}", UseRule.GATE_UNREAD)


def _deadlines(catalogue: Catalogue, named: set[str], lines: Lines) -> Iterator[Fault]:
    named = named | {str(one.deadline) for one in catalogue.obligations.values()}
    for key in catalogue.deadlines:
        if key not in named:
            yield lines.fault(key, UseRule.DEADLINE_UNUSED)
    if all(rule.kind is not DeadlineKind.WORKING_DAYS for rule in catalogue.deadlines.values()):
        for year in catalogue.holidays:
            yield lines.fault(f"holidays {year}", UseRule.HOLIDAYS_UNUSED)


def _named_by_obligations(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    obligations = catalogue.obligations.values()
    penalties = {each for one in obligations for each in one.penalties}
    for penalty in catalogue.penalties:
        if penalty not in penalties:
            yield lines.fault(f"penalty {penalty}", UseRule.PENALTY_UNUSED)
    groups = {one.group for one in obligations}
    for group in catalogue.groups:
        if group.letter not in groups:
            yield lines.fault(f"group {group.letter}", UseRule.GROUP_EMPTY)
    items: tuple[Obligation | Question | Watched, ...] = (
        *obligations,
        *catalogue.questions.values(),
        *catalogue.watch_list,
    )
    points = {point for item in items for point in item.uncertain_points}
    for point in catalogue.uncertain_points:
        if point not in points:
            yield lines.fault(point, UseRule.POINT_UNUSED)


def _bounds(edition: ReadEdition) -> Iterator[Fault]:
    """Bounds are read in the files: in a condition a parameter has become its number."""
    found = [bound for file in edition.documents.values() for bound in _bounds_in(file, "")]
    named = {node.value for _, _, node in found}
    for parameter in edition.catalogue.parameters:
        if parameter not in named:
            yield edition.lines.fault(f"parameter {parameter}", UseRule.PARAMETER_UNUSED)
    for owner, question, node in found:
        is_number = isinstance(node.value, int) and question in edition.catalogue.questions
        if is_number and int(str(node.value)) > NO_THRESHOLD:
            yield node.fault(owner, UseRule.NUMBER_INLINE, question=question, number=node.value)


def _bounds_in(node: Located, owner: str) -> Iterator[tuple[str, str, Located]]:
    """Owner, question and place of each bound under `amount`."""
    if isinstance(node.value, tuple):
        for item in node.value:
            yield from _bounds_in(item, owner)
    if not isinstance(node.value, dict):
        return
    owner = _key_of(node.value) or owner
    for name, child in node.value.items():
        if name == "amount" and isinstance(child.value, dict):
            for question, body in child.value.items():
                bounds = body.value if isinstance(body.value, dict) else {}
                yield from ((owner, question, bounds[each]) for each in AMOUNT_BOUNDS if each in bounds)
        else:
            yield from _bounds_in(child, owner)


def _key_of(fields: Mapping[str, Located]) -> str:
    key = fields["key"].value if "key" in fields else None
    return key if isinstance(key, str) else ""
