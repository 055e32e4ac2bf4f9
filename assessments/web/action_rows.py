"""What has to be done as a page or a file shows it, and the parts of that list. The order comes from the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.catalogues.guidance import guide
from assessments.domain.catalogue import Question
from assessments.domain.progress import ActionState, due_day, is_late
from assessments.domain.remediation import Action, Doing, plan_actions
from assessments.services.assessments import Workspace
from assessments.services.progress import RecordedAction
from assessments.web.findings import Shown, show_all
from assessments.web.rail import question_address


class Part(StrEnum):
    """Which part of the list is asked for."""

    ALL = "all"
    GAPS = "gaps"
    OVERDUE = "overdue"
    DATED = "dated"
    UNSURE = "unsure"
    JUDGEMENT = "judgement"
    NOBODY = "nobody"

    def takes(self, row: ActionRow) -> bool:
        """Whether the action belongs to this part."""
        return {
            Part.ALL: True,
            Part.GAPS: row.action.doing is Doing.CLOSE,
            Part.OVERDUE: row.is_overdue,
            Part.DATED: row.due is not None,
            Part.UNSURE: row.action.doing in (Doing.FIND_OUT, Doing.WAIT),
            Part.JUDGEMENT: row.action.doing is Doing.DECIDE,
            Part.NOBODY: row.has_no_owner,
        }[self]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action in the words of the page's language."""

    action: Action
    shown: Sequence[Shown]
    """Its findings, the gravest first."""
    questions: Sequence[tuple[Question, str]]
    """With the address of each."""
    people: Sequence[str]
    """Who usually knows; empty where the guide names nobody."""
    record: RecordedAction | None
    """What is on record about it."""
    today: date
    language: str

    @property
    def state(self) -> ActionState:
        """How far it is."""
        return self.record.state if self.record else ActionState.OPEN

    @property
    def has_no_owner(self) -> bool:
        """Whether it is to be done and nobody sees to it."""
        return not self.state.is_settled and (self.record is None or self.record.owner_id is None)

    @property
    def due(self) -> date | None:
        """The day by which it has to be done: the law's, else the one that was chosen."""
        return due_day(self.action, self._chosen)

    @property
    def is_overdue(self) -> bool:
        """Whether that day has passed and nobody has said that it is settled."""
        return is_late(self.action, self.state, self._chosen, self.today)

    @property
    def _chosen(self) -> date | None:
        return self.record.due if self.record else None

    @property
    def first(self) -> Shown | None:
        """Its gravest finding; None where the answer decides nothing now."""
        return self.shown[0] if self.shown else None

    @property
    def doing(self) -> str:
        """Key of what kind of thing has to be done."""
        return self.action.doing.value

    @property
    def mark(self) -> str:
        """Key of the mark that says how it stands."""
        if self.action.doing is Doing.FIND_OUT or self.first is None:
            return "to_clarify"
        return self.first.verdict

    @property
    def task(self) -> str:
        """What to do, in a sentence."""
        match self.action.doing:
            case Doing.FIND_OUT:
                question = self.questions[0][0]
                return _("Find out: %(question)s") % {"question": question.text.in_language(self.language)}
            case Doing.WAIT:
                return _("Look again once the holiday notice that is lacking is published.")
        return self.shown[0].obligation.remedy.in_language(self.language)

    @property
    def overdue_words(self) -> str:
        """How long ago the last day was, or how far it is; empty where there is none."""
        due = self.due
        if due is None or self.state.is_settled:
            return ""
        days = abs((due - self.today).days)
        if due < self.today:
            return ngettext("overdue by %(n)s day", "overdue by %(n)s days", days) % {"n": days}
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days} if days else _("today")

    @property
    def remedy_by(self) -> Sequence[str]:
        """When the law wants it, in words."""
        if self.action.doing is Doing.FIND_OUT:
            return ()
        return [words for one in self.shown if (words := one.obligation.remedy_by.in_language(self.language))]

    @property
    def has_time(self) -> bool:
        """Whether anything is known of when."""
        return bool(self.due or self.remedy_by or self.without_date)

    @property
    def without_date(self) -> Sequence[Shown]:
        """Findings with a limit in time whose last day cannot be computed."""
        return [one for one in self.shown if one.deadline is not None and one.deadline.due is None]


def plan_rows(workspace: Workspace, records: Mapping[str, RecordedAction], language: str) -> list[ActionRow]:
    """All actions, in order, each with what is on record about it."""
    shown = {one.key: one for one in show_all(workspace, language)}
    planned = plan_actions(workspace.assessed, workspace.answers, workspace.route.asked, workspace.catalogue)
    return [_row(workspace, each, shown, records.get(each.key), language) for each in planned]


def _row(
    workspace: Workspace, action: Action, shown: Mapping[str, Shown], record: RecordedAction | None, language: str
) -> ActionRow:
    questions = [workspace.catalogue.questions[key] for key in action.questions]
    people = guide().who_knows(questions[0].step) if questions else ()
    return ActionRow(
        action=action,
        shown=[shown[str(each.obligation)] for each in action.findings],
        questions=[(one, question_address(workspace.assessment.id, one)) for one in questions],
        people=[who.in_language(language) for who in people],
        record=record,
        today=max(workspace.assessed.as_of, workspace.today),
        language=language,
    )
