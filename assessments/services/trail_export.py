"""The audit trail as lines of JSON: everything a check needs, and nothing that the trail does not hold.

First a line that says what follows, then one line for the end of each chain, then one for each event in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from assessments.domain.canonical import Json, to_bytes
from assessments.domain.chain import EventRow
from assessments.models import AuditHead
from assessments.services.access import scope
from assessments.services.audit import iso, load_rows

SCHEMA = "frcompliance/trail/1"


def export_trail(organisations: Iterable[UUID], now: datetime) -> Iterator[bytes]:
    """Lines without their ends. Each organisation is read in one transaction of its own."""
    yield to_bytes({"kind": "export", "schema": SCHEMA, "as_of": iso(now)})
    for organisation_id in organisations:
        with scope(organisation_id):
            head = AuditHead.objects.filter(organisation_id=organisation_id).first()
            if head is not None:
                yield to_bytes(_head(organisation_id, head))
            for row in load_rows(organisation_id):
                yield to_bytes(event_line(row))


def _head(organisation_id: UUID, head: AuditHead) -> Mapping[str, Json]:
    return {
        "kind": "head",
        "organisation": str(organisation_id),
        "sequence": head.sequence,
        "digest": head.digest,
    }


def event_line(row: EventRow) -> Mapping[str, Json]:
    """One event with its payload, whose digest it is that counts."""
    return {
        "kind": "event",
        "organisation": row.organisation,
        "sequence": row.sequence,
        "at": row.at,
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "payload": row.payload.hex(),
        "previous_digest": row.previous,
        "digest": row.digest,
    }
