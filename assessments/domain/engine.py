"""The rules engine: one finding per obligation, and the result as a whole. Pure; the day is an argument."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from assessments.domain.answers import Answers
from assessments.domain.catalogue import Catalogue, Obligation, QuestionKey, UncertainPointKey
from assessments.domain.conditions import AS_OF
from assessments.domain.counsel import left_to_judgement
from assessments.domain.evaluation import Evaluated, View, evaluate
from assessments.domain.findings import (
    AnswerState,
    Assessed,
    Branch,
    Finding,
    Overall,
    Reason,
    Verdict,
)
from assessments.domain.in_force import in_force_since
from assessments.domain.remembering import findings_of
from assessments.domain.route import view_of_route

_VERDICTS = {
    Branch.NEEDS_JUDGEMENT: Verdict.NEEDS_JUDGEMENT,
    Branch.NOT_MET: Verdict.NOT_MET,
    Branch.PARTLY_MET: Verdict.PARTLY_MET,
    Branch.MET: Verdict.MET,
}

_Evaluations = list[tuple[Branch, Evaluated]]


def assess(
    catalogue: Catalogue, answers: Answers, as_of: date, counsel: Collection[UncertainPointKey] = ()
) -> Assessed:
    """Judge every obligation of `catalogue` by `answers` on the day `as_of`.

    `counsel` names the uncertain points on which counsel holds another view than the edition.
    """
    return judge_all(view_of_route(catalogue, answers, as_of), as_of, counsel)


def judge_all(view: View, as_of: date, counsel: Collection[UncertainPointKey]) -> Assessed:
    """The same by the answers in `view`, which knows what is asked."""
    return conclude(view, as_of, (judge(each, view, counsel) for each in view.catalogue.obligations.values()))


def judge(obligation: Obligation, view: View, counsel: Collection[UncertainPointKey]) -> Finding:
    """The finding for one obligation, by answers on the route."""
    found = findings_of(view.catalogue).recall(obligation.key, view, lambda: _find(obligation, view))
    return left_to_judgement(found, counsel, view.catalogue) if counsel else found


def conclude(view: View, as_of: date, findings: Iterable[Finding]) -> Assessed:
    """The outcome, from one finding for each obligation in the order of the catalogue."""
    findings, catalogue = tuple(findings), view.catalogue
    gates = tuple(each for each in catalogue.gates if _is_open(each, view))
    return Assessed(catalogue.key, as_of, overall(findings), gates, findings)


def overall(findings: Iterable[Finding]) -> Overall:
    """The result as a whole: the worst finding speaks, never an average."""
    findings = tuple(findings)
    if any(each.is_red_line for each in findings):
        return Overall.RED_LINE
    if any(each.is_gap for each in findings):
        return Overall.GAPS
    if any(each.verdict is Verdict.UNDETERMINED for each in findings):
        return Overall.INCOMPLETE
    return Overall.NO_GAP_FOUND


def _is_open(gate: QuestionKey, view: View) -> bool:
    return gate in view.asked and view.state(gate) in (AnswerState.MISSING, AnswerState.NOT_SURE)


def _find(obligation: Obligation, view: View) -> Finding:
    since = in_force_since(obligation, view.catalogue)
    if since is not None and view.as_of is not None and view.as_of < since:
        return _not_yet(obligation, view.as_of, since)
    verdict, read, decided_by = _decide(obligation, view)
    reasons = tuple(_reasons(read, decided_by))
    deadline = view.deadline(obligation.deadline) if obligation.deadline else None
    return Finding(
        obligation=obligation.key,
        kind=obligation.kind,
        verdict=verdict,
        severity=obligation.severity,
        reasons=reasons,
        missing=_missing(reasons),
        open_gates=_open_gates(reasons, view) if verdict is not Verdict.NOT_APPLICABLE else (),
        notes=tuple(n for n, note in enumerate(obligation.notes) if evaluate(note.when, view).truth),
        uncertain_points=obligation.uncertain_points,
        deadline=deadline if verdict is not Verdict.NOT_APPLICABLE else None,
    )


def _not_yet(obligation: Obligation, as_of: date, since: date) -> Finding:
    day = Reason(Branch.APPLIES, False, QuestionKey(AS_OF), AnswerState.GIVEN, as_of, (), decisive=True)
    return Finding(
        obligation=obligation.key,
        kind=obligation.kind,
        verdict=Verdict.NOT_APPLICABLE,
        severity=obligation.severity,
        reasons=(day,),
        missing=(),
        open_gates=(),
        notes=(),
        uncertain_points=obligation.uncertain_points,
        deadline=None,
        not_in_force_before=since,
    )


def _decide(obligation: Obligation, view: View) -> tuple[Verdict, _Evaluations, Branch | None]:
    """The first true branch wins if all before it are false; a true not_met also stands beside an unknown
    needs_judgement. The last value names the branch that decided, None where nothing did."""
    read: _Evaluations = [(Branch.APPLIES, evaluate(obligation.applies_if, view))]
    if read[0][1].truth is False:
        return Verdict.NOT_APPLICABLE, read, Branch.APPLIES
    if read[0][1].truth is None:
        return Verdict.UNDETERMINED, read, None
    for branch, condition in (
        (Branch.NEEDS_JUDGEMENT, obligation.needs_judgement_if),
        (Branch.NOT_MET, obligation.not_met_if),
        (Branch.PARTLY_MET, obligation.partly_met_if),
        (Branch.MET, obligation.met_if),
    ):
        found = evaluate(condition, view)
        open_before = {each for each, earlier in read if earlier.truth is None}
        read.append((branch, found))
        if found.truth and open_before <= ({Branch.NEEDS_JUDGEMENT} if branch is Branch.NOT_MET else set()):
            return _VERDICTS[branch], read, branch
    return Verdict.UNDETERMINED, read, None


def _reasons(read: _Evaluations, decided_by: Branch | None) -> Iterable[Reason]:
    for branch, found in read:
        for leaf in found.leaves:
            decisive = branch is decided_by or (decided_by is None and found.truth is None)
            yield Reason(branch, leaf.holds, leaf.question, leaf.state, leaf.answer, leaf.facts, decisive)


def _missing(reasons: Iterable[Reason]) -> tuple[QuestionKey, ...]:
    # An answer that was given is not missing; where it does not decide, a holiday notice is.
    open_reasons = (each for each in reasons if each.holds is None and each.state is not AnswerState.GIVEN)
    return tuple(dict.fromkeys(each.question for each in open_reasons if each.question != AS_OF))


def _open_gates(reasons: Iterable[Reason], view: View) -> tuple[QuestionKey, ...]:
    read = {each.question for each in reasons}
    return tuple(each for each in view.catalogue.gates if each in read and _is_open(each, view))
