"""People: how they like to see the product. Signing in is Django's; roles are memberships."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from assessments.domain.actions import Act
from assessments.domain.texts import LANGUAGES
from assessments.models import Person
from assessments.models.people import THEMES
from assessments.services.account_events import record_of_account


def remember_display(person_id: UUID, *, language: str = "", theme: str = "") -> None:
    """Keep language and theme with the person; empty or unknown values leave what is kept."""
    changes: dict[str, str] = {}
    if language in LANGUAGES:
        changes["language"] = language
    if theme in THEMES:
        changes["theme"] = theme
    if changes:
        Person.objects.filter(id=person_id).update(**changes)


def end_sessions(person_id: UUID) -> None:
    """The next request of every session that the person has is that of a stranger."""
    Person.objects.filter(id=person_id).update(session_generation=F("session_generation") + 1)


def reset_done(person_id: UUID, now: datetime) -> None:
    """The person has set a password anew with a link that was sent to them."""
    end_sessions(person_id)
    record_of_account(person_id, Act.RESET_PASSWORD, now)


def end_sessions_of(email: str) -> UUID | None:
    """The same for whoever has the address; the key of the person, or None where nobody has it."""
    person_id = Person.objects.filter(email=email.strip().lower()).values_list("id", flat=True).first()
    if person_id:
        end_sessions(person_id)
    return person_id
