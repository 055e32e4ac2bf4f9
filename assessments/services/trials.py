"""Trials: one assessment without an account, for a day, in an organisation of its own, so that every wall holds.

A trial ends by itself. Whoever signs in before that can take the answers over into the own organisation.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from assessments.domain.actions import Act
from assessments.domain.lifecycle import EDITABLE, Role
from assessments.models import Assessment, Entry, Evidence, Organisation, Person
from assessments.services.access import ORGANISATION, TRIALS, Actor, NotAllowed, NotFound, scope, set_locally
from assessments.services.audit import record_event
from assessments.services.counting import count_request
from assessments.services.deployments import create_deployment
from assessments.services.evidence_keeping import take_evidence
from assessments.services.evidence_views import counting
from assessments.services.organisations import TrialTerms, add_member, create_organisation
from assessments.services.sweeping import sweep_apart

LIFETIME, DAY_SECONDS = timedelta(days=1), 24 * 3600
DOMAIN = "trial.invalid"
"""Nobody can have an address there (RFC 2606). The database erases no person of another domain."""
LOCK = 7_261_943  # of the advisory lock under which trials are counted and begun


class TooManyTrials(Exception):
    """The installation holds as many trials as it may, or the address has begun as many as it may in a day."""


@dataclass(frozen=True, slots=True)
class TrialNames:
    """What the things of a trial are called, in the language of the page."""

    organisation: str
    person: str
    deployment: str


@dataclass(frozen=True, slots=True)
class BegunTrial:
    """A trial that has just begun."""

    person: Person
    organisation_id: UUID
    assessment_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TrialContent:
    """What can be taken over from a trial."""

    deployment_name: str
    place: str
    description: str
    edition_key: str
    entries: Sequence[Entry]
    """The newest of each step, in the order in which they were made."""
    evidence: Sequence[Evidence]
    """Documents that count, registered without their files."""
    expires_at: datetime


@contextmanager
def _sweeping() -> Iterator[None]:
    """Inside, the transaction sees which trials there are, and nothing of what is in them."""
    with transaction.atomic():
        set_locally(TRIALS, "on")
        yield
        set_locally(TRIALS, "")


def source_of(address: str) -> str:
    """A digest that stands for a network address and does not give it away."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"trial:{address}".encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def begin_trial(names: TrialNames, source: str, now: datetime, *, language: str) -> BegunTrial:
    """An organisation, a person and a draft, for a day. Raises TooManyTrials."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    with _sweeping():
        alive = Organisation.objects.filter(trial_expires_at__gt=now).count()
    # Rows of trials that have ended are deleted; what is counted stands, however they end.
    if alive >= settings.TRIALS_AT_ONCE or count_request(f"trial:{source}", DAY_SECONDS) > settings.TRIALS_PER_ADDRESS:
        raise TooManyTrials
    expires_at = now + LIFETIME
    organisation_id = create_organisation(names.organisation, now, trial=TrialTerms(expires_at, source))
    person = Person.objects.create_user(f"{uuid4().hex}@{DOMAIN}", names.person)
    Person.objects.filter(id=person.id).update(language=language)
    made = create_deployment(add_member(organisation_id, person, {Role.ASSESSOR}, now), names.deployment)
    return BegunTrial(person, organisation_id, made.assessment_id, expires_at)


def load_trial(actor: Actor, organisation_id: UUID) -> TrialContent:
    """What a trial holds, for somebody who has shown that it is theirs. Raises NotFound where it has ended or is no
    trial. The transaction sees the actor's organisation again afterwards."""
    set_locally(ORGANISATION, organisation_id)
    try:
        return _content(organisation_id, actor.now)
    finally:
        set_locally(ORGANISATION, actor.organisation_id)


def _content(organisation_id: UUID, now: datetime) -> TrialContent:
    trial = Organisation.objects.filter(id=organisation_id, trial_expires_at__gt=now).first()
    drafts = Assessment.objects.filter(organisation_id=organisation_id, status__in=EDITABLE)
    draft = drafts.select_related("deployment").first() if trial else None
    if trial is None or trial.trial_expires_at is None or draft is None:
        raise NotFound
    newest = Entry.objects.filter(assessment=draft).order_by("step", "-number").distinct("step")
    return TrialContent(
        deployment_name=draft.deployment.name,
        place=draft.deployment.place,
        description=draft.deployment.description,
        edition_key=draft.edition_key,
        entries=sorted(newest, key=lambda entry: entry.number),
        evidence=list(counting(draft.id).order_by("audit_sequence", "id")),
        expires_at=trial.trial_expires_at,
    )


@transaction.atomic
def take_over(
    actor: Actor, organisation_id: UUID, name: str, place: str = "", description: str = "", unit: str = ""
) -> UUID:
    """Copy the trial's answers into a new deployment of the actor's organisation, and end the trial; the key of the
    new assessment. Raises NotFound, NotAllowed.

    Entries and documents are the actor's, made now: nobody else answers for them from here on.
    """
    if actor.trial_until:
        raise NotAllowed
    content = load_trial(actor, organisation_id)
    _end(actor, organisation_id)
    made = create_deployment(actor, name, place, description, unit)
    Assessment.objects.filter(id=made.assessment_id).update(edition_key=content.edition_key)
    Entry.objects.bulk_create(_copies(actor, made.assessment_id, content.entries))
    taken = {"steps": len(content.entries), "documents": len(content.evidence)}
    by, into = actor.person_id, made.assessment_id
    mark = record_event(actor.organisation_id, by, Act.TAKE_OVER_TRIAL, into, actor.now, **taken)
    take_evidence(actor, content.evidence, into, mark.sequence)
    return into


def end_trial(organisation_id: UUID, now: datetime) -> None:
    """End the trial now, if it has not ended; what it holds is erased with the next sweep."""
    with scope(organisation_id):
        alive = Organisation.objects.filter(id=organisation_id, trial_expires_at__gt=now)
        if alive.update(trial_expires_at=now):
            record_event(organisation_id, None, Act.END_TRIAL, organisation_id, now)


def _end(actor: Actor, organisation_id: UUID) -> None:
    """End the trial now. Of two that try at once the second finds it ended. Raises NotFound."""
    set_locally(ORGANISATION, organisation_id)
    alive = Organisation.objects.filter(id=organisation_id, trial_expires_at__gt=actor.now)
    if not alive.update(trial_expires_at=actor.now):
        raise NotFound
    record_event(organisation_id, None, Act.END_TRIAL, organisation_id, actor.now)
    set_locally(ORGANISATION, actor.organisation_id)


def _copies(actor: Actor, assessment_id: UUID, entries: Sequence[Entry]) -> Iterator[Entry]:
    for number, entry in enumerate(entries, start=1):
        yield Entry(
            organisation_id=actor.organisation_id,
            assessment_id=assessment_id,
            step=entry.step,
            number=number,
            answers=entry.answers,
            made_by_id=actor.person_id,
            made_at=actor.now,
        )


def erase_ended_trials(now: datetime) -> int:
    """Delete all trials that have ended by `now`; how many. The database checks each against its own clock."""
    with _sweeping():
        over = Organisation.objects.filter(trial_expires_at__lte=now).order_by("trial_expires_at")
        ended = list(over.values_list("id", flat=True))
    return sum(sweep_apart(ended, _erase, "the trial in organisation %s has ended and was not deleted"))


def _erase(organisation_id: UUID) -> bool:
    with scope(organisation_id), connection.cursor() as cursor:
        cursor.execute("SELECT assessments_erase_ended_trial()")
        return bool(cursor.fetchone()[0])
