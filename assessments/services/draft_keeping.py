"""Drafts go a day after they were asked for, in every organisation that can be written to."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from assessments.models import DraftReport
from assessments.services.access import scope
from assessments.services.drafts import KEPT, forget_draft
from assessments.services.heads import load_heads
from assessments.services.self_check import is_read_only
from assessments.services.sweeping import sweep_apart

logger = logging.getLogger(__name__)


def forget_old_drafts(now: datetime) -> int:
    """Delete the drafts older than a day; how many. Those of a trial go with it; where an organisation can only be
    read, drafts stay until its alarm is cleared."""
    undone = "drafts of organisation %s were not deleted"
    return sum(sweep_apart(map(UUID, load_heads()), lambda each: _forget_old(each, now), undone))


def _forget_old(organisation_id: UUID, now: datetime) -> int:
    with scope(organisation_id):
        over = list(DraftReport.objects.filter(asked_at__lte=now - KEPT).values_list("id", flat=True))
    if over and is_read_only(organisation_id):
        logger.warning("organisation %s can only be read: its drafts stay", organisation_id)
        return 0
    for each in over:
        forget_draft(organisation_id, each, now)
    return len(over)
