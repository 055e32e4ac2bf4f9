"""Sessions in the database. One that is used lasts on; one that holds a trial ends with the trial."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from assessments.services.trials import LIFETIME

TRIAL = "trial"
"""In the session of a trial: key of its organisation."""
TRIAL_TO_TAKE = "trial_to_take"
"""After signing in: key of the trial that this browser held before."""


class SessionStore(DatabaseStore):
    """Django's, with the lifetime of a trial where there is one; others begin anew once half of their time is over."""

    ends_at: datetime | None = None

    def get_session_cookie_age(self) -> int:
        """Seconds until the session ends, where nothing else is said."""
        return int(LIFETIME.total_seconds()) if TRIAL in self else super().get_session_cookie_age()

    def load(self) -> dict[str, object]:
        """What the session holds. Used late in its time, it is saved at the end of the request."""
        data: dict[str, object] = super().load()
        if self.ends_at is not None and TRIAL not in data:
            left = (self.ends_at - timezone.now()).total_seconds()
            if left < super().get_session_cookie_age() / 2:
                self.modified = True
        return data

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # not in the stubs
        self.ends_at = row.expire_date if row else None
        return row

    @property
    def seconds_left(self) -> int:
        """Until the session ends, should nothing more be asked of it."""
        if self.ends_at is None or self.modified:
            return self.get_session_cookie_age()
        return int((self.ends_at - timezone.now()).total_seconds())


def seconds_left(request: HttpRequest) -> int:
    """Seconds until the session of this request ends."""
    return cast(SessionStore, request.session).seconds_left
