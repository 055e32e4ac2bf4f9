"""One action: what has to be done and why, what is agreed about it, and everything that was recorded before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.progress import propose_day
from assessments.services.access import NotAllowed, NotFound, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.colleagues import WORKING, load_colleagues, may_work
from assessments.services.entries import NotEditable
from assessments.services.progress import RecordedAction, load_history
from assessments.services.remediation import IllegalCommitment, StaleAction, may_plan, record_action
from assessments.web.action_form import ActionForm, initial_of, problem_words
from assessments.web.action_rows import ActionRow, plan_rows
from assessments.web.closed_actions import ClosedAction, plan_closed


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which two people disagree."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """The action as the page needs it: what the answers give, or what they no longer give."""

    workspace: Workspace
    key: str
    row: ActionRow | None
    closed: ClosedAction | None
    history: Sequence[RecordedAction]

    @property
    def newest(self) -> RecordedAction | None:
        return self.history[0] if self.history else None

    @property
    def law_gives_the_day(self) -> bool:
        return self.row is not None and self.row.action.due is not None


def action_page(request: HttpRequest, assessment_id: UUID, key: str) -> HttpResponse:
    """The action; a POST records what is agreed."""
    actor = actor_of(request)
    shown = _load(request, assessment_id, key)
    if request.method != "POST":
        return _page(request, shown, None)
    if not may_work(actor):
        raise NotAllowed
    form = ActionForm(request.POST)
    _offer(request, form, shown)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    try:
        record_action(actor, assessment_id, key, form.commitment(), based_on=_based_on(request))
    except IllegalCommitment as illegal:
        form.add_error(illegal.field, problem_words(illegal.problem))
        return _page(request, shown, form, status=422)
    except StaleAction as stale:
        return _page(request, shown, form, stale.newest, status=409)
    except NotEditable:
        pass
    return redirect(f"{reverse('actions', args=[assessment_id])}#{key}")


def _based_on(request: HttpRequest) -> int:
    sent = request.POST.get("based_on", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0


def _load(request: HttpRequest, assessment_id: UUID, key: str) -> _Shown:
    """Raises NotFound where the answers do not give the action and nothing is on record about it."""
    language = get_language() or "en"
    workspace = load_workspace(actor_of(request), assessment_id)
    history = load_history(workspace.assessment.deployment_id, key)
    records = {key: history[0]} if history else {}
    rows = plan_rows(workspace, records, language)
    row = next((each for each in rows if each.action.key == key), None)
    closed = plan_closed(workspace, records, {each.action.key for each in rows}, language)
    if row is None and not closed:
        raise NotFound
    return _Shown(workspace, key, row, closed[0] if closed else None, history)


def _offer(request: HttpRequest, form: ActionForm, shown: _Shown) -> None:
    owners = load_colleagues(actor_of(request), WORKING)
    documents = [each for found in shown.workspace.evidence.values() for each in found]
    form.offer(owners, documents, shown.newest, shown.law_gives_the_day)


def _page(
    request: HttpRequest,
    shown: _Shown,
    form: ActionForm | None,
    stale: RecordedAction | None = None,
    status: int = 200,
) -> HttpResponse:
    workspace, newest = shown.workspace, shown.newest
    counting = stale or newest
    if form is None:
        form = ActionForm(initial=initial_of(newest, _proposed(shown)))
        _offer(request, form, shown)
    context = {
        "workspace": workspace,
        "key": shown.key,
        "row": shown.row,
        "closed": shown.closed,
        "newest": newest,
        "history": shown.history,
        "form": form,
        "may_plan": may_plan(actor_of(request), workspace.assessment.status),
        "stale": stale,
        "differences": _differences(form, stale) if stale else (),
        "based_on": counting.number if counting else 0,
    }
    return TemplateResponse(request, "assessments/action.html", context, status=status)


def _proposed(shown: _Shown) -> date | None:
    return propose_day(shown.row.action, shown.row.today) if shown.row else None


def _differences(form: ActionForm, stale: RecordedAction) -> list[Difference]:
    """What was entered beside what is on record, in words, where they differ."""
    mine, theirs = form.cleaned_data, initial_of(stale, None)
    found = []
    for name, field in form.fields.items():
        choices = dict(getattr(field, "choices", ()))
        ours, other = _words(mine.get(name), choices), _words(theirs[name], choices)
        if ours != other:
            found.append(Difference(str(field.label), ours, other))
    return found


def _words(value: object, choices: Mapping[str, object]) -> str:
    if value in (None, ""):
        return str(choices.get("", _("left open")))
    return str(choices.get(str(value), value))
