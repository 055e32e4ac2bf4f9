"""The audit trail: one chain for each organisation, each event bound to the one before by its digest.

An event says who did what to which thing and when. Answers and other contents are never in it, only digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

from assessments.domain.canonical import to_bytes
from assessments.domain.revision import AuditMark, digest
from assessments.models import AuditEvent, AuditHead

SCHEMA = "frcompliance/audit/1"
START = "0" * 64
"""Digest before the first event."""


class ChainBroken(Exception):
    """An event is missing, out of order, or does not fit its digest; `args[0]` is its sequence number."""


def start_chain(organisation_id: UUID) -> None:
    """The head of a new organisation's chain."""
    AuditHead.objects.create(organisation_id=organisation_id, sequence=0, digest=START)


def record_event(
    organisation_id: UUID, actor: UUID | None, action: str, subject: UUID, at: datetime, **details: str | int
) -> AuditMark:
    """Append one event; the head row is locked, so that the chain has no gap and no fork."""
    head = AuditHead.objects.select_for_update().get(organisation_id=organisation_id)
    sequence = head.sequence + 1
    payload = _payload(organisation_id, sequence, head.digest, actor, action, subject, at, details)
    head.sequence, previous, head.digest = sequence, head.digest, digest(payload)
    AuditEvent.objects.create(
        organisation_id=organisation_id,
        sequence=sequence,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        payload=payload,
        previous_digest=previous,
        digest=head.digest,
    )
    head.save(update_fields=["sequence", "digest"])
    return AuditMark(sequence, head.digest)


def _payload(
    organisation_id: UUID,
    sequence: int,
    previous: str,
    actor: UUID | None,
    action: str,
    subject: UUID,
    at: datetime,
    details: Mapping[str, str | int],
) -> bytes:
    return to_bytes(
        {
            "schema": SCHEMA,
            "organisation": str(organisation_id),
            "sequence": sequence,
            "previous": previous,
            "actor": str(actor) if actor else None,
            "action": action,
            "subject": str(subject),
            "at": iso(at),
            "details": dict(details),
        }
    )


def iso(moment: datetime) -> str:
    """A moment as sealed content writes it: ISO 8601, UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def verify_chain(organisation_id: UUID) -> AuditMark:
    """Check every event of the organisation's chain against the head. Raises ChainBroken."""
    previous, expected = START, 1
    for event in _events(organisation_id):
        fits = event.sequence == expected and event.previous_digest == previous
        if not fits or digest(bytes(event.payload)) != event.digest:
            raise ChainBroken(expected)
        previous, expected = event.digest, expected + 1
    head = AuditHead.objects.get(organisation_id=organisation_id)
    if (head.sequence, head.digest) != (expected - 1, previous):
        raise ChainBroken(expected)
    return AuditMark(head.sequence, head.digest)


def _events(organisation_id: UUID) -> Iterator[AuditEvent]:
    yield from AuditEvent.objects.filter(organisation_id=organisation_id).order_by("sequence")
