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
from assessments.domain.remediation import Action, Doing
from assessments.services.assessments import Workspace
from assessments.services.place_values import PlaceView
from assessments.services.progress import RecordedAction
from assessments.web.action_places import (
    Links,
    Where,
    findings_address,
    link_common,
    places_of,
    question_at,
    show_where,
)
from assessments.web.findings import Shown, show_all


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
    address: str
    """Of its gravest finding; of all findings where the answer decides nothing now."""
    links: Sequence[tuple[Shown, str]]
    """Its findings, each with its address."""
    questions: Sequence[tuple[Question, str]]
    """With the address of each."""
    where: Sequence[Where]
    """Places that give it for reasons of their own."""
    not_at: Sequence[PlaceView]
    """Places where it has not to be done."""
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
    def places(self) -> Sequence[PlaceView]:
        """All places that give it for reasons of their own."""
        return [each for one in self.where for each in one.places]

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
    common = link_common(workspace, show_all(workspace, language))
    return [_row(workspace, each, common, records.get(each.key), language) for each in workspace.actions]


def _row(
    workspace: Workspace, action: Action, common: Links, record: RecordedAction | None, language: str
) -> ActionRow:
    questions = [workspace.catalogue.questions[key] for key in action.questions]
    people = guide().who_knows(questions[0].step) if questions else ()
    where = show_where(workspace, action, language)
    linked = common | {id(one.finding): (one, each.address) for each in where for one in each.shown}
    links = [linked[id(each)] for each in action.findings]
    return ActionRow(
        action=action,
        shown=[one for one, _address in links],
        address=links[0][1] if links else findings_address(workspace),
        links=links,
        questions=[(one, question_at(workspace, action, one)) for one in questions],
        where=where,
        not_at=places_of(workspace, action.not_at),
        people=[who.in_language(language) for who in people],
        record=record,
        today=max(workspace.assessed.as_of, workspace.today),
        language=language,
    )
