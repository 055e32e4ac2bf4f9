"""The product checks its own audit trail; where one does not fit, its organisation can only be read from then on.

The database refuses every event of such an organisation, and no act is without one: whatever writes, fails whole.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from assessments.domain.actions import Act
from assessments.domain.heads import Heads
from assessments.domain.tampering import Break, Tampering
from assessments.models import AuditHead, Revision, TrailAlarm
from assessments.models.revisions import SEALING
from assessments.services.access import NotFound, scope
from assessments.services.audit import record_event
from assessments.services.freezing import ask_for_seal
from assessments.services.trail_check import check_trail, read_heads
from assessments.services.trail_keys import TrailKeyUnusable, load_public_keys

logger = logging.getLogger(__name__)

CHECK_TASK, CHECK_QUEUE = "assessments.check_trail", "maintenance"
CHECKED = "trail:checked"
"""In the cache: when a worker last looked at the whole trail, in seconds since 1970."""

OF_THE_FILES = frozenset({Tampering.HEADS_CUT, Tampering.HEADS_CHANGED})
"""Breaks of what is outside the database: an alarm for whoever looks after it, and no reason to stop work."""


class TwoOperatorsNeeded(Exception):
    """One person alone does not end it, and nobody does without a reason."""


def check_itself(now: datetime) -> Sequence[Break]:
    """Look at every chain, and again where one does not fit: events that arrive during a look leave no break twice.
    What stays is logged, and stops work in its organisation unless it has been explained before."""
    first = _look(now)
    again = {_place(each) for each in _look(now)} if first else set()
    breaks = [each for each in first if _place(each) in again]
    for each in breaks:
        logger.critical("the audit trail of %s does not fit: %s", each.organisation or "the heads", each)
        if each.kind not in OF_THE_FILES:
            known = {"chain": UUID(each.organisation), "kind": each.kind.value, "place": each.place}
            TrailAlarm.objects.get_or_create(**known, defaults={"found_at": now})
    cache.set(CHECKED, time.time(), timeout=None)
    return breaks


def ask_for_check() -> bool:
    """Have the worker look now: when it starts, it may be on another database than yesterday. False where a look
    waits already."""
    try:
        app.configure_task(CHECK_TASK, queue=CHECK_QUEUE, queueing_lock=CHECK_TASK).defer(timestamp=0)
    except AlreadyEnqueued:
        return False
    return True


def _place(found: Break) -> tuple[str, str, int]:
    return found.organisation, found.kind.value, found.place


def _look(now: datetime) -> Sequence[Break]:
    return check_trail(_heads(), now).breaks


def _heads() -> Heads | None:
    """None where none are kept, or where they cannot be read; the writer of heads complains of that itself."""
    folder = Path(settings.TRAIL_FOLDER) if settings.TRAIL_FOLDER else None
    if folder is None or not folder.is_dir():
        return None
    try:
        return read_heads(folder, load_public_keys([settings.TRAIL_KEY.encode()]))
    except (OSError, TrailKeyUnusable) as problem:
        logger.error("the heads of the audit trail cannot be read: %s", problem)
        return None


def is_read_only(organisation_id: UUID) -> bool:
    """Whether nothing can be changed in the organisation."""
    return TrailAlarm.objects.filter(chain=organisation_id, cleared_at__isnull=True).exists()


@transaction.atomic
def end_read_only(organisation_id: UUID, operators: Sequence[str], reason: str, now: datetime) -> int:
    """Let work go on; how many alarms were ended. What was found stays on record and is not raised again.

    Raises NotFound where none stands, TwoOperatorsNeeded.
    """
    named = {each.strip().casefold() for each in operators if each.strip()}
    if len(named) < 2 or not reason.strip():
        raise TwoOperatorsNeeded
    standing = TrailAlarm.objects.filter(chain=organisation_id, cleared_at__isnull=True)
    ended = standing.update(cleared_at=now, operators=", ".join(operators)[:300], reason=reason)
    if not ended:
        raise NotFound
    logger.critical("read-only of organisation %s was ended by %s: %s", organisation_id, ", ".join(operators), reason)
    with scope(organisation_id):
        if AuditHead.objects.filter(organisation_id=organisation_id).exists():
            record_event(organisation_id, None, Act.END_READ_ONLY, organisation_id, now, alarms=ended)
        for waiting in Revision.objects.filter(status=SEALING).values_list("id", flat=True):
            ask_for_seal(organisation_id, waiting)
    return ended
