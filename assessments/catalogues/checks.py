"""What must hold across the files of an edition: keys that exist, forward order, every choice and source accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.catalogues.faults import Fault
from assessments.catalogues.parts import Lines
from assessments.domain.catalogue import (
    Catalogue,
    DeadlineKind,
    Obligation,
    Question,
    QuestionKind,
)
from assessments.domain.conditions import (
    AS_OF,
    Condition,
    Counts,
    FactHolds,
    Has,
    Is,
    Moment,
    Only,
)
from assessments.domain.reading import conditions_in, questions_read

CHOSEN = (QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.YES_NO)


def check_edition(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Every fault that shows only when the files are read together."""
    broken = list(_unknown_names(catalogue, lines))
    yield from broken
    yield from _questions(catalogue, lines)
    yield from _references(catalogue, lines)
    if broken:
        return
    yield from _order(catalogue, lines)
    yield from _unread_choices(catalogue, lines)
    yield from _sources(catalogue, lines)


def _all_conditions(catalogue: Catalogue) -> Iterator[tuple[str, Condition]]:
    for fact in catalogue.facts.values():
        yield fact.key, fact.condition
    for step in catalogue.steps:
        for placement in step.placements:
            yield placement.question, placement.shown_if
    for obligation in catalogue.obligations.values():
        for condition in _branches(obligation):
            yield obligation.key, condition


def _branches(one: Obligation) -> tuple[Condition, ...]:
    notes = tuple(note.when for note in one.notes)
    return (one.applies_if, one.needs_judgement_if, one.not_met_if, one.partly_met_if, one.met_if, *notes)


def _unknown_names(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    for key, condition in _all_conditions(catalogue):
        for part in conditions_in(condition):
            if isinstance(part, FactHolds):
                if part.fact not in catalogue.facts:
                    yield lines.fault(key, f"names the fact {part.fact}, which facts.yaml does not define")
                continue
            question = getattr(part, "question", AS_OF)
            if question == AS_OF:
                continue
            if question not in catalogue.questions:
                yield lines.fault(key, f"reads {question}, which is not a question of this edition")
                continue
            yield from _unknown_values(key, part, catalogue, lines)
    yield from _cycles(catalogue, lines)


def _unknown_values(key: str, part: Condition, catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    question = catalogue.questions[part.question]
    if isinstance(part, Moment) and part.deadline is not None and part.deadline not in catalogue.deadlines:
        yield lines.fault(key, f"names the deadline {part.deadline}, which edition.yaml does not define")
    if isinstance(part, (Has, Only, Counts)) and question.kind is not QuestionKind.MULTI:
        yield lines.fault(
            key, f"reads {question.key} with has, only or counts, but it is {question.kind}; use is"
        )
    if isinstance(part, Is) and question.kind not in (
        QuestionKind.SINGLE,
        QuestionKind.YES_NO,
        QuestionKind.TEXT,
    ):
        yield lines.fault(key, f"reads {question.key} with is, but it is {question.kind}")
    if question.kind in CHOSEN:
        known = {choice.key for choice in question.choices}
        for value in sorted(set(_values(part)) - known):
            yield lines.fault(key, f"reads the choice {value} of {question.key}, which does not exist")


def _values(part: Condition) -> tuple[str, ...]:
    match part:
        case Is(_, values):
            return values
        case Has(_, choices) | Only(_, choices):
            return choices
        case Counts(_, of):
            return of
    return ()


def _cycles(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Facts may build on facts that stand above them in the file, so no cycle can be written."""
    above: set[str] = set()
    for fact in catalogue.facts.values():
        for part in conditions_in(fact.condition):
            if isinstance(part, FactHolds) and part.fact in catalogue.facts and part.fact not in above:
                yield lines.fault(fact.key, f"builds on {part.fact}, which must stand above it in facts.yaml")
        above.add(fact.key)


def _questions(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    for question in catalogue.questions.values():
        keys = [choice.key for choice in question.choices]
        if question.kind in CHOSEN and len(keys) < 2:
            yield lines.fault(question.key, "needs at least two choices")
        if question.kind not in CHOSEN and keys:
            yield lines.fault(question.key, f"is a {question.kind} question and takes no choices")
        if question.kind is QuestionKind.YES_NO and set(keys) != {"yes", "no"}:
            yield lines.fault(question.key, "is a yes_no question and takes exactly the choices yes and no")
        if len(set(keys)) < len(keys):
            yield lines.fault(question.key, "has the same choice twice")
        if "unknown" in keys:
            yield lines.fault(
                question.key, "lists the choice unknown; every question has it without being told"
            )
        if question.kind is QuestionKind.NUMBER and question.unit is None:
            yield lines.fault(question.key, "is a number without a unit")


def _references(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    letters = {group.letter for group in catalogue.groups}
    items: tuple[Obligation | Question, ...] = (
        *catalogue.obligations.values(),
        *catalogue.questions.values(),
    )
    for item in items:
        for provision in item.provisions:
            if provision.source not in catalogue.sources:
                yield lines.fault(item.key, f"cites {provision.source}, which sources.yaml does not define")
        for point in item.uncertain_points:
            if point not in catalogue.uncertain_points:
                yield lines.fault(item.key, f"names {point}, which uncertain.yaml does not define")
        if not item.provisions:
            yield lines.fault(item.key, "cites no source")
    for one in catalogue.obligations.values():
        for code in one.penalties:
            if code not in catalogue.penalties:
                yield lines.fault(one.key, f"names the penalty {code}, which edition.yaml does not define")
        if one.group not in letters:
            yield lines.fault(one.key, f"stands in group {one.group}, which edition.yaml does not define")
        if one.deadline is not None and one.deadline not in catalogue.deadlines:
            yield lines.fault(
                one.key, f"names the deadline {one.deadline}, which edition.yaml does not define"
            )
    for rule in catalogue.deadlines.values():
        if rule.kind in (DeadlineKind.WORKING_DAYS, DeadlineKind.CALENDAR_DAYS) and rule.limit is None:
            yield lines.fault(rule.key, "counts days and needs a limit")
        if rule.starts_with is not None and rule.starts_with not in catalogue.questions:
            yield lines.fault(rule.key, f"starts with {rule.starts_with}, which is not a question")


def _order(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Whether a question is shown may depend only on questions asked before it, or in the same step."""
    home = {question.key: step.number for step in catalogue.steps for question in _homes(catalogue, step.key)}
    for step in catalogue.steps:
        for placement in step.placements:
            if placement.question not in home:
                yield lines.fault(step.key, f"shows {placement.question} again, which is not a question")
                continue
            for read in questions_read(placement.shown_if, catalogue.facts):
                if home[read] > step.number:
                    yield lines.fault(
                        placement.question, f"is shown depending on {read}, which is asked later"
                    )


def _homes(catalogue: Catalogue, step: str) -> tuple[Question, ...]:
    return tuple(each for each in catalogue.questions.values() if each.step == step)


def _unread_choices(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    read: dict[str, set[str]] = {}
    for _, condition in _all_conditions(catalogue):
        for part in conditions_in(condition):
            values = _values(part)
            if values:
                read.setdefault(part.question, set()).update(values)
    for question in catalogue.questions.values():
        reading = read.get(question.key, set())
        unread = [
            choice for choice in question.choices if choice.key not in reading and not choice.informational
        ]
        # What none of the conditions names is still decided by the others: one silent choice is the contrary.
        if len(unread) > (1 if reading else 0):
            names = ", ".join(choice.key for choice in unread)
            yield lines.fault(
                question.key, f"has choices that nothing reads: {names}; mark them informational: true"
            )


def _sources(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    cited = {each.source for one in catalogue.obligations.values() for each in one.provisions}
    for source in catalogue.sources.values():
        if source.key not in cited and source.without_obligation is None:
            yield lines.fault(source.key, "supports no obligation; say why in without_obligation")
        if source.key in cited and source.without_obligation is not None:
            yield lines.fault(
                source.key, "supports an obligation, yet gives a reason why not; remove the reason"
            )
