"""The page of uncertain points: views, default, findings that depend on them, and what counsel holds otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.catalogue import UncertainPoint, UncertainPointKey
from assessments.domain.counsel import CounselView, points_touching
from assessments.domain.lifecycle import EDITABLE, Status
from assessments.services.access import NotAllowed, actor_of
from assessments.services.assessments import Workspace, load_workspace
from assessments.services.audit import iso
from assessments.services.colleagues import may_work
from assessments.services.counsel import (
    UNDER_REVIEW,
    IllegalView,
    StaleView,
    UnderReview,
    UnknownPoint,
    record_view,
    withdraw_view,
)
from assessments.services.counsel_views import RecordedView, load_history
from assessments.web.counsel_form import CounselForm, problem_words
from assessments.web.findings import Shown, show_all

MOST_AT_ONCE = 6
"""Findings of a point that are listed before the rest folds away; a point of scope touches most of them."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One uncertain point with everything around it."""

    key: str
    point: UncertainPoint
    held: CounselView | None
    """What counts for this assessment."""
    findings: Sequence[Shown]
    """Those that depend on the point."""
    history: Sequence[RecordedView]
    """Newest first."""
    counting: int
    """Place of the record that counts; 0 where none does."""
    form: CounselForm

    @property
    def first_findings(self) -> Sequence[Shown]:
        """Those that are shown at once."""
        return self.findings[:MOST_AT_ONCE]

    @property
    def more_findings(self) -> Sequence[Shown]:
        """Those that are shown on demand."""
        return self.findings[MOST_AT_ONCE:]

    @property
    def newest(self) -> int:
        """Place of the newest record; 0 where there is none."""
        return self.history[0].place if self.history else 0

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether a view is on record now."""
        return bool(self.history) and not self.history[0].withdrawn

    @property
    def counts_later(self) -> bool:
        """Whether the newest record was made after the hand-in, and so counts from the next revision on."""
        return self.newest > self.counting and (self.may_be_withdrawn or self.held is not None)


def uncertain_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All uncertain points behind the findings; recording or withdrawing what counsel holds."""
    if request.method != "POST":
        return _page(request, assessment_id)
    if not may_work(actor_of(request)):
        raise NotAllowed
    form = CounselForm(request.POST, auto_id=f"{request.POST.get('point', '')[:20]}-%s")
    try:
        return _act(request, assessment_id, form)
    except UnderReview as refused:
        return _page(request, assessment_id, form, _under_review(refused.status), 409)
    except StaleView:
        problem = _("Somebody changed the record since you opened this page. Read it, then decide again.")
        return _page(request, assessment_id, form, problem, 409)
    except UnknownPoint:
        return _page(request, assessment_id, None, _("This edition has no such uncertain point."), 422)


def _act(request: HttpRequest, assessment_id: UUID, form: CounselForm) -> HttpResponse:
    actor, point = actor_of(request), UncertainPointKey(request.POST.get("point", ""))
    sent = request.POST.get("based_on", "")
    based_on = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0
    if request.POST.get("go") == "withdraw":
        withdraw_view(actor, assessment_id, point, based_on=based_on)
    elif not form.is_valid():
        return _page(request, assessment_id, form, "", 422)
    else:
        try:
            record_view(actor, assessment_id, point, form.view_to_record(), based_on=based_on)
        except IllegalView as illegal:
            form.add_error(illegal.field, problem_words(illegal.problem))
            return _page(request, assessment_id, form, "", 422)
    return redirect(f"{reverse('uncertain', kwargs={'assessment_id': assessment_id})}#{point}")


def _under_review(status: Status) -> str:
    if status is Status.IN_REVIEW:
        return _("The assessment is in review, and its attestation is bound to the views on record. Return it first.")
    return _("The report is being sealed. Wait until it is; a view recorded then counts from the next revision on.")


def _page(
    request: HttpRequest, assessment_id: UUID, form: CounselForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    actor, language = actor_of(request), get_language() or "en"
    workspace = load_workspace(actor, assessment_id)
    rows = _rows(workspace, language, form)
    now = workspace.assessment.status
    allowed = may_work(actor)
    context = {
        "workspace": workspace,
        "rows": rows,
        "form": form,
        "problem": problem,
        "may_record": allowed and now not in UNDER_REVIEW and now is not Status.SUPERSEDED,
        "locked": _under_review(now) if allowed and now in UNDER_REVIEW and not problem else "",
        "is_closed": now not in EDITABLE and now not in UNDER_REVIEW and now is not Status.SUPERSEDED,
    }
    return TemplateResponse(request, "assessments/uncertain.html", context, status=status)


def _rows(workspace: Workspace, language: str, form: CounselForm | None) -> list[PointRow]:
    """Points that touch a finding, or have something on record, in the order of the edition."""
    touching: dict[UncertainPointKey, list[Shown]] = {}
    for one in show_all(workspace, language):
        for key in points_touching(one.finding, workspace.catalogue):
            touching.setdefault(key, []).append(one)
    recorded: dict[UncertainPointKey, list[RecordedView]] = {}
    for each in load_history(workspace.assessment.deployment_id):
        recorded.setdefault(each.point, []).append(each)
    held = {each.point: each for each in workspace.counsel}
    return [
        _row(point, touching.get(key, ()), recorded.get(key, ()), held.get(key), form)
        for key, point in workspace.catalogue.uncertain_points.items()
        if key in touching or key in recorded
    ]


def _row(
    point: UncertainPoint,
    findings: Sequence[Shown],
    history: Sequence[RecordedView],
    held: CounselView | None,
    sent: CounselForm | None,
) -> PointRow:
    key = str(point.key)
    bound = sent is not None and sent.data.get("point") == key and sent.data.get("go") != "withdraw"
    return PointRow(
        key=key,
        point=point,
        held=held,
        findings=findings,
        history=history,
        counting=next((each.place for each in history if held is not None and _is(each, held)), 0),
        form=sent if bound and sent is not None else CounselForm(auto_id=f"{key}-%s"),
    )


def _is(record: RecordedView, view: CounselView) -> bool:
    said = (record.counsel, record.given_on, record.view, record.reason, iso(record.recorded_at))
    return said == (view.counsel, view.given_on, view.view, view.reason, view.recorded_at)
