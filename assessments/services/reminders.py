"""One mail a day at most to each person for whom a day is near or past. It says how many, never what or where."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.domain.dates import day_in_words
from assessments.domain.texts import LANGUAGES
from assessments.models import Organisation, Person, ReminderChoice
from assessments.services.access import local_day, scope
from assessments.services.due_items import DueItem, DueKind, load_due_items
from assessments.services.heads import load_heads
from assessments.services.sweeping import sweep_apart

logger = logging.getLogger(__name__)

AHEAD = timedelta(days=14)
"""What a mail counts besides what is past."""
DAYS_BEFORE = (14, 7, 1)
"""So many days before its day something is a reason to write; after it, the day after and every week."""
MOST_FAILURES = 5
"""After so many refusals in a row nobody else is written to."""
MOST_MADE_UP_FOR = timedelta(days=7)
"""A worker that stood still makes up for so much."""


@dataclass(frozen=True, slots=True)
class Count:
    """How much of one kind."""

    late: int
    first_late: date | None
    near: int
    first_near: date | None


def remind(now: datetime) -> int:
    """Write to everybody for whom today is a reason; how many mails went out."""
    today = local_day(now)
    gathered: dict[UUID, list[DueItem]] = {}
    undone = "nobody is reminded of what is due in organisation %s"
    for found in sweep_apart(map(UUID, load_heads()), lambda each: _of_organisation(each, today), undone):
        for each in found:
            for person in each.people:
                gathered.setdefault(person, []).append(each)
    sent = failed = 0
    for person, items in gathered.items():
        try:
            sent += _remind_one(person, items, today)
            failed = 0
        except OSError as problem:  # smtplib's own errors are of this kind too
            failed += 1
            logger.error("the reminder for %s was not sent: %s", person, type(problem).__name__)
        if failed == MOST_FAILURES:
            logger.error("the mail server refuses everything; the other reminders are left for the next run")
            break
    return sent


def _of_organisation(organisation_id: UUID, today: date) -> list[DueItem]:
    with scope(organisation_id):
        if Organisation.objects.filter(id=organisation_id, trial_expires_at__isnull=False).exists():
            return []
        return [each for each in load_due_items(organisation_id, today) if each.day <= today + AHEAD]


def _remind_one(person_id: UUID, items: Sequence[DueItem], today: date) -> bool:
    """Whether a mail went out. Raises OSError where the mail server refuses; the day is then open for the next run."""
    with transaction.atomic():
        ReminderChoice.objects.get_or_create(person_id=person_id)
        choice = ReminderChoice.objects.select_for_update(of=("self",)).select_related("person").get(pk=person_id)
        since = choice.checked_on or today - timedelta(days=1)
        if since >= today:
            return False
        choice.checked_on = today
        choice.save(update_fields=["checked_on"])
    begin = max(since, today - MOST_MADE_UP_FOR)
    if not (choice.by_mail and choice.person.is_active and any(is_reason(each.day, begin, today) for each in items)):
        return False
    subject, text = compose(choice.person, items, today)
    try:
        send_mail(subject, text, None, [choice.person.email])
    except OSError:
        ReminderChoice.objects.filter(pk=person_id).update(checked_on=since)
        raise
    return True


def is_reason(day: date, since: date, today: date) -> bool:
    """Whether there is something to say of the day that there was not to say on `since`."""
    if any(since < day - timedelta(days=before) <= today for before in DAYS_BEFORE):
        return True
    late, before = (today - day).days, (since - day).days
    return late > 0 and (late - 1) // 7 > (max(before, 0) - 1) // 7


def compose(person: Person, items: Sequence[DueItem], today: date) -> tuple[str, str]:
    """Subject and text in the person's language; in both where they never chose one."""
    languages = [person.language] if person.language else list(LANGUAGES)
    parts = [_in_language(each, items, today) for each in languages]
    subjects, texts = zip(*parts, strict=True)
    return " ".join(subjects), "\n\n".join(texts) + "\n"


def _in_language(language: str, items: Sequence[DueItem], today: date) -> tuple[str, str]:
    counts = {kind.value: _count(items, kind, today) for kind in DueKind}
    addresses = {name: settings.PUBLIC_ADDRESS + reverse(name) for name in ("dashboard", "reminders")}
    said: Mapping[str, object] = {**{kind: _said(one, language) for kind, one in counts.items()}, **addresses}
    subject, _, text = render_to_string(f"mail/reminder.{language}.txt", dict(said)).strip().partition("\n")
    return subject, text.strip()


def _count(items: Iterable[DueItem], kind: DueKind, today: date) -> Count:
    days = sorted(each.day for each in items if each.kind is kind)
    late = [day for day in days if day < today]
    near = [day for day in days if day >= today]
    return Count(len(late), min(late, default=None), len(near), min(near, default=None))


def _said(count: Count, language: str) -> dict[str, object]:
    """As the template shows it: numbers, and days in words."""
    first_late = day_in_words(count.first_late, language) if count.first_late else ""
    first_near = day_in_words(count.first_near, language) if count.first_near else ""
    return {"late": count.late, "first_late": first_late, "near": count.near, "first_near": first_near}
