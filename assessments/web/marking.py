"""A reviewer's decisions on single answers: read from the form of the review, and shown to whoever corrects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.domain.catalogue import QuestionKey
from assessments.domain.marking import Marked
from assessments.services.assessments import Workspace
from assessments.services.mark_views import marked
from assessments.services.marking import NewMark
from assessments.web.rail import question_address

ACCEPT, CORRECT = "accept", "correct"
RETURN, LATER = "return", "views"


@dataclass(frozen=True, slots=True)
class MarkShown:
    """What was decided of one answer, beside its question."""

    key: str
    number: str
    text: str
    """Of the question."""
    href: str
    said: str
    """What has to change, or a remark."""
    choice: str
    """What was decided: "accept" or "correct"."""
    is_changed: bool
    in_this_review: bool
    """Whether it was decided since the answers were last handed in."""
    made_by: str
    made_at: datetime

    @property
    def is_to_correct(self) -> bool:
        """Whether it still is to be corrected."""
        return self.choice == CORRECT and not self.is_changed


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was sent of single answers."""

    marks: Mapping[QuestionKey, NewMark]
    comments: Mapping[str, str]
    """Remarks for the history of the review, by question."""
    errors: Mapping[str, str]


def show_marks(workspace: Workspace, language: str) -> dict[str, MarkShown]:
    """By question what was decided of its answer, in the order of the catalogue."""
    return {str(key): _shown(workspace, each, language) for key, each in marked(workspace).items()}


def show_returned(workspace: Workspace, language: str) -> list[MarkShown]:
    """The answers that were to be corrected, corrected since or not."""
    return [each for each in show_marks(workspace, language).values() if each.choice == CORRECT]


def _shown(workspace: Workspace, one: Marked, language: str) -> MarkShown:
    question, mark = workspace.catalogue.questions[one.mark.question], one.mark
    return MarkShown(
        key=str(mark.question),
        number=question.number,
        text=question.text.in_language(language),
        href=question_address(workspace.assessment.id, question),
        said=mark.text,
        choice=ACCEPT if mark.is_accepted else CORRECT,
        is_changed=one.is_changed,
        in_this_review=mark.in_this_review,
        made_by=mark.made_by,
        made_at=mark.made_at,
    )


def read_decisions(data: QueryDict, workspace: Workspace, comments: Mapping[str, str]) -> Decisions:
    """What was sent. A comment without a decision is one to correct where the whole is returned; where the review
    goes on, the decision is asked for, so that no comment is lost."""
    go, standing = data.get("go", ""), marked(workspace)
    marks: dict[QuestionKey, NewMark] = {}
    errors: dict[str, str] = {}
    for key in workspace.route.asked:
        choice, text = data.get(f"mark.{key}", ""), comments.get(str(key), "")
        if choice == CORRECT and not text:
            errors[str(key)] = _("Say what has to be corrected")
        elif choice in (ACCEPT, CORRECT):
            marks[key] = NewMark(choice == ACCEPT, text)
        elif text and go == RETURN:
            marks[key] = NewMark(is_accepted=False, text=text)
        elif text and go == LATER:
            errors[str(key)] = _("Choose whether the answer is accepted or to be corrected")
    earlier = {str(key): each.mark.text for key, each in standing.items() if _was_said(each)}
    pending = {str(key): each.mark.text for key, each in standing.items() if each.is_to_correct and key not in marks}
    said = pending | {key: text for key, text in comments.items() if text != earlier.get(key)}
    return Decisions(marks, said, errors)


def _was_said(one: Marked) -> bool:
    """A remark on an accepted answer that an earlier decision on the whole has told already."""
    return one.is_accepted and not one.mark.in_this_review


def chosen(data: QueryDict, shown: Mapping[str, MarkShown], keys: Sequence[str]) -> dict[str, str]:
    """The decision that stands in the form, by question: what was sent, else what counts for the answer as it is."""
    standing = {key: one.choice for key, one in shown.items() if not one.is_changed}
    return {key: data.get(f"mark.{key}", standing.get(key, "")) for key in keys}
