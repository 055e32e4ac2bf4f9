"""The worker: renders drafts, renders and seals reports, takes over from workers that died, and tells the heads of the
audit trail outside the database."""

from __future__ import annotations

import logging

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from assessments.services.heads import what_is_missing
from assessments.services.heads_writer import HeadsWriter
from assessments.services.notices import NO_NOTICES, notices_arrive, own_connection
from assessments.services.seal_setup import what_is_wrong
from assessments.services.self_check import ask_for_check
from assessments.services.startup import refuse_unsafe_start

logger = logging.getLogger("assessments.work")

CONCURRENCY = 4
"""One slot for sealing, one for drafts (one at a time by their lock), one for what runs by the clock and may take
minutes, one that stays free for the sweep."""
GRACE_SECONDS = 30
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0


class Command(BaseCommand):
    """Runs until it is told to stop, or until it loses the database; a supervisor starts it again."""

    help = "Runs the background worker. Start it under a supervisor that restarts it whatever its exit code."

    def handle(self, *args: object, **options: object) -> None:
        """Check the foundation, then work."""
        refuse_unsafe_start()
        notices = "" if notices_arrive(own_connection()) else NO_NOTICES
        for problem in (what_is_missing(), what_is_wrong(), notices):
            if problem:
                logger.warning(problem)
        heads = HeadsWriter()
        heads.start()
        ask_for_check()
        try:
            work()
        finally:
            heads.stop(GRACE_SECONDS)


def work() -> None:
    """Take jobs until told to stop, or until the database is lost."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=GRACE_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            # What has been done stands in the trail; the sweep alone would leave two million rows a year.
            delete_jobs="successful",
        )
