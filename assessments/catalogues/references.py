"""Whatever an edition names must exist: questions, choices, facts, deadlines, sources, points, penalties, groups."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.catalogues.faults import Fault
from assessments.catalogues.parts import Lines
from assessments.domain.catalogue import (
    Catalogue,
    DeadlineRule,
    Obligation,
    Provision,
    Question,
    QuestionKey,
    QuestionKind,
)
from assessments.domain.conditions import (
    AS_OF,
    Amount,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Only,
    Reading,
)
from assessments.domain.reading import all_conditions, choices_named, conditions_in

CHOSEN = (QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.YES_NO)
_TAKES: dict[type, tuple[str, tuple[QuestionKind, ...]]] = {
    Is: ("is", (QuestionKind.SINGLE, QuestionKind.YES_NO, QuestionKind.TEXT)),
    Has: ("has", (QuestionKind.MULTI,)),
    Only: ("only", (QuestionKind.MULTI,)),
    Counts: ("counts", (QuestionKind.MULTI,)),
    Amount: ("amount", (QuestionKind.NUMBER,)),
    Moment: ("before or after", (QuestionKind.DATE,)),
}


def check_names(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Names in conditions that mean nothing; with any of these the conditions cannot be followed further."""
    for key, condition in all_conditions(catalogue):
        for part in conditions_in(condition):
            if isinstance(part, FactHolds):
                if part.fact not in catalogue.facts:
                    yield lines.fault(key, f"names the fact {part.fact}, which facts.yaml does not define")
                continue
            if isinstance(part, Moment) and part.deadline is not None and part.deadline not in catalogue.deadlines:
                yield lines.fault(key, f"names the deadline {part.deadline}, which edition.yaml does not define")
            if isinstance(part, Moment) and part.question == AS_OF:
                continue
            question = catalogue.questions.get(QuestionKey(part.question))
            if question is None:
                yield lines.fault(key, f"reads {part.question}, which is not a question of this edition")
            else:
                yield from _values_fit(key, part, question, lines)
    yield from _facts_above(catalogue, lines)
    for gate in catalogue.gates:
        if gate not in catalogue.questions:
            yield lines.fault(gate, "is named as a gate, but is not a question of this edition")


def _values_fit(key: str, part: Reading, question: Question, lines: Lines) -> Iterator[Fault]:
    form, kinds = _TAKES.get(type(part), ("", ()))
    if form and question.kind not in kinds:
        allowed = " or ".join(kinds)
        yield lines.fault(key, f"reads {question.key} with {form}, which takes {allowed}, but it is {question.kind}")
    if question.kind in CHOSEN:
        known = {choice.key for choice in question.choices}
        for value in sorted(set(choices_named(part)) - known):
            yield lines.fault(key, f"reads the choice {value} of {question.key}, which does not exist")


def _facts_above(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Facts may build on facts that stand above them in the file, so no cycle can be written."""
    above: set[str] = set()
    for fact in catalogue.facts.values():
        for part in conditions_in(fact.condition):
            if isinstance(part, FactHolds) and part.fact in catalogue.facts and part.fact not in above:
                yield lines.fault(fact.key, f"builds on {part.fact}, which must stand above it in facts.yaml")
        above.add(fact.key)


def check_references(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Names outside conditions that mean nothing."""
    items: tuple[Obligation | Question, ...] = (*catalogue.obligations.values(), *catalogue.questions.values())
    for item in items:
        if not item.provisions:
            yield lines.fault(item.key, "cites no source")
        for point in item.uncertain_points:
            if point not in catalogue.uncertain_points:
                yield lines.fault(item.key, f"names {point}, which uncertain.yaml does not define")
    yield from _sources_exist(catalogue, lines)
    yield from _obligations_name(catalogue, lines)
    for rule in catalogue.deadlines.values():
        if rule.starts_with is not None and rule.starts_with not in catalogue.questions:
            yield lines.fault(rule.key, f"starts with {rule.starts_with}, which is not a question")


def _sources_exist(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    items: tuple[Obligation | Question | DeadlineRule, ...] = (
        *catalogue.obligations.values(),
        *catalogue.questions.values(),
        *catalogue.deadlines.values(),
    )
    cited: list[tuple[str, Provision]] = [(item.key, provision) for item in items for provision in item.provisions]
    cited += [(note.provision.source, note.provision) for note in catalogue.notes_on_provisions]
    for key, provision in cited:
        if provision.source not in catalogue.sources:
            yield lines.fault(key, f"cites {provision.source}, which sources.yaml does not define")


def _obligations_name(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    letters = {group.letter for group in catalogue.groups}
    for one in catalogue.obligations.values():
        for code in one.penalties:
            if code not in catalogue.penalties:
                yield lines.fault(one.key, f"names the penalty {code}, which edition.yaml does not define")
        if one.group not in letters:
            yield lines.fault(one.key, f"stands in group {one.group}, which edition.yaml does not define")
        yield from _rests(one, catalogue, lines)
        if one.deadline is not None and one.deadline not in catalogue.deadlines:
            yield lines.fault(one.key, f"names the deadline {one.deadline}, which edition.yaml does not define")


def _rests(one: Obligation, catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    cited = {each.source for each in one.provisions}
    for source in one.rests_on:
        if source not in cited:
            yield lines.fault(one.key, f"rests on {source}, which its provisions do not cite")
        elif source in catalogue.sources and catalogue.sources[source].in_force is None:
            yield lines.fault(one.key, f"rests on {source}, whose first day in force is not known; add in_force")
