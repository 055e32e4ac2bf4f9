"""How a person wants to be reminded: by mail or not, and by a calendar at a secret address."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.models import Person, ReminderChoice

SECRET_BYTES = 24


@dataclass(frozen=True, slots=True)
class Reminding:
    """What a person chose."""

    by_mail: bool
    calendar_since: datetime | None
    """Since when the calendar's address is what it is; None where there is none."""


def load_choice(person_id: UUID) -> Reminding:
    """What the person chose; whoever chose nothing gets mail and has no calendar."""
    row = ReminderChoice.objects.filter(person_id=person_id).first()
    return Reminding(row.by_mail, row.calendar_since) if row else Reminding(by_mail=True, calendar_since=None)


def choose_mail(person_id: UUID, *, by_mail: bool) -> None:
    """Remind by mail, or do not."""
    ReminderChoice.objects.update_or_create(person_id=person_id, defaults={"by_mail": by_mail})


def renew_calendar(person_id: UUID, now: datetime) -> str:
    """A new secret for the calendar's address; the one before it opens nothing any more. Only its digest is kept."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    changed = {"calendar_digest": _digest(secret), "calendar_since": now}
    ReminderChoice.objects.update_or_create(person_id=person_id, defaults=changed)
    return secret


def stop_calendar(person_id: UUID) -> None:
    """No address opens the calendar any more."""
    ReminderChoice.objects.filter(person_id=person_id).update(calendar_digest="", calendar_since=None)


def person_of(secret: str) -> Person | None:
    """Whose calendar it is; None for an unknown address, and for somebody whose account is closed."""
    rows = Person.objects.filter(reminder_choice__calendar_digest=_digest(secret), is_active=True)
    return rows.first()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
