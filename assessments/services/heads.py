"""Telling the world outside the database where every chain ends, once a minute."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from assessments.models import AuditHead, Organisation
from assessments.services.access import HEADS, TRIALS, set_locally
from assessments.services.audit import iso
from assessments.services.heads_files import Mark, append, locked, read_newest, sign_lines, target
from assessments.services.trail_keys import TrailKeyUnusable, load_trail_key

logger = logging.getLogger(__name__)

HEADS_TOLD = "trail:heads_told"
"""In the cache: when a worker last saw to the heads outside, in seconds since 1970."""


def load_heads() -> dict[str, Mark]:
    """Every organisation's head, by the organisation's key; trials are gone after a day and leave none."""
    with transaction.atomic():
        set_locally(HEADS, "on")
        set_locally(TRIALS, "on")
        trials = Organisation.objects.filter(trial_expires_at__isnull=False).values("id")
        rows = AuditHead.objects.exclude(organisation_id__in=trials).order_by("organisation_id")
        heads = {str(key): (number, digest) for key, number, digest in rows.values_list("pk", "sequence", "digest")}
        set_locally(TRIALS, "")
        set_locally(HEADS, "")
    return heads


def what_is_missing() -> str:
    """Why no heads are written, in a sentence; empty where they are."""
    if not settings.TRAIL_FOLDER:
        return "TRAIL_FOLDER is not set: no head of the audit trail is kept outside the database."
    try:
        load_trail_key(settings.TRAIL_KEY)
    except TrailKeyUnusable as problem:
        return f"TRAIL_KEY cannot sign heads of the audit trail: {problem}. Run: manage.py make_trail_key"
    return ""


def write_heads(now: datetime) -> int:
    """Append every head that has changed to the folder; how many. Nothing where no folder is configured.

    A head that has gone back is never signed: that is what the files are there to show. Raises TrailKeyUnusable,
    HeadsGone, OSError.
    """
    if not settings.TRAIL_FOLDER:
        return 0
    folder, key = Path(settings.TRAIL_FOLDER), load_trail_key(settings.TRAIL_KEY)
    with locked(folder):
        written, heads = read_newest(folder), load_heads()
        _report_bent(written.heads, heads)
        path = target(folder, now)
        grown = {one: mark for one, mark in heads.items() if _grew(written.heads, one, mark)}
        # A new file tells again what is known, also of heads that have gone back or away; and so does one whose first
        # write was cut off.
        is_new = path != written.path
        told = {} if is_new else written.told
        untold = {one: mark for one, mark in {**written.heads, **grown}.items() if mark != told.get(one)}
        if untold:
            append(path, sign_lines(untold, written, key, iso(now)), after_torn=written.is_torn and not is_new)
            read_newest(folder)  # from now on known to have been there
    return len(untold)


def _grew(known: Mapping[str, Mark], one: str, mark: Mark) -> bool:
    """Whether the head goes on from what is known, or is what is known."""
    before = known.get(one)
    return before is None or mark[0] > before[0] or mark == before


def _report_bent(known: Mapping[str, Mark], heads: Mapping[str, Mark]) -> None:
    for one, before in known.items():
        mark = heads.get(one)
        if mark is None or not _grew(known, one, mark):
            logger.critical(
                "the audit trail of organisation %s has gone back: %s, but %s was signed. Run: manage.py verify_audit",
                *(one, mark, before),
            )
