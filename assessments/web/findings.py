"""Findings as pages show them: order, question behind each, explanation, citations. Verdicts come from the domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256

from django.utils.translation import gettext as _

from assessments.domain.alternative_sentences import alternative_sentences
from assessments.domain.alternatives import what_would_meet
from assessments.domain.answers import Answers
from assessments.domain.arranging import WORST_FIRST, gravity, rank
from assessments.domain.catalogue import (
    Catalogue,
    Obligation,
    ObligationKey,
    ObligationKind,
    Question,
    QuestionKind,
    Severity,
)
from assessments.domain.counsel import CounselView
from assessments.domain.explanations import Explanation, answer_words, explain
from assessments.domain.findings import AnswerState, Branch, Deadline, Finding, Reason, Verdict
from assessments.domain.missing import NAMED_IN_FULL
from assessments.domain.words import NOT_ANSWERED_WORDS, NOT_SURE_WORDS
from assessments.services.assessments import Workspace
from assessments.web.citing import Citation, anchor_of, cite_all, cite_in_one
from assessments.web.points import PointShown, show_points

SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Behind:
    """One answer behind a finding."""

    question: Question
    number: str
    text: str
    answer: str
    """In words; also where it is missing or "not sure"."""
    step: str
    anchor: str


@dataclass(frozen=True)
class Shown:
    """One finding, ready for a page."""

    finding: Finding
    obligation: Obligation
    catalogue: Catalogue
    language: str
    as_of: date
    views: tuple[CounselView, ...] = ()
    """Counsel's other views that count for the assessment."""
    answers: Answers = field(default_factory=dict)
    """The answers that were assessed."""

    answers_mark: str = ""
    """Tells these answers from any others."""

    @property
    def drawn_for(self) -> tuple[object, ...]:
        """What the text around the finding depends on; empty where words that somebody wrote stand in it."""
        if self.views or any(isinstance(each.answer, str) and self._is_written(each) for each in self.finding.reasons):
            return ()
        return (self.catalogue.digest, self.obligation.key, self.as_of, self.answers_mark)

    def _is_written(self, reason: Reason) -> bool:
        question = self.catalogue.questions.get(reason.question)
        return question is not None and question.kind is QuestionKind.TEXT

    @property
    def key(self) -> str:
        """Key of the obligation; also the id of the finding on the page."""
        return str(self.obligation.key)

    @property
    def verdict(self) -> str:
        """Key of the verdict."""
        return self.finding.verdict.value

    @property
    def severity(self) -> str:
        """Key of the severity."""
        return self.finding.severity.value

    @property
    def title(self) -> str:
        """Title of the obligation."""
        return self.obligation.title.in_language(self.language)

    @property
    def is_prohibition(self) -> bool:
        """Whether the provision forbids something."""
        return self.obligation.kind is ObligationKind.PROHIBITION

    @property
    def deadline(self) -> Deadline | None:
        """The computed limit in time."""
        return self.finding.deadline

    @property
    def stated(self) -> str:
        """The limit in time in words; empty where there is none."""
        limit = self.deadline
        return self.catalogue.deadlines[limit.rule].stated.in_language(self.language) if limit else ""

    @property
    def is_overdue(self) -> bool:
        """Whether the limit has passed and nothing shows that it was kept."""
        due = self.deadline.due if self.deadline else None
        settled = self.finding.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE)
        return due is not None and due < self.as_of and not settled

    @cached_property
    def explanation(self) -> Explanation:
        """Sentences composed from the reasons."""
        return explain(self.finding, self.catalogue, self.language)

    @cached_property
    def alternatives(self) -> tuple[str, ...]:
        """What would have to be true for it to be met, one sentence for each way."""
        found = what_would_meet(self.finding, self.catalogue, self.answers, self.as_of)
        return alternative_sentences(found, self.answers, self.catalogue, self.language)

    @cached_property
    def law(self) -> str:
        """All provisions in one line."""
        return cite_in_one(self.obligation.provisions, self.catalogue, self.language)

    @cached_property
    def law_in_short(self) -> str:
        """The first provision; the others as a number."""
        return _law_in_short(self.catalogue, self.obligation.key, self.language)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Provisions with the address of the official text."""
        return cite_all(self.obligation.provisions, self.catalogue, self.language)

    @cached_property
    def behind(self) -> tuple[Behind, ...]:
        """The answers that decided, each question once, in the order of the page."""
        rows: dict[str, Behind] = {}
        for reason in self.finding.reasons:
            question = self.catalogue.questions.get(reason.question)
            if reason.decisive and question is not None and reason.state is not AnswerState.NOT_ASKED:
                rows.setdefault(str(question.key), self._behind(question))
        return tuple(rows.values())

    def _behind(self, question: Question) -> Behind:
        return Behind(
            question,
            question.number,
            question.text.in_language(self.language),
            self._answer_words(question),
            str(question.step),
            anchor_of(question),
        )

    def _answer_words(self, question: Question) -> str:
        read = [one for one in self.finding.reasons if one.question == question.key]
        given = next((one.answer for one in read if one.answer is not None), None)
        if given is not None:
            return answer_words(question, given, self.language)
        unsure = any(one.state is AnswerState.NOT_SURE for one in read)
        return (NOT_SURE_WORDS if unsure else NOT_ANSWERED_WORDS).in_language(self.language)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks whose condition is true."""
        return tuple(self.obligation.notes[place].text.in_language(self.language) for place in self.finding.notes)

    @property
    def penalties(self) -> tuple[str, ...]:
        """What can follow, in words."""
        codes = self.obligation.penalties
        return tuple(self.catalogue.penalties[code].in_language(self.language) for code in codes)

    @property
    def uncertain(self) -> tuple[PointShown, ...]:
        """Points of law behind the obligation on which views differ, and those on which counsel takes another view."""
        keys = dict.fromkeys((*self.finding.uncertain_points, *self.finding.counsel))
        return show_points(keys, self.catalogue, self.views)

    @property
    def held(self) -> tuple[CounselView, ...]:
        """What counsel holds otherwise on points of this finding."""
        return tuple(each for each in self.views if each.point in self.finding.counsel)

    @property
    def our_verdict(self) -> str:
        """Key of the verdict by the edition's reading, where counsel's view leaves it to a person; else empty."""
        return self.finding.by_our_reading.value if self.finding.by_our_reading else ""

    @property
    def missing(self) -> tuple[Behind, ...]:
        """Questions whose answers could still decide."""
        return tuple(
            self._behind(self.catalogue.questions[key])
            for key in self.finding.missing
            if key in self.catalogue.questions
        )

    @property
    def has_many_missing(self) -> bool:
        """Whether more answers are lacking than the explanation quotes."""
        return len(self.missing) > NAMED_IN_FULL

    @property
    def to_change(self) -> tuple[Behind, ...]:
        """The answers that a person may want to go back to: those that are lacking, else those that decided."""
        return self.missing or self.behind

    @property
    def main_question(self) -> Question | None:
        """The question that the finding is filed under: the last decisive answer that is not about scope."""
        questions = self.catalogue.questions
        for reason in reversed(self.finding.reasons):
            if reason.decisive and reason.branch is not Branch.APPLIES and reason.question in questions:
                return questions[reason.question]
        return next((questions[key] for key in reversed(self.finding.missing) if key in questions), None)


@lru_cache(maxsize=1024)
def _law_in_short(catalogue: Catalogue, key: ObligationKey, language: str) -> str:
    first, *others = catalogue.obligations[key].provisions
    words = cite_in_one((first,), catalogue, language)
    return _("%(law)s and %(n)s more") % {"law": words, "n": len(others)} if others else words


def show_all(workspace: Workspace, language: str) -> list[Shown]:
    """All findings in the order of the catalogue."""
    return show_these(workspace, workspace.assessed.findings, workspace.answers, language)


def show_these(workspace: Workspace, findings: Iterable[Finding], answers: Answers, language: str) -> list[Shown]:
    """Findings that rest on these answers, in their order."""
    catalogue, as_of, mark = workspace.catalogue, workspace.assessed.as_of, _mark(answers)
    return [
        Shown(
            each, catalogue.obligations[each.obligation], catalogue, language, as_of, workspace.counsel, answers, mark
        )
        for each in findings
    ]


def _mark(answers: Answers) -> str:
    return sha256(repr(sorted(answers.items())).encode()).hexdigest()


def gaps(shown: Iterable[Shown]) -> list[Shown]:
    """Duties and prohibitions not met or partly met, gravest first, breached prohibitions before others."""
    return sorted((one for one in shown if one.finding.is_gap), key=lambda one: gravity(one.finding))


def advice(shown: Iterable[Shown]) -> list[Shown]:
    """Recommendations that are not, or not wholly, followed."""
    return [one for one in shown if one.finding.is_unheeded_advice]


def with_verdict(shown: Iterable[Shown], verdict: Verdict) -> list[Shown]:
    """Findings with one verdict."""
    return [one for one in shown if one.finding.verdict is verdict]


def left_aside(shown: Iterable[Shown]) -> list[Shown]:
    """Findings left to a person only because counsel takes another view, in the order of gravity of our reading."""
    order = {verdict.value: place for place, verdict in enumerate(WORST_FIRST)}
    aside = [one for one in shown if one.our_verdict]
    return sorted(aside, key=lambda one: (not one.finding.is_red_line_set_aside, order[one.our_verdict]))


def by_severity(shown: Iterable[Shown]) -> list[tuple[str, int]]:
    """Number of findings for each severity but advice, worst first, zeros included."""
    keys = [one.severity for one in shown]
    return [(severity.value, keys.count(severity.value)) for severity in SEVERITIES[:4]]


def worst(shown: Iterable[Shown]) -> str:
    """Key of the worst severity; empty where there is none."""
    ranked = sorted((one.finding.severity for one in shown), key=rank)
    return ranked[0].value if ranked else ""
