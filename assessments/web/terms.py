"""Deadlines as the findings page lists them. How a date comes about is decided in the domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.domain.catalogue import DeadlineKind
from assessments.domain.findings import Deadline, Verdict
from assessments.services.assessments import Workspace
from assessments.web.citing import cite_in_one
from assessments.web.findings import Shown

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

    @property
    def days_late(self) -> int:
        """Days since the last day, where it has passed."""
        return max(0, -(self.days_left or 0))


def plan_terms(workspace: Workspace, shown: Sequence[Shown], language: str) -> list[Term]:
    """Deadlines of obligations that apply, the earliest date first, those without a date last."""
    gathered: dict[str, tuple[Deadline, list[Shown]]] = {}
    for one in shown:
        if one.deadline is not None and one.finding.verdict is not Verdict.NOT_APPLICABLE:
            gathered.setdefault(str(one.deadline.rule), (one.deadline, []))[1].append(one)
    terms = [_term(workspace, deadline, found, language) for deadline, found in gathered.values()]
    return sorted(terms, key=lambda term: (term.due is None, term.due or date.max, term.title))


def to_keep(terms: Iterable[Term]) -> list[tuple[Term, date]]:
    """Deadlines with a date on which something that is not met, or still undetermined, depends."""
    return [(one, one.due) for one in terms if one.due and any(each.finding.verdict in OPEN for each in one.shown)]


def _term(workspace: Workspace, deadline: Deadline, found: Sequence[Shown], language: str) -> Term:
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
    )
