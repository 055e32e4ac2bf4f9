"""Revisions that wait to be sealed although no job is left that would do it: every delivery ended before an attempt
had begun, so that no attempt could say so. They are marked as failed, and can be tried again."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from assessments.models import Revision
from assessments.models.revisions import SEALING
from assessments.services.access import scope
from assessments.services.freezing import SEAL_TASK
from assessments.services.queueing import find_place
from assessments.services.sealing import mark_failed
from assessments.services.self_check import is_read_only

logger = logging.getLogger(__name__)

NEVER_BEGUN = "the signer ended before every attempt had begun; its log says why"


def end_waiting_without_job(now: datetime) -> int:
    """How many revisions were marked as failed. Where an organisation can only be read, it is left for later."""
    failed = ProcrastinateJob.objects.filter(task_name=SEAL_TASK, status="failed").values_list("args", flat=True)
    keys = {(UUID(args["organisation_id"]), UUID(args["revision_id"])) for args in failed}
    return sum(_end_waiting(*each, now) for each in sorted(keys) if not is_read_only(each[0]))


def _end_waiting(organisation_id: UUID, revision_id: UUID, now: datetime) -> bool:
    with scope(organisation_id):
        waiting = Revision.objects.select_for_update().defer("content").filter(id=revision_id, status=SEALING)
        row = waiting.first()
        # A job stands in the queue from the very transaction that lets the revision wait.
        if row is None or find_place(SEAL_TASK, "revision_id", revision_id, now) is not None:
            return False
        row.fence += 1
        mark_failed(row, NEVER_BEGUN, now)
    logger.error("revision %s waited for a seal without a job", revision_id)
    return True
