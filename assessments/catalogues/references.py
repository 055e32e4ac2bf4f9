"""Whatever an edition names must exist: questions, choices, facts, deadlines, sources, points, penalties, groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from assessments.catalogues.faults import Fault
from assessments.catalogues.parts import Lines, note_place
from assessments.catalogues.rules.names import NameRule
from assessments.domain.catalogue import (
    Catalogue,
    DeadlineRule,
    Fact,
    FactKey,
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
                    yield lines.fault(key, NameRule.FACT_UNKNOWN, fact=part.fact)
                continue
            if isinstance(part, Moment) and part.deadline is not None and part.deadline not in catalogue.deadlines:
                yield lines.fault(key, NameRule.DEADLINE_UNKNOWN, deadline=part.deadline)
            if isinstance(part, Moment) and part.question == AS_OF:
                continue
            question = catalogue.questions.get(QuestionKey(part.question))
            if question is None:
                yield lines.fault(key, NameRule.QUESTION_UNKNOWN, question=part.question)
            else:
                yield from _values_fit(key, part, question, lines)
    yield from _facts_above(catalogue, lines)
    for gate in catalogue.gates:
        if gate not in catalogue.questions:
            yield lines.fault(f"gate {gate}", NameRule.GATE_UNKNOWN)


def _values_fit(key: str, part: Reading, question: Question, lines: Lines) -> Iterator[Fault]:
    form, kinds = _TAKES.get(type(part), ("", ()))
    if form and question.kind not in kinds:
        yield lines.fault(
            key,
            NameRule.QUESTION_KIND,
            question=question.key,
            form=form,
            allowed=" or ".join(kinds),
            kind=question.kind,
        )
    if question.kind in CHOSEN:
        known = tuple(choice.key for choice in question.choices)
        for value in sorted(set(choices_named(part)) - set(known)):
            yield lines.fault(
                key, NameRule.CHOICE_UNKNOWN, choice=value, question=question.key, choices=", ".join(known)
            )


def _facts_above(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Facts may build on facts that stand above them in the file, so no cycle can be written."""
    named = {fact.key: _facts_named(fact) & catalogue.facts.keys() for fact in catalogue.facts.values()}
    above: set[str] = set()
    for fact in named:
        for below in sorted(named[fact] - above):
            way = _way_back(below, fact, named)
            if way:
                yield lines.fault(fact, NameRule.FACT_CYCLE, way=" → ".join((fact, *way)))
            else:
                yield lines.fault(fact, NameRule.FACT_BELOW, fact=below)
        above.add(fact)


def _facts_named(fact: Fact) -> frozenset[FactKey]:
    return frozenset(FactKey(part.fact) for part in conditions_in(fact.condition) if isinstance(part, FactHolds))


def _way_back(start: FactKey, goal: FactKey, named: Mapping[FactKey, AbstractSet[FactKey]]) -> tuple[FactKey, ...]:
    """The facts from `start` to `goal`, each built on the next; empty where no way leads there."""
    ways: list[tuple[FactKey, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        further = sorted(named[way[-1]] - seen)
        seen.update(further)
        ways.extend((*way, each) for each in further)
    return ()


def check_references(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Names outside conditions that mean nothing."""
    items: tuple[Obligation | Question, ...] = (*catalogue.obligations.values(), *catalogue.questions.values())
    for item in items:
        if not item.provisions:
            yield lines.fault(item.key, NameRule.SOURCE_MISSING)
        for point in item.uncertain_points:
            if point not in catalogue.uncertain_points:
                yield lines.fault(item.key, NameRule.POINT_UNKNOWN, point=point)
    for watched in catalogue.watch_list:
        for point in watched.uncertain_points:
            if point not in catalogue.uncertain_points:
                yield lines.fault("watch_list", NameRule.POINT_UNKNOWN, point=point)
    yield from _sources_exist(catalogue, lines)
    yield from _obligations_name(catalogue, lines)
    for rule in catalogue.deadlines.values():
        if rule.starts_with is not None and rule.starts_with not in catalogue.questions:
            yield lines.fault(rule.key, NameRule.DEADLINE_START_UNKNOWN, question=rule.starts_with)


def _sources_exist(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    items: tuple[Obligation | Question | DeadlineRule, ...] = (
        *catalogue.obligations.values(),
        *catalogue.questions.values(),
        *catalogue.deadlines.values(),
    )
    cited: list[tuple[str, Provision]] = [(item.key, provision) for item in items for provision in item.provisions]
    cited += [(note_place(note.provision), note.provision) for note in catalogue.notes_on_provisions]
    for key, provision in cited:
        if provision.source not in catalogue.sources:
            yield lines.fault(key, NameRule.SOURCE_UNKNOWN, source=provision.source)


def _obligations_name(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    letters = tuple(group.letter for group in catalogue.groups)
    for one in catalogue.obligations.values():
        for code in one.penalties:
            if code not in catalogue.penalties:
                yield lines.fault(one.key, NameRule.PENALTY_UNKNOWN, penalty=code)
        if one.group not in letters:
            yield lines.fault(one.key, NameRule.GROUP_UNKNOWN, group=one.group, groups=", ".join(letters))
        yield from _rests(one, catalogue, lines)
        if one.deadline is not None and one.deadline not in catalogue.deadlines:
            yield lines.fault(one.key, NameRule.DEADLINE_UNKNOWN, deadline=one.deadline)


def _rests(one: Obligation, catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    cited = {each.source for each in one.provisions}
    for source in one.rests_on:
        if source not in cited:
            yield lines.fault(one.key, NameRule.BASIS_UNCITED, source=source)
        elif source in catalogue.sources and catalogue.sources[source].in_force is None:
            yield lines.fault(one.key, NameRule.BASIS_WITHOUT_DAY, source=source)
