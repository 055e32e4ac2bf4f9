"""Sessions in the database; one that holds a trial is kept for as long as the trial lasts, and no longer."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from assessments.services.trials import LIFETIME

TRIAL = "trial"
"""In the session of a trial: key of its organisation."""
TRIAL_TO_TAKE = "trial_to_take"
"""After signing in: key of the trial that this browser held before."""


class SessionStore(DatabaseStore):
    """Django's, with the lifetime of a trial where there is one."""

    def get_session_cookie_age(self) -> int:
        """Seconds until the session ends, where nothing else is said."""
        return int(LIFETIME.total_seconds()) if TRIAL in self else super().get_session_cookie_age()
