"""What has to be done: one action for each gap, each judgement and each answer to find out, in the order of urgency.

Computed from the findings and never stored. An action is known by its `key`, the same on every day and in every
language, so that who sees to it and how far it is can be recorded beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from assessments.domain.answers import Answers, NotSure
from assessments.domain.arranging import gravity, rank
from assessments.domain.catalogue import Catalogue, ObligationKind, QuestionKey, Severity
from assessments.domain.findings import Assessed, Branch, DeadlineState, Finding, Verdict


class Doing(StrEnum):
    """What kind of thing has to be done."""

    CLOSE = "close"
    """Close a gap."""
    DECIDE = "decide"
    """Have a lawyer decide what the answers leave to judgement."""
    FIND_OUT = "find_out"
    """Find out an answer that is "not sure"."""
    WAIT = "wait"
    """Nothing is lacking but a holiday notice that has not been published."""


_DECIDED_BY = {
    Verdict.NOT_MET: Branch.NOT_MET,
    Verdict.PARTLY_MET: Branch.PARTLY_MET,
    Verdict.NEEDS_JUDGEMENT: Branch.NEEDS_JUDGEMENT,
    Verdict.MET: Branch.MET,
    Verdict.NOT_APPLICABLE: Branch.APPLIES,
}
"""Where the answers stand that decided; the last two only where counsel takes another view than the edition."""


@dataclass(frozen=True, slots=True)
class AtPlaces:
    """What has to be done at places that are not as in common, where the same is found at all of them."""

    places: tuple[UUID, ...]
    findings: tuple[Finding, ...]
    """What it settles there; none where the answer decides nothing now."""
    answers: Answers
    """Those that the findings rest on."""

    @property
    def due(self) -> date | None:
        """The earliest computed last day there."""
        return min(_last_days(self.findings), default=None)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do."""

    doing: Doing
    key: str
    """Of the obligation; for an answer to find out, of the question."""
    findings: tuple[Finding, ...]
    """What it settles: one finding, or all that wait for the answer, the gravest first.

    Empty where the answer decides nothing now. Those of places stand among them, each once.
    """
    questions: tuple[QuestionKey, ...]
    """To be answered, or to be answered anew once it is done; the likeliest first."""
    due: date | None
    """The earliest computed last day of its findings."""
    is_overdue: bool
    in_common: bool = True
    """Whether the common answers give it; else only places do."""
    at: tuple[AtPlaces, ...] = ()
    """Places that give it for reasons of their own; see `place_actions`."""
    not_at: tuple[UUID, ...] = ()
    """Places where it has not to be done, though the common answers give it."""

    @property
    def severity(self) -> Severity | None:
        """The worst of its findings; None where the answer decides nothing now."""
        return min((each.severity for each in self.findings), key=rank, default=None)

    @property
    def is_red_line(self) -> bool:
        """A prohibition that is not met, also where counsel takes another view."""
        return any(each.is_red_line or each.is_red_line_set_aside for each in self.findings)

    @property
    def concerns_prohibition(self) -> bool:
        """Whether one of its findings is about something the law forbids."""
        return any(each.kind is ObligationKind.PROHIBITION for each in self.findings)


def plan_actions(
    assessed: Assessed, answers: Answers, asked: Collection[QuestionKey], catalogue: Catalogue
) -> tuple[Action, ...]:
    """Everything that has to be done: prohibitions not met, then by last day, then by severity. Advice is not."""
    as_of = assessed.as_of
    duties = [each for each in assessed.findings if each.kind is not ObligationKind.RECOMMENDATION]
    planned = [
        *(_of(each, Doing.CLOSE, as_of, catalogue) for each in duties if each.is_gap),
        *(_of(each, Doing.DECIDE, as_of, catalogue) for each in duties if each.verdict is Verdict.NEEDS_JUDGEMENT),
        *_to_find_out(assessed, answers, asked, catalogue),
        *(_wait(each) for each in duties if _lacks_a_notice(each)),
    ]
    return tuple(sorted(planned, key=urgency))


def urgency(action: Action) -> tuple[bool, bool, date, bool, int, int]:
    """Sorting key. What has a last day stands before what has none; the earliest, overdue or not, first."""
    severity = rank(action.severity) if action.severity else len(Severity)
    place = tuple(Doing).index(action.doing)
    no_day = action.due is None
    return not action.is_red_line, no_day, action.due or date.max, not action.concerns_prohibition, severity, place


def _of(finding: Finding, doing: Doing, as_of: date, catalogue: Catalogue) -> Action:
    return _action(doing, str(finding.obligation), (finding,), tuple(_deciding(finding, catalogue)), as_of)


def _deciding(finding: Finding, catalogue: Catalogue) -> Iterator[QuestionKey]:
    """The questions whose answers decided, the last read first: conditions name what is in general before details."""
    branch = _DECIDED_BY[finding.by_our_reading or finding.verdict]
    read = [each.question for each in finding.reasons if each.decisive and each.branch is branch]
    yield from (each for each in dict.fromkeys(reversed(read)) if each in catalogue.questions)


def _to_find_out(
    assessed: Assessed, answers: Answers, asked: Collection[QuestionKey], catalogue: Catalogue
) -> Iterator[Action]:
    unsure = (key for key in catalogue.questions if key in asked and answers.get(key) is NotSure.NOT_SURE)
    for key in unsure:
        waiting = (each for each in assessed.findings if each.verdict is Verdict.UNDETERMINED and key in each.missing)
        yield _action(Doing.FIND_OUT, str(key), tuple(sorted(waiting, key=gravity)), (key,), assessed.as_of)


def _lacks_a_notice(finding: Finding) -> bool:
    lacking = finding.deadline is not None and finding.deadline.state is DeadlineState.YEAR_NOT_PUBLISHED
    return finding.verdict is Verdict.UNDETERMINED and lacking


def _wait(finding: Finding) -> Action:
    return Action(Doing.WAIT, str(finding.obligation), (finding,), (), None, is_overdue=False)


def _action(
    doing: Doing, key: str, findings: tuple[Finding, ...], questions: tuple[QuestionKey, ...], as_of: date
) -> Action:
    due = min(_last_days(findings), default=None)
    return Action(doing, key, findings, questions, due, is_overdue=due is not None and due < as_of)


def _last_days(findings: Iterable[Finding]) -> Iterator[date]:
    for each in findings:
        if each.deadline is not None and each.deadline.due is not None:
            yield each.deadline.due
