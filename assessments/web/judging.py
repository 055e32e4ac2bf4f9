"""The reviewer's views of single verdicts on the page of the review, and what changed since the last decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.domain.answers import Answer
from assessments.domain.arranging import WORST_FIRST, rank
from assessments.domain.catalogue import ObligationKey, QuestionKey
from assessments.domain.explanations import answer_words
from assessments.domain.findings import Verdict
from assessments.domain.reviewing import ReviewerView
from assessments.domain.since import Between, VerdictChange
from assessments.domain.words import NOT_ANSWERED_WORDS
from assessments.services.assessments import Workspace
from assessments.services.judging import NewView
from assessments.services.since_review import PlaceChange
from assessments.web.findings import Shown
from assessments.web.reading import Unreadable, read_text

LONGEST_REASON = 2000
AGREE, DISAGREE = "agree", "disagree"


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict with the reviewer's view of it, as far as there is one."""

    shown: Shown
    standing: ReviewerView | None
    choice: str
    """ "agree", "disagree", or empty."""
    reason: str
    error: str

    @property
    def is_open(self) -> bool:
        """Whether there is something to see in the fields."""
        return bool(self.choice or self.reason or self.error)


@dataclass(frozen=True, slots=True)
class VerdictMoved:
    """A verdict that changed, with the title of its obligation."""

    key: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlaceMoved:
    """What changed at one place, in words."""

    key: str
    """Empty where it was taken out."""
    name: str
    what: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerMoved:
    """An answer that changed, in words."""

    key: str
    number: str
    text: str
    before: str
    after: str
    effects: Sequence[VerdictMoved]
    is_asked: bool
    """Whether the question is still asked, and so stands on the page."""


def read_views(data: QueryDict, workspace: Workspace) -> tuple[dict[ObligationKey, NewView], dict[str, str]]:
    """The views as they were sent, and what is wrong with some, by obligation."""
    views: dict[ObligationKey, NewView] = {}
    errors: dict[str, str] = {}
    for key in workspace.catalogue.obligations:
        choice, typed = data.get(f"view.{key}", ""), data.get(f"why.{key}", "")
        try:
            reason = read_text(typed, LONGEST_REASON) if typed.strip() else ""
        except Unreadable as unreadable:
            errors[str(key)] = unreadable.message
            continue
        if choice == DISAGREE and not reason:
            errors[str(key)] = _("Say why you disagree")
        elif choice in (AGREE, DISAGREE):
            views[key] = NewView(choice == AGREE, reason)
        elif reason:
            errors[str(key)] = _("Choose whether you agree or disagree")
    return views, errors


def judge(
    found: Sequence[Shown], standing: Sequence[ReviewerView], data: QueryDict, errors: Mapping[str, str]
) -> list[Judged]:
    """The verdicts that apply, worst first, each with what was sent or else what stands."""
    by_key = {str(each.obligation): each for each in standing}
    shown = sorted(
        (each for each in found if each.finding.verdict is not Verdict.NOT_APPLICABLE or each.key in by_key),
        key=lambda each: (
            not each.finding.is_red_line,
            WORST_FIRST.index(each.finding.verdict),
            rank(each.finding.severity),
        ),
    )
    return [_judged(each, by_key.get(each.key), data, errors.get(each.key, "")) for each in shown]


def _judged(one: Shown, stands: ReviewerView | None, data: QueryDict, error: str) -> Judged:
    choice = (AGREE if stands.agrees else DISAGREE) if stands else ""
    reason = stands.reason if stands else ""
    return Judged(one, stands, data.get(f"view.{one.key}", choice), data.get(f"why.{one.key}", reason), error)


def moved(between: Between, workspace: Workspace, language: str) -> list[AnswerMoved]:
    """The answers that changed, with their effect."""

    asked = workspace.route.asked

    def words(key: QuestionKey, answer: Answer | None) -> str:
        if answer is None:
            return NOT_ANSWERED_WORDS.in_language(language) if key in asked else _("No longer asked")
        return answer_words(workspace.catalogue.questions[key], answer, language)

    return [
        AnswerMoved(
            key=str(each.question),
            number=workspace.catalogue.questions[each.question].number,
            text=workspace.catalogue.questions[each.question].text.in_language(language),
            before=words(each.question, each.before),
            after=words(each.question, each.after),
            effects=verdicts_moved(each.effects, workspace, language),
            is_asked=each.question in asked,
        )
        for each in between.answers
    ]


def places_moved(changes: Sequence[PlaceChange], workspace: Workspace, language: str) -> list[PlaceMoved]:
    """What changed at places, in words."""

    def said(one: PlaceChange) -> str:
        if one.exception is None:
            return _("Taken out") if one.is_out else _("Added") if one.is_new else _("Described anew")
        question = workspace.catalogue.questions[one.exception.question]
        answer = one.exception.answer
        words = _("Back to the common answer") if answer is None else answer_words(question, answer, language)
        return f"{question.number} {question.text.in_language(language)} {words}"

    return [
        PlaceMoved("" if each.is_out else str(each.place_id), each.name, said(each), each.made_by, each.made_at)
        for each in changes
    ]


def verdicts_moved(changes: Sequence[VerdictChange], workspace: Workspace, language: str) -> list[VerdictMoved]:
    """Verdicts that changed, in words."""
    titles = workspace.catalogue.obligations
    return [
        VerdictMoved(
            str(each.obligation),
            titles[each.obligation].title.in_language(language),
            each.before.value,
            each.after.value,
        )
        for each in changes
    ]
