"""What can be said of a PDF that somebody holds: sealed here or not, unchanged or not, current or not.

No content comes back: the page that shows the outcome is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from assessments.domain.revision import digest
from assessments.models import Report, Revision
from assessments.models.revisions import SUPERSEDED, WITHDRAWN
from assessments.report.verification import Verified, verify_report
from assessments.services.access import ORGANISATION, REPORT_DIGEST, set_locally


class Genuineness(StrEnum):
    """The answer to "can this file be relied on as what was sealed?"."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNKNOWN_SEAL = "unknown_seal"
    """Unchanged since it was sealed, but by a key that this installation does not know."""
    CHANGED = "changed"
    NOT_SEALED = "not_sealed"
    NOT_A_PDF = "not_a_pdf"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about one file."""

    genuineness: Genuineness
    file_digest: str
    content_digest: str
    """Empty where the file carries no content."""
    signer_name: str
    signer_fingerprint: str
    self_issued: bool
    number: int | None
    """Number of the revision; None where this installation did not issue the file."""
    sealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Issued:
    number: int
    status: str
    sealed_at: datetime
    fingerprint: str


def verify_upload(pdf: bytes) -> Checked:
    """Check a file of any kind. It is neither kept nor opened by anything but the verifier."""
    file_digest = digest(pdf)
    issued = _issued(file_digest)
    # A file that was not issued here is of an unknown seal, whoever sealed it: no key is needed to say so.
    verified = verify_report(pdf, {issued.fingerprint} if issued else set())
    genuine = _judge(verified, issued)
    return Checked(
        genuineness=genuine,
        file_digest=file_digest,
        content_digest=verified.content_digest,
        signer_name=verified.signer_name,
        signer_fingerprint=verified.signer_fingerprint,
        self_issued=verified.self_issued,
        number=issued.number if issued else None,
        sealed_at=issued.sealed_at if issued else verified.sealed_at,
    )


def _issued(file_digest: str) -> _Issued | None:
    """The report with exactly these bytes, whichever organisation it belongs to: its digest is the key to its row."""
    with transaction.atomic():
        set_locally(REPORT_DIGEST, file_digest)
        report = Report.objects.filter(pdf_digest=file_digest).defer("pdf").first()
        if report is None:
            return None
        set_locally(ORGANISATION, report.organisation_id)
        revision = Revision.objects.defer("content").get(id=report.revision_id)
        return _Issued(revision.number, revision.status, report.sealed_at, report.signer_fingerprint)


def _judge(verified: Verified, issued: _Issued | None) -> Genuineness:
    if not verified.is_pdf:
        return Genuineness.NOT_A_PDF
    if not verified.has_seal:
        return Genuineness.NOT_SEALED
    if not verified.intact:
        return Genuineness.CHANGED
    if not verified.trusted or issued is None:
        return Genuineness.UNKNOWN_SEAL
    if issued.status == SUPERSEDED:
        return Genuineness.SUPERSEDED
    return Genuineness.WITHDRAWN if issued.status == WITHDRAWN else Genuineness.CURRENT
