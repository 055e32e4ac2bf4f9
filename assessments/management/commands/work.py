"""The worker: renders drafts, reminds, sweeps, gives jobs of processes that died to living ones, and tells the heads of
the audit trail outside the database. It seals nothing and has no sealing key; that is the signer's (`sign`)."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from assessments.services.freezing import SEAL_QUEUE
from assessments.services.heads import what_is_missing
from assessments.services.heads_writer import HeadsWriter
from assessments.services.key_separation import refuse_sealing_key
from assessments.services.notices import NO_NOTICES, notices_arrive, own_connection
from assessments.services.self_check import ask_for_check
from assessments.services.startup import refuse_unsafe_start
from frcompliance.job_lines import numbered

logger = logging.getLogger("assessments.work")

CONCURRENCY = 3
"""One slot for drafts (one at a time by their lock), one for what runs by the clock and may take minutes, others that
stay free for the sweep."""
GRACE_SECONDS = 30
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0


class Command(BaseCommand):
    """Runs until it is told to stop, or until it loses the database; a supervisor starts it again."""

    help = "Runs the background worker. Start it under a supervisor that restarts it whatever its exit code."

    def handle(self, *args: object, **options: object) -> None:
        """Check the foundation, then work."""
        refuse_sealing_key("worker")
        refuse_unsafe_start()
        notices = "" if notices_arrive(own_connection()) else NO_NOTICES
        for problem in (what_is_missing(), notices):
            if problem:
                logger.warning(problem)
        heads = HeadsWriter()
        heads.start()
        ask_for_check()
        try:
            work(all_but_sealing(), CONCURRENCY)
        finally:
            heads.stop(GRACE_SECONDS)


def all_but_sealing() -> list[str]:
    """Every queue that a task is in, but the signer's."""
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    return sorted({each.queue for each in app.tasks.values()} - {SEAL_QUEUE})


def work(queues: Sequence[str], concurrency: int) -> None:
    """Take jobs of these queues until told to stop, or until the database is lost."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            queues=queues,
            concurrency=concurrency,
            shutdown_graceful_timeout=GRACE_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            worker_middleware=[numbered],
            # What has been done stands in the trail; the sweep alone would leave two million rows a year.
            delete_jobs="successful",
        )
