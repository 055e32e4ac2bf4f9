"""Revisions that wait to be sealed although no job is left that would do it: its deliveries ended before an attempt
could say why, or it went with a worker that was asleep and woke late. They are marked as failed and can be tried again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from assessments.models import Revision
from assessments.models.revisions import SEALING
from assessments.services.access import scope
from assessments.services.freezing import SEAL_TASK
from assessments.services.heads import load_heads
from assessments.services.queueing import find_place
from assessments.services.sealing import mark_failed
from assessments.services.self_check import is_read_only
from assessments.services.sweeping import sweep_apart

logger = logging.getLogger(__name__)

LEFT_ALONE = timedelta(minutes=5)
"""An attempt takes less; one whose job is gone may still come to its end."""
NEVER_BEGUN = "the signer ended before every attempt had begun; its log says why"
NOBODY_SAID = "the last attempt ended without a word, and the queue has no further one; the log of the signer says why"


def end_waiting_without_job(now: datetime) -> int:
    """How many revisions of all organisations were marked as failed. Where an organisation can only be read, it is left
    for later."""
    undone = "revisions of organisation %s that wait without a job were left"
    return sum(sweep_apart(map(UUID, load_heads()), lambda each: _end_waiting_in(each, now), undone))


def _end_waiting_in(organisation_id: UUID, now: datetime) -> int:
    if is_read_only(organisation_id):
        return 0
    since = now - LEFT_ALONE
    waiting = Q(status=SEALING, frozen_at__lt=since) & (Q(started_at=None) | Q(started_at__lt=since))
    with scope(organisation_id):
        rows = list(Revision.objects.filter(waiting).values_list("id", flat=True))
    # Each by itself: whoever holds the end of the chain of events must not wait for another revision.
    return sum(_end_waiting(organisation_id, each, now) for each in rows)


def _end_waiting(organisation_id: UUID, revision_id: UUID, now: datetime) -> bool:
    with scope(organisation_id):
        row = Revision.objects.select_for_update().defer("content").filter(id=revision_id, status=SEALING).first()
        # A job stands in the queue from the very transaction that lets the revision wait.
        if row is None or find_place(SEAL_TASK, "revision_id", revision_id, now) is not None:
            return False
        row.fence += 1
        mark_failed(row, row.failure or (NOBODY_SAID if row.attempts else NEVER_BEGUN), now)
    logger.error("revision %s waited for a seal without a job", revision_id)
    return True
