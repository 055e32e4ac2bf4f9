"""Deadlines as the findings page lists them. How a date comes about is decided in the domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from assessments.domain.catalogue import DeadlineKey, DeadlineKind
from assessments.domain.findings import Deadline, Finding, Verdict
from assessments.services.assessments import Workspace
from assessments.services.place_values import PlaceView
from assessments.web.citing import cite_in_one
from assessments.web.findings import Shown, show_these

OPEN = frozenset({Verdict.NOT_MET, Verdict.PARTLY_MET, Verdict.UNDETERMINED})


@dataclass(frozen=True, slots=True)
class Term:
    """One deadline."""

    title: str
    due: date | None
    deadline: Deadline
    stated: str
    recipient: str
    law: str
    days_left: int | None
    is_overdue: bool
    in_working_days: bool
    shown: Sequence[Shown]
    in_common: bool
    """Whether the common answers give this day; else only places do."""
    places: Sequence[PlaceView]
    """Places that give it for reasons of their own."""

    @property
    def days_late(self) -> int:
        """Days since the last day, where it has passed."""
        return max(0, -(self.days_left or 0))


@dataclass(slots=True)
class _Gathered:
    """One rule with one day."""

    deadline: Deadline
    common: list[Shown] = field(default_factory=list)
    own: list[Shown] = field(default_factory=list)
    places: list[PlaceView] = field(default_factory=list)


_Days: TypeAlias = dict[tuple[DeadlineKey, date | None], _Gathered]


def plan_terms(workspace: Workspace, shown: Sequence[Shown], language: str) -> list[Term]:
    """Deadlines of obligations that apply, the earliest date first, those without a date last.

    Where a place has another day than all have in common, that day stands by itself.
    """
    days: _Days = {}
    for one in shown:
        for deadline in _running(one.finding):
            _at(days, deadline).common.append(one)
    for place in workspace.places:
        _add_place(workspace, place, days, language)
    terms = [_term(workspace, each, language) for each in days.values()]
    return sorted(terms, key=lambda term: (term.due is None, term.due or date.max, term.title))


def _running(finding: Finding) -> Iterator[Deadline]:
    if finding.deadline is not None and finding.verdict is not Verdict.NOT_APPLICABLE:
        yield finding.deadline


def _at(days: _Days, deadline: Deadline) -> _Gathered:
    return days.setdefault((deadline.rule, deadline.due), _Gathered(deadline))


def _add_place(workspace: Workspace, place: PlaceView, days: _Days, language: str) -> None:
    """What the place has otherwise; a verdict that stands there already is not repeated."""
    result = workspace.place_results[place.id]
    for finding in result.own:
        for deadline in _running(finding):
            entry = _at(days, deadline)
            if _stands(entry.common, finding):
                continue
            if not _stands(entry.own, finding):
                entry.own += show_these(workspace, [finding], result.answers, language)
            if place not in entry.places:
                entry.places.append(place)


def _stands(shown: Iterable[Shown], finding: Finding) -> bool:
    return any(
        each.finding.obligation == finding.obligation and each.finding.verdict is finding.verdict for each in shown
    )


def to_keep(terms: Iterable[Term]) -> list[tuple[Term, date]]:
    """Deadlines with a date on which something that is not met, or still undetermined, depends."""
    return [(one, one.due) for one in terms if one.due and any(each.finding.verdict in OPEN for each in one.shown)]


def _term(workspace: Workspace, gathered: _Gathered, language: str) -> Term:
    deadline, found = gathered.deadline, [*gathered.common, *gathered.own]
    rule = workspace.catalogue.deadlines[deadline.rule]
    left = (deadline.due - workspace.assessed.as_of).days if deadline.due else None
    return Term(
        title=rule.title.in_language(language),
        due=deadline.due,
        deadline=deadline,
        stated=rule.stated.in_language(language),
        recipient=rule.recipient.in_language(language),
        law=cite_in_one(rule.provisions, workspace.catalogue, language),
        days_left=left,
        is_overdue=any(one.is_overdue for one in found),
        in_working_days=rule.kind is DeadlineKind.WORKING_DAYS,
        shown=found,
        in_common=bool(gathered.common),
        places=gathered.places,
    )
