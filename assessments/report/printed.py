"""One finding as the report prints it: reference, marks, answers behind it, explanation, citations, dates.

Verdicts and their reasons come from the content; the sentences from the domain. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain.answers import Answer
from assessments.domain.catalogue import Catalogue, Obligation, ObligationKind, Provision, Question, QuestionKey
from assessments.domain.citations import cite
from assessments.domain.counsel import CounselView
from assessments.domain.explanations import answer_words, explain
from assessments.domain.findings import AnswerState, Branch, Finding
from assessments.domain.missing import NAMED_IN_FULL
from assessments.domain.words import NOT_ANSWERED_WORDS, NOT_SURE_WORDS, words_for
from assessments.report.differing import Differing
from assessments.report.held import HeldView, hold_view
from assessments.report.text import shorten

LONGEST_ANSWER = 240
"""Code points of one answer repeated with a finding; the record holds it in full."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer behind a finding."""

    number: str
    question: str
    answer: str
    cut: bool
    """True where the answer is longer than what is repeated here."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One provision that an obligation rests on."""

    words: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Printed:
    """One finding, ready for the templates."""

    ref: str
    """ "F3"; empty where the report gives no number."""
    finding: Finding
    obligation: Obligation
    title: str
    severity: str
    severity_words: str
    verdict: str
    verdict_words: str
    is_prohibition: bool
    law: str
    outside: tuple[str, ...]
    """Why it does not apply; empty where it does."""
    scope_line: str
    sentences: tuple[str, ...]
    """The verdict with its grounds, and what could still change it."""
    also_read: str
    still_open: tuple[AnswerRow, ...]
    """Lacking answers, where they are too many for the sentences to quote their questions."""
    duty: str
    risk: str
    remedy: str
    remedy_by: str
    evidence: str
    penalties: str
    """Codes, explained once for the whole section."""
    notes: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    uncertain: str
    our_verdict: str
    """Key of the verdict by the edition's reading, where counsel's view leaves it to a person; else empty."""
    our_verdict_words: str
    held: tuple[HeldView, ...]
    """What counsel holds otherwise on points of this finding."""
    differing: Differing | None = None
    """What the reviewer holds otherwise of the verdict."""


def print_finding(
    finding: Finding, ref: str, catalogue: Catalogue, language: str, views: Iterable[CounselView] = ()
) -> Printed:
    """The finding in one language, beside those of counsel's `views` that concern it."""
    obligation = catalogue.obligations[finding.obligation]
    ours = finding.by_our_reading
    why = explain(finding, catalogue, language)
    comma = "、" if language.startswith("zh") else ", "
    return Printed(
        ref=ref,
        finding=finding,
        obligation=obligation,
        title=obligation.title.in_language(language),
        severity=finding.severity.value,
        severity_words=words_for(finding.severity).in_language(language),
        verdict=finding.verdict.value,
        verdict_words=words_for(finding.verdict).in_language(language),
        is_prohibition=finding.kind is ObligationKind.PROHIBITION,
        law=cite_in_one(obligation.provisions, catalogue, language),
        outside=why.outside,
        scope_line=("" if language.startswith("zh") else " ").join(why.scope),
        sentences=(*why.sentences, *why.missing),
        also_read=why.also_read,
        still_open=_open_rows(finding, catalogue, language) if len(finding.missing) > NAMED_IN_FULL else (),
        duty=obligation.duty.in_language(language),
        risk=obligation.risk.in_language(language),
        remedy=obligation.remedy.in_language(language),
        remedy_by=obligation.remedy_by.in_language(language),
        evidence=obligation.evidence.in_language(language),
        penalties=comma.join(obligation.penalties),
        notes=tuple(obligation.notes[place].text.in_language(language) for place in finding.notes),
        sources=tuple(_source_line(each, catalogue, language) for each in obligation.provisions),
        uncertain=comma.join(dict.fromkeys((*finding.uncertain_points, *finding.counsel))),
        our_verdict=ours.value if ours else "",
        our_verdict_words=words_for(ours).in_language(language) if ours else "",
        held=tuple(hold_view(each, language) for each in views if each.point in finding.counsel),
    )


def cite_in_one(provisions: Iterable[Provision], catalogue: Catalogue, language: str) -> str:
    """Provisions in one line."""
    mark = "；" if language.startswith("zh") else "; "
    return mark.join(cite(each, catalogue, language) for each in provisions)


def answer_row(question: Question, answer: Answer | None, language: str) -> AnswerRow:
    """One question with the answer to it, cut where it is long."""
    words = NOT_ANSWERED_WORDS.in_language(language)
    if answer is not None:
        words = answer_words(question, answer, language)
    short = shorten(words, LONGEST_ANSWER)
    return AnswerRow(question.number, question.text.in_language(language), short, short != words)


def _open_rows(finding: Finding, catalogue: Catalogue, language: str) -> tuple[AnswerRow, ...]:
    states = {each.question: each.state for each in finding.reasons}
    return tuple(
        _open_row(catalogue.questions[key], states.get(key), language)
        for key in finding.missing
        if key in catalogue.questions
    )


def _open_row(question: Question, state: AnswerState | None, language: str) -> AnswerRow:
    words = NOT_SURE_WORDS if state is AnswerState.NOT_SURE else NOT_ANSWERED_WORDS
    return AnswerRow(question.number, question.text.in_language(language), words.in_language(language), cut=False)


def _source_line(provision: Provision, catalogue: Catalogue, language: str) -> SourceLine:
    source = catalogue.sources[provision.source]
    return SourceLine(cite(provision, catalogue, language), source.title.in_language(language), source.address)


def main_question(finding: Finding, catalogue: Catalogue) -> Question | None:
    """The question that a finding is filed under: the last decisive answer that is not about scope."""
    keys = [
        each.question
        for each in finding.reasons
        if each.decisive and each.branch is not Branch.APPLIES and each.question in catalogue.questions
    ] or [key for key in finding.missing if key in catalogue.questions]
    return catalogue.questions[QuestionKey(keys[-1])] if keys else None
