"""The thread of the worker that tells the heads of the audit trail. Not a job: sealing may hold every place there."""

from __future__ import annotations

import logging
import time
from threading import Event, Thread

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connections
from django.utils import timezone

from assessments.services.heads import HEADS_TOLD, write_heads
from assessments.services.heads_files import HeadsGone
from assessments.services.trail_keys import TrailKeyUnusable

logger = logging.getLogger(__name__)

EVERY_SECONDS = 20.0
"""Promised is once a minute, so that one or two failures in between are no breach."""


def tell_heads() -> None:
    """Write what is to be written now; a failure is logged, and the next attempt comes soon."""
    try:
        write_heads(timezone.now())
        if settings.TRAIL_FOLDER:
            cache.set(HEADS_TOLD, time.time(), timeout=None)
    except (DatabaseError, HeadsGone, OSError, TrailKeyUnusable):
        logger.exception("the heads of the audit trail were not written")
    finally:
        connections.close_all()


class HeadsWriter(Thread):
    """Tells the heads from its start until it is stopped, and once more then."""

    def __init__(self, every_seconds: float = EVERY_SECONDS) -> None:
        super().__init__(name="heads", daemon=True)
        self.every_seconds = every_seconds
        self._stopped = Event()

    def run(self) -> None:
        """The thread."""
        tell_heads()
        while not self._stopped.wait(self.every_seconds):
            tell_heads()
        tell_heads()

    def stop(self, within_seconds: float) -> None:
        """Ask for the end, and wait for it."""
        self._stopped.set()
        self.join(within_seconds)
