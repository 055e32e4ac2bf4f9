"""Whether a file is a report that was issued: four things have to hold together, and nothing less is shown as genuine.

The whole file stands in the registry; its seal passes the strict check; the certificate of the seal is one that is
known; and the report inside is the one that the registry names. Without a registry the other three are looked at, and
whether that certificate is still relied on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509

from assessments.domain.canonical import NotCanonical, read_object
from assessments.domain.revision import digest
from assessments.report.verification import Verified, verify_report
from assessments.services.distrusted import is_distrusted
from assessments.services.registry import Issued, Standing, find_by_digest


class Outcome(StrEnum):
    """What is said of a file."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    """Genuine; a later revision took its place."""
    WITHDRAWN = "withdrawn"
    """Genuine; it was withdrawn."""
    DISTRUSTED = "distrusted"
    """Sealed with a key that may have been in wrong hands; as it was issued, where the registry was asked."""
    ANOTHER_REPORT = "another_report"
    """Genuine, but not the report that was asked for, or that the registry names."""
    NOT_ISSUED = "not_issued"
    """Sealed with a known certificate, but not in the registry."""
    UNKNOWN_SEAL = "unknown_seal"
    """Unchanged since it was sealed, by a certificate that is not known."""
    CHANGED = "changed"
    NOT_SEALED = "not_sealed"
    NOT_A_PDF = "not_a_pdf"


_GENUINE = {
    Standing.CURRENT: Outcome.GENUINE,
    Standing.SUPERSEDED: Outcome.SUPERSEDED,
    Standing.WITHDRAWN: Outcome.WITHDRAWN,
    Standing.DISTRUSTED: Outcome.DISTRUSTED,
}


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """What was found out about one file."""

    outcome: Outcome
    file_digest: str
    verified: Verified
    revision_id: str
    """What the content says; empty where there is none."""
    registered: Issued | None
    """None where the registry does not know the file, or was not asked."""


def check_report(
    pdf: bytes,
    known: Collection[str],
    *,
    expected_id: str = "",
    ask_registry: bool = True,
    authorities: Collection[x509.Certificate] = (),
) -> ReportCheck:
    """Check a file of any kind. `known` holds fingerprints of certificates: all that count where the registry is not
    asked; where it is, none, or those that it must agree with. `expected_id` is the report that it ought to be.
    `authorities` are those whose time stamps are believed.

    Raises DatabaseError where the registry cannot be asked, and what `is_distrusted` raises.
    """
    file_digest = digest(pdf)
    registered = find_by_digest(file_digest) if ask_registry else None
    pinned = set(known)
    if registered is not None:
        pinned = {registered.signer_fingerprint} & pinned if pinned else {registered.signer_fingerprint}
    verified = verify_report(pdf, pinned, authorities)
    revision_id = _revision_id(verified.content)
    outcome = _judge(verified, revision_id, expected_id, registered, asked=ask_registry)
    return ReportCheck(outcome, file_digest, verified, revision_id, registered)


def is_as_registered(pdf: bytes, issued: Issued) -> bool:
    """Whether a file with the digest of a report in the registry holds the other three as well."""
    verified = verify_report(pdf, {issued.signer_fingerprint})
    return _judge(verified, _revision_id(verified.content), "", issued, asked=True) in _GENUINE.values()


def _revision_id(content: bytes | None) -> str:
    try:
        return str(read_object(content)["revision_id"]) if content is not None else ""
    except (NotCanonical, KeyError):
        return ""


def _judge(
    verified: Verified, revision_id: str, expected_id: str, registered: Issued | None, *, asked: bool
) -> Outcome:
    if not verified.is_pdf:
        return Outcome.NOT_A_PDF
    if not verified.intact:
        return Outcome.CHANGED if verified.has_seal else Outcome.NOT_SEALED
    if not verified.trusted:
        return Outcome.UNKNOWN_SEAL
    if asked and registered is None:
        return Outcome.NOT_ISSUED
    named = {str(registered.revision_id) if registered else revision_id, expected_id or revision_id}
    if not revision_id or named != {revision_id}:
        return Outcome.ANOTHER_REPORT
    return _GENUINE[registered.standing if registered else _standing_without_registry(verified)]


def _standing_without_registry(verified: Verified) -> Standing:
    # The time in the seal itself is the word of whoever held the key; only a time stamp's authority can tell.
    is_lost = is_distrusted(verified.signer_fingerprint, verified.trusted_time)
    return Standing.DISTRUSTED if is_lost else Standing.CURRENT
