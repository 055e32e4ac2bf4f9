"""The page of everything that has to be done, and the same as a file for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.services.access import actor_of
from assessments.services.assessments import load_workspace
from assessments.services.progress import load_records
from assessments.services.remediation import may_plan
from assessments.web.action_rows import ActionRow, Part, plan_rows
from assessments.web.action_table import write_table
from assessments.web.closed_actions import plan_closed
from assessments.web.downloads import as_download
from assessments.web.sentences import in_a_row


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the list, as a link."""

    part: Part
    label: str
    count: int


def actions_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Everything that has to be done, or a part of it."""
    actor, language = actor_of(request), get_language() or "en"
    workspace = load_workspace(actor, assessment_id)
    records = load_records(workspace.assessment.deployment_id)
    rows, asked = plan_rows(workspace, records, language), _asked(request)
    tabs = _tabs(rows, asked)
    context = {
        "workspace": workspace,
        "rows": _part(rows, asked),
        "total": len(rows),
        "asked": next(tab for tab in tabs if tab.part is asked),
        "tabs": tabs,
        "lead": _lead(rows),
        "closed": plan_closed(workspace, records, {row.action.key for row in rows}, language),
        "may_plan": may_plan(actor, workspace.assessment.status),
    }
    return TemplateResponse(request, "assessments/actions.html", context)


def actions_file(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The same part of the list as CSV."""
    language = get_language() or "en"
    workspace = load_workspace(actor_of(request), assessment_id)
    rows = plan_rows(workspace, load_records(workspace.assessment.deployment_id), language)
    table = write_table(_part(rows, _asked(request)), settings.PUBLIC_ADDRESS)
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    as_download(response, f"face-recognition-actions-{str(assessment_id)[:8]}-{language}.csv")
    return response


def _asked(request: HttpRequest) -> Part:
    wanted = request.GET.get("show", "")
    return Part(wanted) if wanted in list(Part) else Part.ALL


def _part(rows: Sequence[ActionRow], asked: Part) -> list[ActionRow]:
    return [row for row in rows if asked.takes(row)]


def _tabs(rows: Sequence[ActionRow], asked: Part) -> list[Tab]:
    labels = {
        Part.ALL: _("All"),
        Part.GAPS: _("Gaps"),
        Part.OVERDUE: _("Overdue"),
        Part.DATED: _("With a last day"),
        Part.UNSURE: _("To clarify"),
        Part.JUDGEMENT: _("Needs judgement"),
        Part.NOBODY: _("Nobody sees to it"),
    }
    tabs = [Tab(part, label, len(_part(rows, part))) for part, label in labels.items()]
    return [tab for tab in tabs if tab.count or tab.part in (Part.ALL, Part.OVERDUE, asked)]


def _lead(rows: Sequence[ActionRow]) -> str:
    if not rows:
        return _("Nothing has to be done on the answers given.")
    total = len(rows)
    red_lines, overdue = sum(row.action.is_red_line for row in rows), sum(row.is_overdue for row in rows)
    settled = sum(row.state.is_settled for row in rows)
    sentences = [ngettext("%(n)s action.", "%(n)s actions.", total) % {"n": total}]
    if red_lines:
        words = ngettext(
            "%(n)s is about a prohibition that is not met.", "%(n)s are about prohibitions that are not met.", red_lines
        )
        sentences.append(words % {"n": red_lines})
    if overdue:
        sentences.append(ngettext("%(n)s is overdue.", "%(n)s are overdue.", overdue) % {"n": overdue})
    if settled:
        words = ngettext(
            "%(n)s is recorded as settled, and the answers still give it.",
            "%(n)s are recorded as settled, and the answers still give them.",
            settled,
        )
        sentences.append(words % {"n": settled})
    order = _(
        "Prohibitions not met stand first, then what has a last day, the earliest first, then the rest by severity."
    )
    return in_a_row([*sentences, order])
