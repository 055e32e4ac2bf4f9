"""Which verdicts are still possible for a finding that cannot be determined, by trying every answer that is lacking.

Only what the reasons recall is used, so that the result is certain; where that is not enough, or where the answers to
try are too many, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from math import prod

from assessments.domain.answers import Answer, Several
from assessments.domain.catalogue import Catalogue, Obligation, Question, QuestionKey, QuestionKind
from assessments.domain.conditions import Amount, Counts, Has, Only, Reading
from assessments.domain.findings import AnswerState, Branch, Finding, Verdict
from assessments.domain.reading import followed, openers_of
from assessments.domain.statements import Recalled, condition_of

MOST_QUESTIONS = 2
MOST_TRIALS = 256
_OTHER_TEXT = "text"
_DECIDING = {
    Branch.NEEDS_JUDGEMENT: Verdict.NEEDS_JUDGEMENT,
    Branch.NOT_MET: Verdict.NOT_MET,
    Branch.PARTLY_MET: Verdict.PARTLY_MET,
    Branch.MET: Verdict.MET,
}


def possible_verdicts(finding: Finding, recalled: Recalled, catalogue: Catalogue) -> tuple[Verdict, ...]:
    """The verdicts that the lacking answers can bring, in the order of `Verdict`; empty where this is not certain."""
    if not 0 < len(finding.missing) <= MOST_QUESTIONS or _opens_more(finding, catalogue):
        return ()
    obligation = catalogue.obligations[finding.obligation]
    trials = [tuple(_answers(catalogue.questions[key], obligation, catalogue)) for key in finding.missing]
    found: set[Verdict] = set()
    if prod(len(each) for each in trials) > MOST_TRIALS:
        return ()
    for answers in product(*trials):
        verdict = _verdict(recalled, dict(zip(finding.missing, answers, strict=True)))
        if verdict is None:
            return ()
        found.add(verdict)
    return tuple(each for each in Verdict if each in found)


def _opens_more(finding: Finding, catalogue: Catalogue) -> bool:
    """Whether a question that was read and not asked could be asked after all."""
    not_asked = (each.question for each in finding.reasons if each.state is AnswerState.NOT_ASKED)
    openers = openers_of(catalogue)
    return any(not openers[key].isdisjoint(finding.missing) for key in not_asked)


def _verdict(recalled: Recalled, supposed: Mapping[QuestionKey, Answer]) -> Verdict | None:
    """The verdict if these answers were given; None where what is recalled does not tell."""
    trial = recalled.supposing(supposed)
    applies = trial.walk(Branch.APPLIES).truth
    if applies is not True:
        return None if applies is None else Verdict.NOT_APPLICABLE
    for branch, verdict in _DECIDING.items():
        truth = trial.walk(branch).truth
        if truth is not False:
            return verdict if truth else None
    return None


def _answers(question: Question, obligation: Obligation, catalogue: Catalogue) -> Iterator[Answer]:
    """Answers to try: one for each way in which the obligation can read the question. None for a date."""
    readings = [each for each in _readings(obligation, catalogue) if each.question == question.key]
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.YES_NO:
            yield from (each.key for each in question.choices)
        case QuestionKind.MULTI:
            yield from _choices(question, readings)
        case QuestionKind.NUMBER:
            yield from _numbers(readings)
        case QuestionKind.TEXT:
            yield from ("", _OTHER_TEXT)
        case _:
            return


def _readings(obligation: Obligation, catalogue: Catalogue) -> Iterator[Reading]:
    for branch in Branch:
        yield from followed(condition_of(obligation, branch), catalogue.facts)


def _choices(question: Question, readings: Iterable[Reading]) -> Iterator[Several]:
    """Every combination of the choices that are read, with one that is not; and each that stands alone."""
    read = {choice for each in readings for choice in _choices_read(each)}
    free = [each.key for each in question.choices if not each.exclusive]
    tried = [each for each in free if each in read]
    tried += [each for each in free if each not in read][:1]
    for size in range(1, len(tried) + 1):
        yield from (Several(tuple(each)) for each in combinations(tried, size))
    yield from (Several((each.key,)) for each in question.choices if each.exclusive)


def _choices_read(reading: Reading) -> tuple[str, ...]:
    match reading:
        case Has(_, choices) | Only(_, choices):
            return choices
        case Counts(_, of):
            return of
    return ()


def _numbers(readings: Iterable[Reading]) -> Iterator[int]:
    bounds = {0}
    for each in readings:
        if isinstance(each, Amount):
            bounds |= {each.at_least or 0, (each.at_most or 0) + 1}
    yield from sorted({number for bound in bounds for number in (bound - 1, bound) if number >= 0})
