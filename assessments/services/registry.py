"""The registry of issued seals: every sealed report, found by whoever has its bytes or its code, and by nobody else.

It is the table of reports with what is known of each revision now: current, superseded and by which, or withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from assessments.domain.report_codes import grouped
from assessments.domain.revision import digest
from assessments.models import Assessment, Report, Revision, WithdrawalDecision
from assessments.models.revisions import SEALED, SUPERSEDED, WITHDRAWN
from assessments.models.withdrawals import CONFIRMED
from assessments.services.access import ORGANISATION, REPORT_CODE, REPORT_DIGEST, set_locally
from assessments.services.deployments import lock_deployment
from assessments.services.distrusted import is_distrusted


class Standing(StrEnum):
    """Whether a report that was issued here is still to be relied on."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISTRUSTED = "distrusted"
    """Its key may have been in wrong hands when it was sealed."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """A later revision whose report took the place of another's."""

    id: UUID
    number: int
    sealed_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """What took the place of a report: the one that did so first, and the last of all."""

    first: Replacement
    latest: Replacement


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a report was withdrawn."""

    at: datetime
    public_reason: str
    """Empty unless the organisation chose to publish it."""


@dataclass(frozen=True, slots=True)
class Issued:
    """All that anybody is told of a report that was issued here."""

    revision_id: UUID
    number: int
    standing: Standing
    sealed_at: datetime
    stamped_at: datetime | None
    """By the word of a time-stamp authority; None where the seal has no time stamp."""
    stamped_by: str
    """Whom the certificate of the time stamp names."""
    signer_name: str
    """Empty for reports from before it was kept."""
    signer_fingerprint: str
    self_issued: bool
    file_digest: str
    content_digest: str
    replaced: Replaced | None
    withdrawn: Withdrawn | None


def verify_address(code: str = "") -> str:
    """What a report prints and puts into its QR code. What follows the # stays in the browser: neither the log of a
    server nor another site is told it."""
    return f"{settings.PUBLIC_ADDRESS}/verify/" + (f"#{grouped(code)}" if code else "")


def code_digest(code: str) -> str:
    """By what a report is found from the code of its revision; empty for none."""
    return digest(code.encode()) if code else ""


def find_by_digest(file_digest: str) -> Issued | None:
    """The report with exactly these bytes (SHA-256, lower-case hex), whichever organisation it belongs to."""
    with transaction.atomic():
        set_locally(REPORT_DIGEST, file_digest)
        return _issued(Report.objects.filter(pdf_digest=file_digest).defer("pdf").first())


def find_by_code(code: str) -> Issued | None:
    """The report with this code, as `domain.report_codes.read_code` gives it."""
    with transaction.atomic():
        set_locally(REPORT_CODE, code_digest(code))
        coded = Report.objects.exclude(code_digest="").filter(code_digest=code_digest(code))
        return _issued(coded.defer("pdf").first())


def _issued(report: Report | None) -> Issued | None:
    if report is None:
        return None
    set_locally(ORGANISATION, report.organisation_id)
    row = Revision.objects.select_related("assessment").defer("content").get(id=report.revision_id)
    standing = {SUPERSEDED: Standing.SUPERSEDED, WITHDRAWN: Standing.WITHDRAWN}.get(row.status, Standing.CURRENT)
    if is_distrusted(report.signer_fingerprint, report.sealed_at):
        standing = Standing.DISTRUSTED
    return Issued(
        revision_id=row.id,
        number=row.number,
        standing=standing,
        sealed_at=report.sealed_at,
        stamped_at=report.stamped_at,
        stamped_by=report.stamped_by,
        signer_name=report.signer_name,
        signer_fingerprint=report.signer_fingerprint,
        self_issued=report.self_issued,
        file_digest=report.pdf_digest,
        content_digest=row.content_digest,
        replaced=load_replaced(row),
        withdrawn=_load_withdrawn(row),
    )


def load_replaced(row: Revision) -> Replaced | None:
    """What took the place of a revision's report; None where nothing did."""
    if row.superseded_by_id is None:
        return None
    columns = ("id", "number", "status", "superseded_by_id", "report__sealed_at")
    rows = Revision.objects.filter(assessment__deployment_id=row.assessment.deployment_id).values_list(*columns)
    followers = {each[0]: each for each in rows}
    return Replaced(_replacement(followers, row.superseded_by_id), _last(followers, row.superseded_by_id))


_Row = tuple[UUID, int, str, UUID | None, datetime]


def _last(followers: Mapping[UUID, _Row], key: UUID) -> Replacement:
    after = followers[key][3]
    return _replacement(followers, key) if after is None else _last(followers, after)


def _replacement(followers: Mapping[UUID, _Row], key: UUID) -> Replacement:
    _, number, status, _, sealed_at = followers[key]
    return Replacement(key, number, sealed_at, status == WITHDRAWN)


def _load_withdrawn(row: Revision) -> Withdrawn | None:
    if row.status != WITHDRAWN:
        return None
    one = WithdrawalDecision.objects.select_related("request").get(request__revision_id=row.id, outcome=CONFIRMED)
    return Withdrawn(one.decided_at, one.request.reason if one.request.reason_is_public else "")


def supersede_earlier(assessment: Assessment, row: Revision) -> list[UUID]:
    """The report of this revision takes the place of all of its deployment that nothing has replaced yet, whichever of
    its assessments they are of; keys of their revisions, whose events the caller records. Part of the caller's
    transaction, and one at a time for each deployment: of two that do not know of each other, both would be current."""
    lock_deployment(assessment.deployment_id)
    before = Revision.objects.filter(assessment__deployment_id=assessment.deployment_id).exclude(id=row.id)
    earlier = before.filter(Q(status=SEALED) | Q(status=WITHDRAWN, superseded_by=None))
    # Of the revisions alone: whoever holds the deployment takes no lock of an assessment any more.
    locked = earlier.select_for_update(of=("self",)).order_by("number")
    found = list(locked.values_list("id", flat=True))
    Revision.objects.filter(id__in=found, status=WITHDRAWN).update(superseded_by=row)
    Revision.objects.filter(id__in=found, status=SEALED).update(superseded_by=row, status=SUPERSEDED)
    return found
