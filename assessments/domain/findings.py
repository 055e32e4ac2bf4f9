"""What comes out: verdicts, reasons, findings, the overall result. How they come about is in `engine`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessments.domain.answers import Answer
from assessments.domain.catalogue import (
    DeadlineKey,
    EditionKey,
    FactKey,
    ObligationKey,
    ObligationKind,
    QuestionKey,
    Severity,
    UncertainPointKey,
)


class Verdict(StrEnum):
    """How one obligation came out."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"
    NEEDS_JUDGEMENT = "needs_judgement"


class Overall(StrEnum):
    """The result as a whole, worst first."""

    RED_LINE = "red_line"
    GAPS = "gaps"
    INCOMPLETE = "incomplete"
    NO_GAP_FOUND = "no_gap_found"


class Branch(StrEnum):
    """The part of an obligation that a reason belongs to, in the order of decision."""

    APPLIES = "applies"
    NEEDS_JUDGEMENT = "needs_judgement"
    NOT_MET = "not_met"
    PARTLY_MET = "partly_met"
    MET = "met"


class AnswerState(StrEnum):
    """What is known of a question that a condition read."""

    GIVEN = "given"
    NOT_SURE = "not_sure"
    MISSING = "missing"
    NOT_ASKED = "not_asked"


class DeadlineState(StrEnum):
    """Whether a date could be computed."""

    COMPUTED = "computed"
    NO_START = "no_start"
    YEAR_NOT_PUBLISHED = "year_not_published"
    AS_STATED = "as_stated"


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact through which an answer was read, and whether it held."""

    fact: FactKey
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer that a verdict rests on, with the facts through which it was read."""

    branch: Branch
    holds: bool | None
    """Whether the statement read from the answer was true; None for unknown."""
    question: QuestionKey
    """The question; "as_of" where the day of the assessment itself was read."""
    state: AnswerState
    answer: Answer | None
    """The value, where one was given."""
    facts: tuple[ReadFact, ...]
    """Facts on the way, outermost first; empty where the obligation read the question itself."""
    decisive: bool
    """True for the branch that decided; false for branches that had to be ruled out before it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One computed limit in time."""

    rule: DeadlineKey
    state: DeadlineState
    start: date | None
    due: date | None
    """Last day, make-up days counted as working (the earlier date)."""
    due_without_make_up: date | None
    """Last day when make-up days do not count; only for working-day rules."""
    missing_year: int | None
    """The year whose holiday notice is needed and not loaded."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Verdict for one obligation, with everything needed to explain it."""

    obligation: ObligationKey
    kind: ObligationKind
    verdict: Verdict
    severity: Severity
    reasons: tuple[Reason, ...]
    missing: tuple[QuestionKey, ...]
    """Questions whose answers could still decide or change the verdict; empty once settled."""
    open_gates: tuple[QuestionKey, ...]
    """Gate questions that were unknown and kept this obligation in scope."""
    notes: tuple[int, ...]
    """Places, in `Obligation.notes`, of the notes that apply."""
    uncertain_points: tuple[UncertainPointKey, ...]
    deadline: Deadline | None
    not_in_force_before: date | None = None
    """The first day on which the obligation binds, where the day of the assessment lies before it."""
    counsel: tuple[UncertainPointKey, ...] = ()
    """Uncertain points of this finding on which counsel holds another view."""
    by_our_reading: Verdict | None = None
    """The verdict by the edition's own reading, where counsel's other view leaves the finding to a person."""

    @property
    def is_gap(self) -> bool:
        """A duty or prohibition that is not, or only partly, met. Advice never is a gap."""
        return self.kind is not ObligationKind.RECOMMENDATION and self.verdict in (
            Verdict.NOT_MET,
            Verdict.PARTLY_MET,
        )

    @property
    def is_unheeded_advice(self) -> bool:
        """A recommendation that is not, or not wholly, followed."""
        fallen_short = self.verdict in (Verdict.NOT_MET, Verdict.PARTLY_MET)
        return self.kind is ObligationKind.RECOMMENDATION and fallen_short

    @property
    def is_red_line(self) -> bool:
        """A prohibition that is not met."""
        return self.kind is ObligationKind.PROHIBITION and self.verdict is Verdict.NOT_MET

    @property
    def is_gap_set_aside(self) -> bool:
        """A gap by the edition's reading, left to a person because counsel disagrees."""
        fallen_short = self.by_our_reading in (Verdict.NOT_MET, Verdict.PARTLY_MET)
        return self.kind is not ObligationKind.RECOMMENDATION and fallen_short

    @property
    def is_red_line_set_aside(self) -> bool:
        """A prohibition that is not met by the edition's reading, left to a person because counsel disagrees."""
        return self.kind is ObligationKind.PROHIBITION and self.by_our_reading is Verdict.NOT_MET


@dataclass(frozen=True, slots=True)
class Assessed:
    """The outcome of one assessment: what `assess` returns."""

    edition: EditionKey
    as_of: date
    overall: Overall
    scope_not_settled: tuple[QuestionKey, ...]
    """Gate questions on the route that are unanswered or "not sure"."""
    findings: tuple[Finding, ...]
    """One per obligation, in the order of the catalogue."""
