"""Recording and withdrawing what counsel holds on an uncertain point. Which views count is in `counsel_views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from assessments.catalogues import edition
from assessments.domain.actions import Act
from assessments.domain.answers import EARLIEST_DAY
from assessments.domain.canonical import to_bytes
from assessments.domain.catalogue import UncertainPointKey
from assessments.domain.characters import UnfitText, check_text
from assessments.domain.lifecycle import Status
from assessments.domain.revision import digest
from assessments.models import Assessment, CounselRecord
from assessments.services.access import Actor, NotAllowed, NotFound, local_day
from assessments.services.audit import record_event
from assessments.services.colleagues import may_work

LONGEST_NAME, LONGEST_TEXT = 200, 2000
UNDER_REVIEW = frozenset({Status.IN_REVIEW, Status.APPROVED, Status.SEALING})
"""States in which somebody has attested and the report is not there yet."""


class ViewProblem(StrEnum):
    """What is wrong with a view as it was entered."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNFIT = "unfit"
    IN_THE_FUTURE = "in_the_future"
    TOO_EARLY = "too_early"


@dataclass(eq=False)
class IllegalView(Exception):
    """One field of a view cannot be kept."""

    field: str
    problem: ViewProblem


class UnknownPoint(Exception):
    """The edition has no such uncertain point."""


@dataclass(eq=False)
class UnderReview(Exception):
    """An assessment of the deployment is handed in and not yet sealed."""

    status: Status


class StaleView(Exception):
    """The record changed since the page was loaded, or there is no view to withdraw."""


@dataclass(frozen=True, slots=True)
class NewView:
    """A view as a person enters it."""

    counsel: str
    given_on: date
    view: str
    reason: str


@transaction.atomic
def record_view(
    actor: Actor, assessment_id: UUID, point: UncertainPointKey, view: NewView, *, based_on: int = 0
) -> bool:
    """Record what counsel holds on `point`; False where exactly this stands already.

    `based_on` is the place of the newest record on the point that the page knew of. Raises NotAllowed, NotFound,
    UnknownPoint, IllegalView, UnderReview, StaleView.
    """
    row = _begin(actor, assessment_id, point)
    _check(view, local_day(actor.now))
    newest = _newest(row, point)
    if newest is not None and _says(newest, view):
        return False
    _refuse_stale(newest, based_on)
    _append(actor, row, point, view)
    return True


@transaction.atomic
def withdraw_view(actor: Actor, assessment_id: UUID, point: UncertainPointKey, *, based_on: int) -> bool:
    """Take back the view on `point`; False where it was taken back already.

    Raises NotAllowed, NotFound, UnknownPoint, UnderReview, StaleView.
    """
    row = _begin(actor, assessment_id, point)
    newest = _newest(row, point)
    if newest is None:
        raise StaleView
    if newest.withdrawn:
        return False
    _refuse_stale(newest, based_on)
    _append(actor, row, point, None)
    return True


def _begin(actor: Actor, assessment_id: UUID, point: UncertainPointKey) -> Assessment:
    """The assessment, with all of its deployment locked, where a record may be made."""
    if not may_work(actor):
        raise NotAllowed
    here = Assessment.objects.filter(organisation_id=actor.organisation_id)
    deployment_id = here.filter(id=assessment_id).values_list("deployment_id", flat=True).first()
    if deployment_id is None:
        raise NotFound
    rows = here.filter(deployment_id=deployment_id).select_for_update(no_key=True).order_by("id")
    locked = {each.id: each for each in rows}
    row = locked[assessment_id]
    if point not in edition(row.edition_key).uncertain_points:
        raise UnknownPoint
    for each in locked.values():
        if Status(each.status) in UNDER_REVIEW:
            raise UnderReview(Status(each.status))
    return row


def _check(view: NewView, today: date) -> None:
    for field, text, longest in (
        ("counsel", view.counsel, LONGEST_NAME),
        ("view", view.view, LONGEST_TEXT),
        ("reason", view.reason, LONGEST_TEXT),
    ):
        if len(text) > longest:
            raise IllegalView(field, ViewProblem.TOO_LONG)
        if not text.strip():
            raise IllegalView(field, ViewProblem.MISSING)
        try:
            check_text(text)
        except UnfitText as unfit:
            raise IllegalView(field, ViewProblem.UNFIT) from unfit
    if view.given_on > today:
        raise IllegalView("given_on", ViewProblem.IN_THE_FUTURE)
    if view.given_on < EARLIEST_DAY:
        raise IllegalView("given_on", ViewProblem.TOO_EARLY)


def _newest(row: Assessment, point: UncertainPointKey) -> CounselRecord | None:
    rows = CounselRecord.objects.filter(deployment_id=row.deployment_id, point=point)
    return rows.order_by("-audit_sequence").first()


def _says(record: CounselRecord, view: NewView) -> bool:
    said = (record.counsel, record.given_on, record.view, record.reason)
    return said == (view.counsel, view.given_on, view.view, view.reason)


def _refuse_stale(newest: CounselRecord | None, based_on: int) -> None:
    if newest is not None and newest.audit_sequence != based_on:
        raise StaleView


def _append(actor: Actor, row: Assessment, point: UncertainPointKey, view: NewView | None) -> None:
    action = Act.RECORD_COUNSEL_VIEW if view else Act.WITHDRAW_COUNSEL_VIEW
    details = {"point": str(point)} | ({"view_digest": digest(to_bytes(view))} if view else {})
    mark = record_event(actor.organisation_id, actor.person_id, action, row.deployment_id, actor.now, **details)
    CounselRecord.objects.create(
        organisation_id=actor.organisation_id,
        deployment_id=row.deployment_id,
        point=point,
        withdrawn=view is None,
        counsel=view.counsel if view else "",
        given_on=view.given_on if view else None,
        view=view.view if view else "",
        reason=view.reason if view else "",
        recorded_by_id=actor.person_id,
        recorded_by_name=actor.person_name,
        recorded_at=actor.now,
        audit_sequence=mark.sequence,
    )
