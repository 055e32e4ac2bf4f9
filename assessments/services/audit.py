"""The audit trail: one chain for each organisation, each event bound to the one before by its digest.

An event says who did what to which thing and when. Answers and other contents are never in it, only digests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

from assessments.domain.actions import Action
from assessments.domain.canonical import to_bytes
from assessments.domain.chain import SCHEMA, START, Chain, EventRow, check_chain
from assessments.domain.revision import AuditMark, digest
from assessments.domain.tampering import Break
from assessments.models import AuditEvent, AuditHead, Entry

CHUNK = 1000


def start_chain(organisation_id: UUID) -> None:
    """The head of a new organisation's chain."""
    AuditHead.objects.create(organisation_id=organisation_id, sequence=0, digest=START)


def record_event(
    organisation_id: UUID, actor: UUID | None, action: str, subject: UUID, at: datetime, **details: str | int
) -> AuditMark:
    """Append one event; the head row is locked, so that the chain has no gap and no fork.

    Raises ValueError for an action without words for it.
    """
    head = AuditHead.objects.select_for_update().get(organisation_id=organisation_id)
    sequence = head.sequence + 1
    payload = _payload(organisation_id, sequence, head.digest, actor, Action(action), subject, at, details)
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
    action: Action,
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


def entry_digest(entry: Entry) -> str:
    """What binds saved answers to their event. The entry's random key is part of it and not of the event: whoever has
    only the trail cannot try out which answer gives this digest."""
    parts = (entry.id.hex, str(entry.assessment_id), entry.step, entry.number, entry.answers, entry.made_by_id.hex)
    return digest(to_bytes((*parts, iso(entry.made_at))))


def iso(moment: datetime) -> str:
    """A moment as sealed content writes it: ISO 8601, UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def examine_chain(organisation_id: UUID, witnessed: Mapping[int, str]) -> tuple[Chain, Break | None]:
    """The chain that the transaction sees, and where it first breaks."""
    head = AuditHead.objects.filter(organisation_id=organisation_id).values_list("sequence", "digest").first()
    return check_chain(str(organisation_id), load_rows(organisation_id), head, witnessed)


def load_rows(organisation_id: UUID) -> Iterator[EventRow]:
    """Every event of the organisation that the transaction sees, in the order of the sequence numbers."""
    events = AuditEvent.objects.filter(organisation_id=organisation_id).order_by("sequence", "id")
    for each in events.iterator(chunk_size=CHUNK):
        yield row_of(each)


def row_of(event: AuditEvent) -> EventRow:
    """An event as a check reads it."""
    return EventRow(
        organisation=str(event.organisation_id),
        sequence=event.sequence,
        at=iso(event.at),
        actor=str(event.actor) if event.actor else None,
        action=event.action,
        subject=str(event.subject),
        payload=bytes(event.payload),
        previous=event.previous_digest,
        digest=event.digest,
    )
