"""Sessions that have expired. Django leaves their rows lying; here they are deleted."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def purge_expired_sessions(now: datetime) -> int:
    """Delete every session that ended before `now`; how many."""
    purged, _ = Session.objects.filter(expire_date__lt=now).delete()
    return purged
