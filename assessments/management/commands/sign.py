"""The signer: the one process with the sealing key. It takes identifiers of revisions from the queue, establishes for
itself that each may be sealed, renders it, seals it and stores the report; it takes no other work and no content."""

from __future__ import annotations

import logging

from django.core.management.base import BaseCommand

from assessments.management.commands.work import work
from assessments.services.freezing import SEAL_QUEUE
from assessments.services.seal_setup import what_is_wrong
from assessments.services.startup import refuse_unsafe_start

logger = logging.getLogger("assessments.sign")

CONCURRENCY = 2
"""Two reports at a time, so that a long one does not hold up the others."""


class Command(BaseCommand):
    """Runs until it is told to stop, or until it loses the database; a supervisor starts it again."""

    help = "Seals approved revisions. Alone has the sealing key. Start it under a supervisor, as `work`."

    def handle(self, *args: object, **options: object) -> None:
        """Check the foundation, say what is wrong with the key, then seal."""
        refuse_unsafe_start()
        if problem := what_is_wrong():
            logger.warning(problem)
        work([SEAL_QUEUE], CONCURRENCY)
