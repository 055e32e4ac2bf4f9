"""Moves of the life cycle in words: why one was refused, and what was said when it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.lifecycle import Move, Status
from assessments.services.assessments import Workspace
from assessments.services.printing import NotPrintable
from assessments.services.review import MoveRefused
from assessments.services.review_values import ReviewView
from assessments.web.marking import MarkShown, show_returned

MOST_NAMED = 5


def refused(error: MoveRefused) -> str:
    """One sentence for the person."""
    sentences = {
        "wrong_status": _("The assessment has moved on since you opened this page. Load it again."),
        "role_missing": _("Your role does not allow this."),
        "author_may_not_review": _("You answered this assessment yourself. Another DPO has to decide."),
        "answers_changed": _(
            "The answers, or counsel’s views, changed since you opened this page. Read them again, then attest."
        ),
        "incomplete": _("Some questions are still open. Answer them, or choose “Not sure”."),
        "statement_missing": _("Accept the statement first."),
        "reason_missing": _("Write what has to change."),
        "answers_to_correct": _("You want answers corrected. Accept them, or return the assessment."),
    }
    return sentences.get(str(error.refusal), _("This is not possible now. Load the page again."))


def unprintable(error: NotPrintable) -> str:
    """Which characters stand where, and what to do; the first few say enough."""
    language, mark = get_language() or "en", _(", ")
    named = [
        _("“%(character)s” (%(code)s) in %(where)s")
        % {"character": each.character, "code": each.code, "where": each.where.in_language(language)}
        for each in error.found[:MOST_NAMED]
    ]
    return _(
        "The report has no glyph for some characters: %(named)s. Take them out or write them another way; a character "
        "would be missing from the report otherwise."
    ) % {"named": mark.join(named)}


def last_made(workspace: Workspace, move: Move) -> list[ReviewView]:
    """The newest such move of the revision in the making, in a list; empty where there was none."""
    made = [one for one in workspace.reviews if one.move is move and one.number == workspace.assessment.number]
    return made[-1:]


@dataclass(frozen=True, slots=True)
class Returned:
    """Why an assessment was returned, and which of its answers."""

    made_by: str
    made_at: datetime
    reason: str
    answers: Sequence[MarkShown]
    """Those to be corrected, corrected since or not."""

    @property
    def corrected(self) -> int:
        """How many of them are other answers by now."""
        return sum(each.is_changed for each in self.answers)


def last_return(workspace: Workspace) -> list[Returned]:
    """Why it was returned, while it is."""
    if workspace.assessment.status is not Status.RETURNED:
        return []
    answers = show_returned(workspace, get_language() or "en")
    made = last_made(workspace, Move.RETURN)
    return [Returned(each.made_by, each.made_at, each.reason, answers) for each in made]


def waiting(workspace: Workspace) -> list[ReviewView]:
    """How it was handed in, while it waits for the review."""
    return last_made(workspace, Move.HAND_IN) if workspace.assessment.status is Status.IN_REVIEW else []
