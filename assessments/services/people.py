"""People: how they like to see the product. Signing in is Django's; roles are memberships."""

from __future__ import annotations

from uuid import UUID

from assessments.domain.texts import LANGUAGES
from assessments.models import Person
from assessments.models.people import THEMES


def remember_display(person_id: UUID, *, language: str = "", theme: str = "") -> None:
    """Keep language and theme with the person; empty or unknown values leave what is kept."""
    changes: dict[str, str] = {}
    if language in LANGUAGES:
        changes["language"] = language
    if theme in THEMES:
        changes["theme"] = theme
    if changes:
        Person.objects.filter(id=person_id).update(**changes)
