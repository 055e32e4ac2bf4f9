"""What must hold across the files of an edition: forward order, and every choice and source accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.catalogues.faults import Fault
from assessments.catalogues.not_asked import check_not_asked
from assessments.catalogues.parts import Lines
from assessments.catalogues.references import check_names, check_references
from assessments.catalogues.rules.route import RouteRule
from assessments.catalogues.rules.use import UseRule
from assessments.catalogues.shapes import check_shapes
from assessments.domain.catalogue import Catalogue, Placement, Question
from assessments.domain.conditions import AS_OF, FactHolds, Moment
from assessments.domain.reading import all_conditions, choices_named, conditions_in, followed, questions_read


def check_edition(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Every fault that shows only when the files are read together."""
    broken = list(check_names(catalogue, lines))
    yield from broken
    yield from check_shapes(catalogue, lines)
    yield from check_references(catalogue, lines)
    yield from check_not_asked(catalogue, lines)
    if broken:
        return
    yield from _order(catalogue, lines)
    yield from _unread_choices(catalogue, lines)
    yield from _sources(catalogue, lines)


def _order(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    """Whether a question is shown may depend only on questions asked before it: the route is one pass."""
    asked: set[str] = set()
    for step in catalogue.steps:
        for placement in step.placements:
            if not placement.is_home and placement.question not in asked:
                yield lines.fault(step.key, RouteRule.AGAIN_TOO_EARLY, question=placement.question)
            for read in sorted(questions_read(placement.shown_if, catalogue.facts)):
                if read not in asked:
                    yield lines.fault(placement.question, RouteRule.QUESTION_FORWARD, question=read)
            asked.add(placement.question)
            yield from _timeless(placement, catalogue, lines)


def _timeless(placement: Placement, catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    if any(isinstance(part, Moment) for part in followed(placement.shown_if, catalogue.facts)):
        yield lines.fault(placement.question, RouteRule.QUESTION_ON_A_DAY, as_of=AS_OF)


def _unread_choices(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    read: dict[str, set[str]] = {}
    for _, condition in all_conditions(catalogue):
        for part in conditions_in(condition):
            if not isinstance(part, FactHolds) and (named := choices_named(part)):
                read.setdefault(part.question, set()).update(named)
    for question in catalogue.questions.values():
        yield from _unread(question, read.get(question.key, set()), lines)


def _unread(question: Question, read: set[str], lines: Lines) -> Iterator[Fault]:
    unread = [choice.key for choice in question.choices if choice.key not in read and not choice.informational]
    # What none of the conditions names is still decided by the others: one silent choice is the contrary.
    if len(unread) > (1 if read else 0):
        names = ", ".join(unread)
        yield lines.fault(question.key, UseRule.CHOICES_UNREAD, choices=names)


def _sources(catalogue: Catalogue, lines: Lines) -> Iterator[Fault]:
    cited = {each.source for one in catalogue.obligations.values() for each in one.provisions}
    for source in catalogue.sources.values():
        if source.key not in cited and source.without_obligation is None:
            yield lines.fault(f"source {source.key}", UseRule.SOURCE_WITHOUT_OBLIGATION)
        if source.key in cited and source.without_obligation is not None:
            yield lines.fault(f"source {source.key}", UseRule.SOURCE_REASON_FALSE)
